"""Accounts and roles by administrators: invited, appointed, ended, deactivated.

Whoever manages accounts works no cases: the role of administrator goes with no other role, and
nobody gives himself one.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.administration.offices import note
from casework.administration.reach import Reach, today
from casework.engine import WorkMoved, hand_over_to_successor
from casework.errors import NotAllowed, Refused
from casework.history import declare_event
from casework.locks import in_order, lock_cases, lock_request
from casework.models import Case, Membership, Organisation, User
from casework.models.case import CaseUserObjectPermission
from casework.organisations import appoint, end_membership
from casework.organisations.memberships import active
from casework.roles import Role

for _name, _label in {
    "user.invited": gettext_lazy("Orang diundang"),
    "user.invitation_renewed": gettext_lazy("Tautan kata sandi baru dibuat"),
    "user.deactivated": gettext_lazy("Akun dinonaktifkan"),
    "office.work_moved": gettext_lazy("Pekerjaan dialihkan kepada pengganti"),
    "user.activated": gettext_lazy("Akun diaktifkan kembali"),
}.items():
    declare_event(_name, _label)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who gets an account."""

    username: str
    full_name: str
    email: str = ""


@transaction.atomic
def invite(
    reach: Reach, newcomer: Newcomer, office: Organisation, role: str, since: date, until: date | None = None
) -> User:
    """Make an account without a password and give it a role in an office; the person chooses the password.

    Raises Refused where the login is taken.
    """
    reach.check_office(office)
    try:
        with transaction.atomic():
            person = User(username=newcomer.username, full_name=newcomer.full_name, email=newcomer.email)
            person.set_unusable_password()
            person.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Nama akun %s sudah dipakai.") % newcomer.username) from None
    fields = {name: (None, getattr(newcomer, name)) for name in ("username", "full_name", "email")}
    note(reach, office, "user.invited", fields=fields, user=str(person.uid))
    appoint_person(reach, person, office, role, since, until)
    return person


@transaction.atomic
def renew_invitation(reach: Reach, person: User) -> None:
    """Let a person choose a (new) password by a link; links to a password never chosen end with it.

    The link itself is `invitation_link()`, made when it is shown, and stored nowhere.
    """
    reach.check_account(person)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("Akun %s tidak aktif.") % person)
    if not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    note(reach, _office_of(person, reach), "user.invitation_renewed", user=str(person.uid))


def invitation_link(person: User) -> str:
    """The path of the page where a person chooses the password; it ends when used or after three days."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(person)])


@transaction.atomic
def appoint_person(
    reach: Reach, person: User, office: Organisation, role: str, since: date, until: date | None = None
) -> Membership:
    """Give a person a role in an office.

    Raises NotAllowed for oneself, Refused for a role that does not go with another.
    """
    reach.check_office(office)
    if person.pk == reach.user.pk:
        raise NotAllowed(_("Anda tidak dapat memberi tugas kepada diri sendiri."))
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    others = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=since), user=person)
    manager = Q(role=Role.ADMINISTRATOR)
    if others.filter(~manager if role == Role.ADMINISTRATOR else manager).exists():
        raise Refused(_("Pengelola akun tidak mengerjakan atau memeriksa kasus. Untuk tugas lain buatlah akun kedua."))
    return appoint(person, office, role, since, until, reach.user)


@dataclass(frozen=True)
class Successor:
    """Who takes over the work of somebody who leaves an office.

    `shown` is how many open cases the page spoke of; administrators see no case.
    """

    office: Organisation
    person: User
    shown: int


def work_left(person: User, office: Organisation | None = None) -> list[tuple[Organisation, int]]:
    """The offices in which a person is the officer of open cases (or that one), with how many; one query and one."""
    cases = Case.objects.filter(finished__isnull=True, officer=person)
    if office is not None:
        cases = cases.filter(holder=office)
    counts = dict(cases.order_by().values_list("holder").annotate(cases=Count("pk")))
    return [(one, counts[one.pk]) for one in Organisation.objects.filter(pk__in=counts).order_by("name", "pk")]


@in_order
def end_appointment(
    reach: Reach,
    membership: Membership,
    on: date,
    successors: Sequence[Successor] = (),
    request_id: uuid.UUID | None = None,
) -> None:
    """End a role; where it is the last one there, the successor takes the open work over in the same transaction.

    On a day to come he is noted, and takes over then what there is (`engine.pass_on_work()`).
    Raises Refused while cases there still need the person, for one's own, and as `engine.hand_over_to_successor()`.
    """
    reach.check_office(membership.organisation)
    if membership.user_id == reach.user.pk:
        raise NotAllowed(_("Tugas Anda sendiri diakhiri oleh pengelola lain."))
    person, there = membership.user, [one for one in successors if one.office == membership.organisation]
    if on > today():
        end_membership(membership, on, reach.user, there[0].person if there else None)
        return
    last = is_last(membership)
    moved = _give_work(reach, person, there if last else [], request_id)
    if last:
        _refuse_needed(person, membership.organisation)
    if moved and all(one.moved.repeated for one in moved):
        return
    end_membership(membership, on, reach.user)
    for one in moved:
        note(reach, one.office, "office.work_moved", **one.said(person))


def is_last(membership: Membership, on: date | None = None) -> bool:
    """Whether the person works no more in the office when this role ends on a day (default: today there)."""
    there = Membership.objects.filter(active(on), user=membership.user_id, organisation=membership.organisation)
    return not there.exclude(pk=membership.pk).exclude(role__in=[Role.ADMINISTRATOR, Role.AUDITOR]).exists()


@in_order
def deactivate(
    reach: Reach, person: User, successors: Sequence[Successor] = (), request_id: uuid.UUID | None = None
) -> None:
    """Let an account log in no more; successors take the open work over in the same transaction.

    Raises Refused while open cases still need the person, and as `engine.hand_over_to_successor()`.
    """
    reach.check_account(person)
    moved = _give_work(reach, person, successors, request_id)
    person.refresh_from_db(fields=["is_active"])
    if moved and all(one.moved.repeated for one in moved):
        return
    if not person.is_active:
        raise Refused(_("Akun %s sudah tidak aktif.") % person)
    _refuse_needed(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    news = [(one.office, "office.work_moved", one.said(person)) for one in moved]
    news.append((_office_of(person, reach), "user.deactivated", {"user": str(person.uid)}))
    for office, act, said in sorted(news, key=lambda one: one[0].pk):
        note(reach, office, act, **said)


@dataclass(frozen=True)
class _Given:
    """What went to a successor in one office, for that office's chain, which is locked last."""

    office: Organisation
    person: User
    moved: WorkMoved

    def said(self, left: User) -> dict[str, Any]:
        moved = self.moved
        return {"user": str(left.uid), "to": str(self.person.uid), "cases": moved.cases, "batch": str(moved.batch)}


