"""Who is meant by a row of the outbox, at the moment it is passed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from casework import clock, outbox
from casework.duty import on_duty
from casework.models import Absence, Audience, Case, CaseUserObjectPermission, Organisation, Outbox, Party, User
from casework.organisations import officers_of, overseers, workers_of
from casework.roles import Permission

_PERMISSION = {
    Audience.OFFICER: Permission.WORK_CASES,
    Audience.OFFICERS: Permission.WORK_CASES,
    Audience.HEADS: Permission.SIGN,
    Audience.SUPERVISORS: Permission.SUPERVISE_CASES,
    Audience.ADMINISTRATORS: Permission.ADMINISTER,
}
_SAYS_WHAT_IT_IS_ABOUT = {outbox.EXPECTED_MISSED}
"""Kinds that of a sealed case only who may open it hears: that a letter is waited for says where it went."""


def addressees(row: Outbox) -> list[User]:
    """The active people a row means, without those the case is about; of some kinds only who may open a sealed case.

    Who works in an office that the case is about hears nothing either, unless that office holds it: it passes it on.

    Where an office has nobody of the audience (no head, or the case is about him), everybody who works cases there is
    meant: a notice that reaches nobody is lost.
    """
    return next(filter(None, (_who_hear(row, people) for people in _meant(row))), [])


def _who_hear(row: Outbox, people: Iterable[User]) -> list[User]:
    found = [one for one in people if one.is_active]
    if row.case_id is None:
        return found
    if row.case is not None and row.case.sealed and row.kind in _SAYS_WHAT_IT_IS_ABOUT:
        named = CaseUserObjectPermission.objects.filter(content_object=row.case_id, user__in=found)
        may_open = set(named.values_list("user_id", flat=True))
        found = [one for one in found if one.pk in may_open]
    parties = Party.objects.filter(case=row.case_id, until__isnull=True)
    about = parties.filter(user__isnull=False).values("user")
    offices = parties.filter(organisation__isnull=False)
    if row.case is not None and row.case.holder_id is not None:
        offices = offices.exclude(organisation=row.case.holder_id)
    impartial = User.objects.filter(pk__in=[one.pk for one in found])
    impartial = impartial.exclude(pk__in=about).exclude(pk__in=workers_of(offices.values("organisation")))
    hear = set(impartial.values_list("pk", flat=True))
    return [one for one in found if one.pk in hear]


def _instead_of_duty(office: Organisation) -> list[User]:
    """Nobody is on duty, or the case is about him: the heads of the office and of those that oversee it, at once."""
    offices = [office, *overseers(office, clock.today(office.time_zone)).get(1, [])]
    heads = {user.pk: user for one in offices for user in officers_of(one, Permission.SIGN)}
    return list(heads.values())


def _stand_ins(case: Case, officer: User, office: Organisation) -> QuerySet[Any]:
    """The id of who stands in for an officer today, unless the case is sealed and does not name him."""
    found = Absence.objects.today().filter(user=officer, organisation=office, stand_in__isnull=False)
    if case.sealed:
        named = CaseUserObjectPermission.objects.filter(content_object=case.pk)
        found = found.filter(stand_in__in=named.values("user"))
    return found.values("stand_in")


def _meant(row: Outbox) -> Iterator[Iterable[User]]:
    """Whom a row means, and who stands in for them where none of those may hear it."""
    if row.user is not None:
        yield [row.user]
        return
    assert row.organisation is not None
    case = row.case
    holds = case is not None and case.holder_id == row.organisation_id
    working = officers_of(row.organisation, Permission.WORK_CASES)
    if row.audience == Audience.OFFICER and holds and case is not None and case.officer is not None:
        yield working.filter(Q(pk=case.officer.pk) | Q(pk__in=_stand_ins(case, case.officer, row.organisation)))
    elif row.audience == Audience.DUTY:
        yield on_duty(row.organisation, clock.now())
        yield _instead_of_duty(row.organisation)
    else:
        yield officers_of(row.organisation, _PERMISSION[Audience(row.audience)])
    yield working
