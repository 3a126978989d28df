"""The duty roster of an office: who is on duty, when nobody is, and changing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import access, clock
from casework.audit import record
from casework.errors import NotAllowed, Refused
from casework.history import declare_event
from casework.models import DutyShift, Organisation, User
from casework.organisations import officers_of
from casework.roles import Permission

LOOKS_AHEAD = timedelta(days=14)
"""How far ahead gaps are shown to the head."""
LONGEST = timedelta(days=31)
"""A shift that lasts longer is a slip of the pen."""

declare_event("office.shift_added", gettext_lazy("Piket ditambahkan"))
declare_event("office.shift_withdrawn", gettext_lazy("Piket dibatalkan"))


def on_duty(office: Organisation, now: datetime) -> list[User]:
    """The active people on duty in an office now, as far as they still work there; two queries."""
    shifts = DutyShift.objects.filter(organisation=office, withdrawn_at=None, starts_at__lte=now, ends_at__gt=now)
    people = list(shifts.values_list("user", flat=True))
    return list(officers_of(office, Permission.WORK_CASES).filter(pk__in=people)) if people else []


def keeps_roster(office: Organisation) -> bool:
    """Whether an office ever kept a roster: only then is a time without anybody a gap."""
    return DutyShift.objects.filter(organisation=office, withdrawn_at=None).exists()


def upcoming(office: Organisation, now: datetime) -> list[DutyShift]:
    """The shifts that are not over, the next first."""
    shifts = DutyShift.objects.filter(organisation=office, withdrawn_at=None, ends_at__gt=now)
    return list(shifts.select_related("user").order_by("starts_at", "pk"))


def gaps(shifts: Iterable[DutyShift], now: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The times between now and `until` in which nobody is on duty, in order."""
    found, covered = [], now
    for begin, end in sorted((shift.starts_at, shift.ends_at) for shift in shifts):
        if begin >= until:
            break
        if begin > covered:
            found.append((covered, begin))
        covered = max(covered, end)
    if covered < until:
        found.append((covered, until))
    return found


def gaps_in_words(office: Organisation, shifts: list[DutyShift], now: datetime) -> list[str]:
    """When nobody will be on duty in the next fourteen days; nothing for an office that keeps no roster.

    Who works there no more is not on duty, whatever the roster says.
    """
    if not shifts and not keeps_roster(office):
        return []
    zone = office.time_zone
    working = set(officers_of(office, Permission.WORK_CASES))
    found = gaps([shift for shift in shifts if shift.user in working], now, now + LOOKS_AHEAD)
    return [
        _("%(from)s sampai %(to)s") % {"from": clock.format_local(begin, zone), "to": clock.format_local(end, zone)}
        for begin, end in found
        if end - begin >= timedelta(minutes=1)
    ]


@transaction.atomic
def add_shift(
    office: Organisation, person: User, *, phone: str, starts_at: datetime, ends_at: datetime, actor: User
) -> DutyShift:
    """Put a person on duty from one moment to another; by a supervisor or head of the office.

    Raises NotAllowed, and Refused where person or times do not fit.
    """
    _check(actor, office)
    now = clock.now()
    if person not in officers_of(office, Permission.WORK_CASES):
        raise Refused(_("%(who)s bukan petugas aktif %(office)s.") % {"who": person, "office": office})
    if ends_at <= starts_at or ends_at <= now:
        raise Refused(_("Piket harus selesai sesudah mulai, dan belum lewat."))
    if ends_at - starts_at > LONGEST:
        raise Refused(_("Satu piket paling lama 31 hari."))
    shift = DutyShift.objects.create(
        organisation=office,
        user=person,
        phone=phone,
        starts_at=starts_at,
        ends_at=ends_at,
        added_by=actor,
        added_at=now,
    )
    _record(shift, "office.shift_added", actor)
    return shift


@transaction.atomic
def withdraw_shift(shift: DutyShift, *, actor: User) -> None:
    """Take a shift out of the roster; by a supervisor or head of the office. Withdrawn already, it stays so."""
    _check(actor, shift.organisation)
    shift = DutyShift.objects.select_for_update(of=("self",)).select_related("user", "organisation").get(pk=shift.pk)
    if shift.withdrawn_at is None:
        shift.withdrawn_at = clock.now()
        shift.save(update_fields=["withdrawn_at"])
        _record(shift, "office.shift_withdrawn", actor)


def _check(actor: User, office: Organisation) -> None:
    if access.role_in(actor, office) not in ("sup", "head"):
        raise NotAllowed(_("Piket diatur penyelia atau kepala %s.") % office)


def _record(shift: DutyShift, act: str, actor: User) -> None:
    plain = {
        "user": str(shift.user.uid),
        "from": shift.starts_at.isoformat(),
        "to": shift.ends_at.isoformat(),
    }
    office = shift.organisation
    fields = {"shift.phone": (None, shift.phone)}
    record(office.uid, act, at=clock.now(), actor=actor, office=office, fields=fields, extra=plain)