def _give_work(
    reach: Reach, person: User, successors: Sequence[Successor], request_id: uuid.UUID | None
) -> list[_Given]:
    """Hand the person's work in each office over, by the engine; returns what the offices' chains have to say.

    Locks in the order of all acts: requests, the cases of every office, then the accounts. The chains come last.
    """
    first = request_id or uuid.uuid4()
    ordered = sorted(successors, key=lambda one: one.office.pk)
    batches = {one.office.pk: uuid.uuid5(first, str(one.office.uid)) for one in ordered}
    for one in ordered:
        reach.check_office(one.office)
        lock_request(batches[one.office.pk])
    theirs = Case.objects.filter(finished__isnull=True, officer=person, holder__in=[one.office for one in ordered])
    lock_cases(theirs.values_list("pk", flat=True))
    accounts = User.objects.filter(pk__in=[person.pk, *(one.person.pk for one in ordered)])
    list(accounts.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    given = []
    for one in ordered:
        moved = hand_over_to_successor(
            person,
            one.office,
            one.person,
            actor=reach.user,
            acts_for=reach.office,
            shown=one.shown,
            request_id=batches[one.office.pk],
        )
        given.append(_Given(one.office, one.person, moved))
    return given


@transaction.atomic
def activate(reach: Reach, person: User) -> None:
    """Let a deactivated account log in again, with its old password and what is left of its roles."""
    reach.check_account(person)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.is_active:
        raise Refused(_("Akun %s sudah aktif.") % person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    note(reach, _office_of(person, reach), "user.activated", user=str(person.uid))


def _refuse_needed(person: User, office: Organisation | None = None) -> None:
    """Raise Refused while the person is the officer of open cases, or the last one named in a sealed one."""
    cases = Case.objects.filter(finished__isnull=True)
    if office is not None:
        cases = cases.filter(holder=office)
    held = cases.filter(officer=person).count()
    if held:
        raise Refused(
            _("%(person)s masih menjadi petugas %(count)d kasus terbuka. Sebutkan siapa yang menggantikannya.")
            % {"person": person, "count": held}
        )
    sealed = cases.filter(sealed=True, named__user=person).filter(~_named_besides(person)).count()
    if sealed:
        raise Refused(
            _("Hanya %(person)s yang dapat membuka %(count)d kasus disegel. Kepala harus menunjuk orang lain dulu.")
            % {"person": person, "count": sealed}
        )


def _named_besides(person: User) -> Exists:
    """Whether somebody else of the holding office may open a sealed case."""
    colleagues = Membership.objects.filter(
        active(None), organisation=OuterRef(OuterRef("holder")), user=OuterRef("user")
    )
    named = CaseUserObjectPermission.objects.filter(content_object=OuterRef("pk")).exclude(user=person)
    return Exists(named.filter(Exists(colleagues)))


def _office_of(person: User, reach: Reach) -> Organisation:
    """The office whose chain says what happens to an account: where the person works, else the administrator's."""
    membership = Membership.objects.filter(user=person).select_related("organisation").order_by("-since", "-pk").first()
    return membership.organisation if membership else reach.office
