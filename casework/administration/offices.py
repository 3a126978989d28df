"""Offices by their administrators: opened, changed, closed, whom they serve, who oversees them, days off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import clock
from casework.administration.reach import Reach, today
from casework.audit import record
from casework.clock import record_closure
from casework.errors import NotAllowed, Refused, Stale
from casework.history import declare_event
from casework.models import Deadline, Event, LocalClosure, Organisation, Oversight, Region, ServedRegion, User
from casework.organisations import close_organisation, oversee, serve, stop_serving

CHANGEABLE = ("name", "short_name", "phone", "email", "address")
"""What may change in an office's life; level, kind and seat make it another office."""
_EVENTS_READ = 50
"""How far back it is looked for who changed something."""

for _name, _label in {
    "office.opened": gettext_lazy("Kantor dibuka"),
    "office.changed": gettext_lazy("Data kantor diubah"),
    "office.closed": gettext_lazy("Kantor ditutup"),
    "office.serves": gettext_lazy("Wilayah layanan ditambah"),
    "office.serves_no_more": gettext_lazy("Wilayah layanan diakhiri"),
    "office.oversees": gettext_lazy("Pengawas ditambah"),
    "office.oversees_no_more": gettext_lazy("Pengawas dihapus"),
    "office.membership_begun": gettext_lazy("Penugasan dimulai"),
    "office.membership_ended": gettext_lazy("Penugasan diakhiri"),
    "calendar.closed": gettext_lazy("Libur setempat dicatat"),
    "calendar.recomputed": gettext_lazy("Tenggat dihitung ulang setelah hari libur"),
}.items():
    declare_event(_name, _label)


def note(reach: Reach, office: Organisation, act: str, *, fields: Any = None, **extra: Any) -> None:
    """Append an administrator's act to an office's chain, last in its transaction."""
    record(
        office.uid,
        act,
        at=clock.now(),
        actor=reach.user,
        office=reach.office,
        fields=fields,
        extra=extra,
    )


@transaction.atomic
def open_office(reach: Reach, office: Organisation) -> Organisation:
    """Add an office. One outside the ministry's hands is overseen by the administrator's own from the start.

    Raises NotAllowed for a level or place that is not his, and Refused where it is there already.
    """
    if office.level not in reach.creates:
        raise NotAllowed(_("Kantor tingkat ini dibuka oleh pengelola kementerian."))
    reach.check_region(office.region)
    twins = Organisation.objects.filter(name__iexact=office.name, level=office.level, region=office.region)
    if twins.open_on(office.opened_on).exists():
        raise Refused(_("Kantor bernama %s sudah ada di tempat itu.") % office.name)
    office.save(force_insert=True)
    fields = {name: (None, getattr(office, name)) for name in CHANGEABLE}
    note(reach, office, "office.opened", fields=fields, level=office.level, kind=office.kind, region=office.region_id)
    if not reach.everything:
        oversee(reach.office, office, 1)
        note(reach, office, "office.oversees", overseer=str(reach.office.uid), step=1)
    return office


@transaction.atomic
def change_office(
    reach: Reach, office: Organisation, values: Mapping[str, Any], shown: Mapping[str, Any] | None = None
) -> bool:
    """Change name, contact or address; says whether anything changed.

    `shown` is what the form showed: what was not touched there stays as it is by now. Raises Stale where
    somebody else changed meanwhile what is to be changed.
    """
    reach.check_office(office)
    office = Organisation.objects.select_for_update(no_key=True).get(pk=office.pk)
    before = {name: getattr(office, name) for name in CHANGEABLE}
    seen = {name: (shown or before).get(name, "") for name in CHANGEABLE}
    changed = {
        name: (before[name], values[name])
        for name in CHANGEABLE
        if values[name] != seen[name] and values[name] != before[name]
    }
    if overwritten := [name for name in changed if before[name] != seen[name]]:
        raise Stale(
            _changed_by_others(office, overwritten), _("Data kantor ini sudah diubah sejak halaman Anda dibuka.")
        )
    if not changed:
        return False
    for name, (_old, new) in changed.items():
        setattr(office, name, new)
    office.save(update_fields=list(changed))
    note(reach, office, "office.changed", fields=changed)
    return True


def _changed_by_others(office: Organisation, names: list[str]) -> list[str]:
    """What fields say by now, and who changed the office last and when, in words."""
    labels = {name: getattr(office._meta.get_field(name), "verbose_name", name) for name in names}
    said = [
        _("%(field)s: sekarang %(value)s.") % {"field": labels[name], "value": getattr(office, name) or "—"}
        for name in names
    ]
    return [*said, *last_changed(office, "office.changed")]


def last_changed(office: Organisation, act: str, **about: str) -> list[str]:
    """Who did an act on an office last and when, in words; `about` are values by which its event knows it again."""
    events = Event.objects.filter(case_uid=office.uid, act=act).order_by("-seq")[:_EVENTS_READ]
    last = next((one for one in events if about.items() <= one.content["x"].items()), None)
    who = User.objects.filter(uid=last.actor).first() if last and last.actor else None
    if last is None or who is None:
        return []
    when = clock.format_local(last.at, office.time_zone)
    return [_("Diubah oleh %(who)s pada %(when)s.") % {"who": who, "when": when}]


