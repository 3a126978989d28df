"""Who works where, in which role, from when to when; and guardian's rows that follow from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission as PermissionRow
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from casework import clock
from casework.audit import record
from casework.errors import Refused, Stale
from casework.levels import LEVEL_ABOVE
from casework.models.case import Case, CaseUserObjectPermission
from casework.models.organisation import (
    Membership,
    Organisation,
    OrganisationUserObjectPermission,
    TimeZone,
    active,
)
from casework.models.participation import Party
from casework.models.user import User
from casework.roles import ROLES, Permission, Role, roles_with


def has_active(permission: str, on: date | None, *, organisation: str) -> Exists:
    """Whether somebody holds a permission on a day in the office an outer query names by this field."""
    return Exists(
        Membership.objects.filter(active(on), organisation=OuterRef(organisation), role__in=roles_with(permission))
    )


def organisations_where(user: User, permission: str, on: date | None = None) -> QuerySet[Organisation]:
    """The offices where a user holds a permission on a day (default: today there); one query.

    Asks for both guardian's row and a membership that holds that day, so that a row left behind by
    an ended membership gives nothing. An inactive account holds nothing.
    """
    row = OrganisationUserObjectPermission.objects.filter(
        content_object=OuterRef("pk"), user=user, permission__codename=permission
    )
    membership = Membership.objects.filter(
        active(on), organisation=OuterRef("pk"), user=user, role__in=roles_with(permission)
    )
    return Organisation.objects.filter(Exists(row), Exists(membership))


def officers_of(organisation: Organisation, permission: str, on: date | None = None) -> QuerySet[User]:
    """The people who hold a permission in an office on a day (default: today there), by name."""
    membership = Membership.objects.filter(
        active(on), organisation=organisation, user=OuterRef("pk"), role__in=roles_with(permission)
    )
    return User.objects.filter(Exists(membership)).order_by("full_name", "pk")


def workers_of(offices: Any) -> QuerySet[Any]:
    """The ids of who works cases today in any of some offices, given by id or as a query of ids."""
    return _holding(Permission.WORK_CASES).filter(organisation__in=offices).values_list("user_id", flat=True)


def offices_left_to(people: Collection[int]) -> QuerySet[Any]:
    """The ids of the offices in which some people work cases today, and nobody else does."""
    return _held_by_only(people, Permission.WORK_CASES)


def offices_headed_by(people: Collection[int]) -> QuerySet[Any]:
    """The ids of the offices of the line from village to BP3MI that some people head today, and nobody else does."""
    return _held_by_only(people, Permission.SIGN).filter(organisation__level__in=LEVEL_ABOVE)


def _held_by_only(people: Collection[int], permission: str) -> QuerySet[Any]:
    others = _holding(permission).filter(organisation=OuterRef("organisation")).exclude(user__in=people)
    theirs = _holding(permission).filter(~Exists(others), user__in=people)
    return theirs.values_list("organisation_id", flat=True)


def _holding(permission: str) -> QuerySet[Membership]:
    return Membership.objects.filter(active(None), role__in=roles_with(permission))


@transaction.atomic
def appoint(
    user: User, organisation: Organisation, role: str, since: date, until: date | None, by: User | None
) -> Membership:
    """Give a person a role in an office from `since` until the day before `until` (None: open end).

    Writes the membership, guardian's rows and an event of the office in one transaction. `by` is
    None only for a command. Raises `Refused` where the account or the office does not work, the
    person already has the role on one of those days, or works on cases about the office.
    """
    role = Role(role)
    if not user.is_active:
        raise Refused(_("Akun %s tidak aktif.") % user)
    if not organisation.is_open_on(since):
        raise Refused(_("%(office)s tidak buka pada %(day)s.") % {"office": organisation, "day": since})
    if until is not None and until <= since:
        raise Refused(_("Akhir penugasan harus sesudah awalnya."))
    if role in roles_with(Permission.WORK_CASES):
        _refuse_who_works_against(user, organisation)
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                user=user, organisation=organisation, role=role, since=since, until=until, created_by=by
            )
    except IntegrityError:
        raise Refused(
            _("%(user)s sudah menjadi %(role)s di %(office)s pada masa itu.")
            % {"user": user, "role": role.label, "office": organisation}
        ) from None
    _write_permissions(user, organisation)
    _record(membership, "office.membership_begun", by)
    return membership


def _refuse_who_works_against(user: User, organisation: Organisation) -> None:
    """Who works for a party handles no case about it, in no office of his: he gives those to a colleague first."""
    about = Party.objects.filter(case=OuterRef("pk"), organisation=organisation, until__isnull=True)
    his = Case.objects.filter(Exists(about), officer=user, finished__isnull=True).count()
    if his:
        raise Refused(
            _("%(user)s memegang %(count)d kasus terbuka yang menyangkut %(office)s; serahkan dulu kepada rekannya.")
            % {"user": user, "count": his, "office": organisation}
        )


@transaction.atomic
def end_membership(membership: Membership, on: date, by: User | None, successor: User | None = None) -> None:
    """Let a membership end: `on` is the first day it no longer holds.

    Arguments: `successor`, who is given on that day what the person still holds then (`engine.pass_on_work()`).
    Raises `Refused` where it has ended before, `Stale` where its end is another than that of the row at hand. One
    that has not begun never holds at all.
    """
    as_read = membership.until
    membership = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("user", "organisation")
        .get(pk=membership.pk)
    )
    if membership.until is not None and membership.until <= on:
        raise Refused(_("Penugasan ini sudah berakhir pada %s.") % membership.until)
    if membership.until != as_read:
        raise Stale(what=_("Penugasan ini sudah diubah sejak halaman Anda dibuka."))
    _refuse_to_orphan_sealed_cases(membership, on)
    membership.until = max(on, membership.since)
    membership.ended_by, membership.successor = by, successor
    membership.save(update_fields=["until", "ended_by", "successor"])
    _write_permissions(membership.user, membership.organisation)
    _record(membership, "office.membership_ended", by)


def _refuse_to_orphan_sealed_cases(membership: Membership, on: date) -> None:
    """A sealed case needs somebody who may open it in the office that holds it."""
    others = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=on),
        user__is_active=True,
        organisation=membership.organisation,
        user__in=CaseUserObjectPermission.objects.filter(content_object=OuterRef(OuterRef("pk"))).values("user"),
    ).exclude(pk=membership.pk)
    sealed = Case.objects.filter(holder=membership.organisation, sealed=True, finished__isnull=True)
    orphaned = sealed.filter(named__user=membership.user).exclude(Exists(others)).values_list("number", flat=True)
    if orphaned:
        raise Refused(
            _("Hanya orang ini yang dapat membuka kasus tersegel %s. Sebut dulu orang lain pada kasus itu.")
            % ", ".join(orphaned[:5])
        )


def drop_ended_permissions() -> int:
    """Remove guardian's rows that no present or coming membership justifies; returns of how many people in an office.

    Memberships may end by their date, without an act. Nothing depends on it, since `organisations_where()` looks at the
    dates too.
    """
    ended_everywhere = clock.today(TimeZone.WIB)  # the last zone to change its day
    unjustified: set[tuple[int, int]] = set()
    for role_permission in {permission for permissions in ROLES.values() for permission in permissions}:
        justified = Membership.objects.filter(
            Q(until__isnull=True) | Q(until__gt=ended_everywhere),
            user=OuterRef("user"),
            organisation=OuterRef("content_object"),
            role__in=roles_with(role_permission),
        )
        rows = OrganisationUserObjectPermission.objects.filter(~Exists(justified), permission__codename=role_permission)
        unjustified |= set(rows.values_list("user", "content_object"))
    people = User.objects.in_bulk({user for user, _office in unjustified})
    offices = Organisation.objects.in_bulk({office for _user, office in unjustified})
    for user, office in sorted(unjustified):
        with transaction.atomic():
            _write_permissions(people[user], offices[office])
    return len(unjustified)


def _write_permissions(user: User, organisation: Organisation) -> None:
    """Make guardian's rows those of the memberships that hold now or will, one act at a time for a person."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    today = clock.today(organisation.time_zone)
    memberships = Membership.objects.filter(user=user, organisation=organisation)
    roles = memberships.exclude(until__lte=today).values_list("role", flat=True)
    wanted = {str(permission) for role in roles for permission in ROLES[role]}
    rows = OrganisationUserObjectPermission.objects.filter(user=user, content_object=organisation)
    rows.exclude(permission__codename__in=wanted).delete()
    known = PermissionRow.objects.filter(
        content_type__app_label="casework", content_type__model="organisation", codename__in=wanted
    )
    OrganisationUserObjectPermission.objects.bulk_create(
        [
            OrganisationUserObjectPermission(user=user, content_object=organisation, permission=permission)
            for permission in known
        ],
        ignore_conflicts=True,
    )


def _record(membership: Membership, act: str, by: User | None) -> None:
    plain: dict[str, Any] = {
        "user": str(membership.user.uid),
        "role": str(membership.role),
        "since": membership.since.isoformat(),
        "until": membership.until.isoformat() if membership.until else None,
    }
    if membership.successor is not None:
        plain["successor"] = str(membership.successor.uid)
    organisation = membership.organisation
    record(organisation.uid, act, at=clock.now(), actor=by, office=organisation, extra=plain)
