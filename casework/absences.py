"""Recording that somebody is away from an office, and who stands in for him.

An absence moves nothing. Colleagues are told it where they choose an officer, and the stand-in finds the absent
person's cases among his own. Whoever is away for longer has his work handed over (`engine.hand_over_work()`).
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import access, clock
from casework.audit import record
from casework.errors import Refused
from casework.history import declare_event
from casework.models import Absence, Organisation, User
from casework.organisations import officers_of
from casework.roles import Permission

REASONS = "absence_reasons"
"""The rulebook's list of why somebody is away; no case ever says it."""

declare_event("office.absence_begun", gettext_lazy("Ketidakhadiran dicatat"))
declare_event("office.absence_ended", gettext_lazy("Ketidakhadiran diakhiri"))


@transaction.atomic
def record_absence(
    person: User, office: Organisation, *, since: date, until: date, stand_in: User | None, reason: str, actor: User
) -> Absence:
    """Record that a person is away from `since` until the day before `until`; by a supervisor or head.

    `reason` is a code of `absence_reasons`, kept as a commitment only: an illness is nobody else's business.
    Raises NotAllowed, and Refused where the days or the stand-in do not fit.
    """
    access.may_move_work(actor, office)
    working = set(officers_of(office, Permission.WORK_CASES))
    if person not in working:
        raise Refused(_("%(who)s bukan petugas aktif %(office)s.") % {"who": person, "office": office})
    if until <= since:
        raise Refused(_("Hari kembali harus sesudah hari pertama tidak hadir."))
    today = clock.today(office.time_zone)
    if until <= today:
        raise Refused(_("Pada hari itu ia sudah kembali; ketidakhadiran yang sudah berakhir tidak dicatat."))
    if not (clock.is_within_a_year(since, today) and clock.is_within_a_year(until, today)):
        raise Refused(
            _("Kedua hari itu paling jauh setahun dari hari ini. Alihkan pekerjaan orang yang pergi lebih lama.")
        )
    if stand_in is not None and (stand_in not in working or stand_in == person):
        raise Refused(_("Penggantinya harus petugas lain yang aktif di kantor ini."))
    if Absence.objects.filter(user=stand_in, organisation=office, since__lt=until, until__gt=since).exists():
        raise Refused(_("%s sendiri tidak hadir pada sebagian hari itu; pilih pengganti lain.") % stand_in)
    try:
        with transaction.atomic():
            absence = Absence.objects.create(
                user=person,
                organisation=office,
                since=since,
                until=until,
                stand_in=stand_in,
                recorded_by=actor,
                recorded_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(_("Untuk sebagian hari itu sudah ada catatan ketidakhadiran.")) from None
    _record(absence, "office.absence_begun", actor, reason)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, actor: User) -> None:
    """Let an absence end today, or never begin; by a supervisor or head. Raises NotAllowed."""
    office = absence.organisation
    access.may_move_work(actor, office)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    absence.until = max(absence.since, min(absence.until, clock.today(office.time_zone)))
    absence.save(update_fields=["until"])
    _record(absence, "office.absence_ended", actor)


def _record(absence: Absence, act: str, actor: User, reason: str = "") -> None:
    office = absence.organisation
    plain = {
        "user": str(absence.user.uid),
        "since": absence.since.isoformat(),
        "until": absence.until.isoformat(),
        "stand_in": str(absence.stand_in.uid) if absence.stand_in else None,
    }
    fields = {"absence.reason": (None, reason)} if reason else {}
    record(office.uid, act, at=clock.now(), actor=actor, office=office, fields=fields, extra=plain)