@transaction.atomic
def close_office(reach: Reach, office: Organisation, on: date) -> None:
    """Close an office; `on` is the first day it no longer works. Raises Refused as `close_organisation()` does."""
    reach.check_office(office)
    if office in reach.own:
        raise NotAllowed(_("Kantor Anda sendiri ditutup oleh pengelola di atasnya."))
    if office.closed_on is not None:
        raise Refused(_("%s sudah ditutup.") % office)
    if on > today():
        raise Refused(_("Tanggal itu belum tiba, dan kantor masih dapat menerima kasus. Tutuplah pada harinya."))
    close_organisation(office, on, reach.user)
    note(reach, office, "office.closed", on=on.isoformat())


@transaction.atomic
def serve_region(reach: Reach, office: Organisation, region: Region, since: date, until: date | None) -> ServedRegion:
    """Let an office serve a region. Raises Refused where another of its sort does."""
    reach.check_office(office)
    reach.check_region(region)
    if until is not None and until <= since:
        raise Refused(_("Hari terakhir harus sesudah hari pertama."))
    served = serve(office, region, since, until)
    last = until.isoformat() if until else None
    note(reach, office, "office.serves", region=region.code, since=since.isoformat(), until=last)
    return served


@transaction.atomic
def stop_serving_region(reach: Reach, served: ServedRegion, on: date) -> None:
    """Let an office no longer serve a region from a day on."""
    reach.check_office(served.organisation)
    as_read = served.period.upper
    served = ServedRegion.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=served.pk)
    if served.period.upper != as_read:
        raise Stale(what=_("Layanan ini sudah diubah sejak halaman Anda dibuka."))
    if served.period.upper is not None and served.period.upper <= on:
        raise Refused(_("Layanan ini sudah berakhir lebih dulu."))
    region = served.region_id
    stop_serving(served, on)
    note(reach, served.organisation, "office.serves_no_more", region=region, on=on.isoformat())


@transaction.atomic
def add_overseer(reach: Reach, office: Organisation, overseer: Organisation, step: int) -> Oversight:
    """Let an office hear of another's missed deadlines at a step of the ladder, 1 to 3."""
    reach.check_office(office)
    if overseer.pk == office.pk:
        raise Refused(_("Sebuah kantor tidak mengawasi dirinya sendiri."))
    rung = oversee(overseer, office, step)
    note(reach, office, "office.oversees", overseer=str(overseer.uid), step=step)
    return rung


@transaction.atomic
def drop_overseer(reach: Reach, rung: Oversight) -> None:
    """Let an office no longer hear of another's missed deadlines at a step."""
    reach.check_office(rung.organisation)
    office, overseer, step = rung.organisation, rung.overseer, rung.ladder_step
    rung.delete()
    note(reach, office, "office.oversees_no_more", overseer=str(overseer.uid), step=step)


@transaction.atomic
def close_day(
    reach: Reach, day: date, name: str, decided_by: str, *, office: Organisation | None, region: Region | None
) -> tuple[LocalClosure, int]:
    """Close an office, or every office of a region, for a day; with how many running deadlines that may touch.

    Deadlines are not recomputed here. Raises Refused where the day is closed already.
    """
    if office is not None:
        reach.check_office(office)
    elif region is not None and not reach.everything:
        raise NotAllowed(_("Libur untuk seluruh wilayah dicatat oleh pengelola kementerian."))
    try:
        with transaction.atomic():
            closure = record_closure(
                date=day, name=name, decided_by=decided_by, created_by=reach.user, organisation=office, region=region
            )
    except IntegrityError:
        raise Refused(_("Hari itu sudah dicatat sebagai libur di sana.")) from None
    fields = {"name": (None, name), "decided_by": (None, decided_by)}
    note(
        reach,
        office or reach.office,
        "calendar.closed",
        fields=fields,
        date=day.isoformat(),
        region=region.code if region else None,
    )
    return closure, touched_deadlines(closure).count()


def years_without_joint_leave() -> list[int]:
    """The years that running deadlines reach although no decree on their joint leave is known; one query."""
    running = Deadline.objects.filter(met_at__isnull=True, ended_at__isnull=True, unit=clock.Unit.WORKING_DAYS)
    latest = running.aggregate(latest=Max("due_at"))["latest"]
    if latest is None:
        return []
    known = clock.years_with_cuti_bersama(clock.reference_version())
    return [year for year in range(clock.now().year, latest.year + 1) if year not in known]


def note_recomputed(reach: Reach, closure: LocalClosure, cases: int) -> None:
    """Append to the chain of the office (or of the administrator's own) that deadlines were counted anew."""
    office = closure.organisation or reach.office
    note(reach, office, "calendar.recomputed", date=closure.date.isoformat(), region=closure.region_id, cases=cases)


def touched_deadlines(closure: LocalClosure) -> QuerySet[Deadline]:
    """The running deadlines in working days that pass over a closure in the offices it closes."""
    if closure.organisation_id:
        offices = Q(duty_of=closure.organisation_id)
    else:
        offices = Q(duty_of__region=closure.region_id) | Q(duty_of__region__code__startswith=f"{closure.region_id}.")
    running = Deadline.objects.filter(offices, met_at__isnull=True, ended_at__isnull=True, unit=clock.Unit.WORKING_DAYS)
    return running.filter(started_at__date__lte=closure.date, due_at__date__gte=closure.date)
