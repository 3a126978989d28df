"""Deadlines in words: how one was counted, and how much of it is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .calendar import Calendar, local
from .counting import merged, remaining, units_paused, working_days_between
from .units import Pauses, Unit

_ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_SOON = timedelta(hours=48)
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class Words:
    """What is shown of a deadline; `css_class` is `late`, `soon`, `ok`, or empty while it stands still."""

    text: str
    css_class: str


def zone_name(zone: str) -> str:
    """WIB, WITA or WIT; other zones keep their own name."""
    return _ZONE_NAMES.get(zone, zone)


def format_local_date(day: date) -> str:
    """`21 November 2026`, the month in the active language."""
    return dateformat.format(day, "j F Y")


def format_local(moment: datetime, zone: str) -> str:
    """`21 November 2026, 16.40 WIB`: a moment by an office's clock."""
    here = local(moment, zone)
    return f"{format_local_date(here.date())}, {_clock_time(here, zone)}"


def amount_in_words(amount: int, unit: Unit) -> str:
    """`15 hari kerja`, `2 jam`, `6 bulan`."""
    texts = {
        Unit.HOURS: ngettext("%(n)d jam", "%(n)d jam", amount),
        Unit.CALENDAR_DAYS: ngettext("%(n)d hari kalender", "%(n)d hari kalender", amount),
        Unit.WORKING_DAYS: ngettext("%(n)d hari kerja", "%(n)d hari kerja", amount),
        Unit.MONTHS: ngettext("%(n)d bulan", "%(n)d bulan", amount),
        Unit.DATE: ngettext("%(n)d hari", "%(n)d hari", amount),
    }
    return texts[unit] % {"n": amount}


def explain(
    start: datetime,
    due: datetime | None,
    amount: int,
    unit: Unit,
    calendar: Calendar,
    pauses: Pauses = (),
    extra: int = 0,
    waits: Pauses = (),
    code: str = "",
    basis: str = "",
    mark: str = "",
) -> str:
    """How a deadline came about, in the active language.

    `Tenggat 12 Desember 2026: 15 hari kerja dari 21 November 2026, 1 hari libur (Natal), jeda 3 hari
    kerja.` With `code` the rule, its basis and how sure that is follow; `waits` are spans given back
    because a receiver was late. The calendar frozen on the deadline is enough.
    """
    head = (
        _("Tenggat belum dapat ditentukan")
        if due is None
        else _("Tenggat %(day)s") % {"day": _end(due, unit, calendar)}
    )
    parts = [_period(start, amount, unit, calendar)]
    if unit == Unit.WORKING_DAYS:
        parts += _day_zero(start, calendar) + _days_off(start, due, calendar)
    if unit != Unit.DATE:
        parts += _stops(start, due, unit, calendar, pauses)
        parts += _given_back(unit, calendar, waits)
    if extra:
        parts.append(_("diperpanjang %(amount)s") % {"amount": amount_in_words(extra, unit)})
    text = f"{head}: {', '.join(parts)}."
    return f"{text} {_source(code, basis, mark)}" if code else text


def in_words(due: datetime | None, now: datetime, unit: Unit, calendar: Calendar) -> Words:
    """What is left: `Sisa 3 hari kerja`, `Hari ini, 23.59 WIB`, `Terlambat 1 hari kerja`, `Dijeda`."""
    if due is None:
        return Words(_("Dijeda"), "")
    if now > due:
        return Words(_("Terlambat %(time)s") % {"time": _late(due, now, unit, calendar)}, "late")
    css_class = "soon" if due - now <= _SOON else "ok"
    if unit == Unit.HOURS:
        return Words(_("Sisa %(time)s") % {"time": _hours(due - now)}, css_class)
    today, last = calendar.day_of(now), calendar.day_of(due)
    if today == last:
        return Words(_("Hari ini, %(time)s") % {"time": _clock_time(local(due, calendar.zone), calendar.zone)}, "soon")
    if unit == Unit.WORKING_DAYS:
        left = remaining(now, due, calendar)
        text = amount_in_words(left, Unit.WORKING_DAYS)
        return Words(_("Sisa %(time)s") % {"time": text}, "soon" if left <= 1 else css_class)
    return Words(_("Sisa %(time)s") % {"time": amount_in_words((last - today).days, Unit.DATE)}, css_class)


def mark_in_words(mark: str) -> str:
    """How sure a rule's source is: `C:11`, `c:4`, `M`, `P` or several, as in `C:34b / P for E`."""
    words = {
        "C": _("terkonfirmasi dalam naskah"),
        "c": _("sumber sekunder, naskahnya belum dilihat"),
        "M": _("belum diperiksa ahli hukum"),
        "P": _("kebijakan, bukan ketentuan hukum"),
    }
    found = []
    for part in re.split(r"\s*/\s*", mark.strip()):
        text = words.get(part[:1], part)
        found.append(_("%(mark)s untuk keadaan darurat") % {"mark": text} if part.endswith("for E") else text)
    return "; ".join(found)


def _time_format() -> str:
    return pgettext("time format", "H.i")


def _clock_time(here: datetime, zone: str) -> str:
    return f"{dateformat.format(here, _time_format())} {zone_name(zone)}"


def _end(due: datetime, unit: Unit, calendar: Calendar) -> str:
    return format_local(due, calendar.zone) if unit == Unit.HOURS else format_local_date(calendar.day_of(due))


def _period(start: datetime, amount: int, unit: Unit, calendar: Calendar) -> str:
    if unit == Unit.DATE:
        return _("tanggal yang ditetapkan")
    begin = format_local(start, calendar.zone) if unit == Unit.HOURS else format_local_date(calendar.day_of(start))
    return _("%(amount)s dari %(start)s") % {"amount": amount_in_words(amount, unit), "start": begin}


def _day_zero(start: datetime, calendar: Calendar) -> list[str]:
    zero = calendar.day_zero(start)
    if zero == calendar.day_of(start):
        return []
    day = format_local_date(zero)
    if not calendar.is_working_day(calendar.day_of(start)):
        return [_("masuk pada hari libur, dihitung dari %(day)s") % {"day": day}]
    closing = dateformat.time_format(calendar.closing, _time_format())
    return [_("masuk setelah pukul %(closing)s, dihitung dari %(day)s") % {"closing": closing, "day": day}]


def _days_off(start: datetime, due: datetime | None, calendar: Calendar) -> list[str]:
    """Closed weekdays that were skipped, with the names of the first few."""
    if due is None:
        return []
    first, last = calendar.day_zero(start), calendar.day_of(due)
    off = [day for day in sorted(calendar.closed) if first < day < last and day.weekday() < 5]
    if not off:
        return []
    names = list(dict.fromkeys(calendar.closed[day] for day in off))
    shown = ", ".join(names[:_NAMES_SHOWN]) + ("…" if len(names) > _NAMES_SHOWN else "")
    return [
        ngettext("%(n)d hari libur (%(names)s)", "%(n)d hari libur (%(names)s)", len(off))
        % {"n": len(off), "names": shown}
    ]


def _given_back(unit: Unit, calendar: Calendar, waits: Pauses) -> list[str]:
    """What was added because the office that had the case was late to answer the hand-over."""
    amount = sum(units_paused(unit, calendar, begin, until) for begin, until in waits if until)
    if not amount:
        return []
    time = _hours(timedelta(seconds=amount)) if unit == Unit.HOURS else amount_in_words(amount, _days(unit))
    return [_("ditambah %(time)s karena penerima serah terima terlambat menjawab") % {"time": time}]


def _days(unit: Unit) -> Unit:
    """In what the days of a span are named: working days, or days."""
    return Unit.WORKING_DAYS if unit == Unit.WORKING_DAYS else Unit.DATE


def _stops(start: datetime, due: datetime | None, unit: Unit, calendar: Calendar, pauses: Pauses) -> list[str]:
    stops = [stop for stop in merged(pauses, start) if due is None or stop[0] <= due]
    over = sum(units_paused(unit, calendar, begin, until) for begin, until in stops if until)
    texts = []
    if over and unit == Unit.HOURS:
        texts.append(_("jeda %(time)s") % {"time": _hours(timedelta(seconds=over))})
    elif over:
        texts.append(_("jeda %(time)s") % {"time": amount_in_words(over, _days(unit))})
    if stops and stops[-1][1] is None:
        since = format_local_date(calendar.day_of(stops[-1][0]))
        texts.append(_("dijeda sejak %(day)s") % {"day": since})
    return texts


def _source(code: str, basis: str, mark: str) -> str:
    sure = mark_in_words(mark)
    if basis:
        return _("Dasar: %(code)s, %(basis)s (%(mark)s).") % {"code": code, "basis": basis, "mark": sure}
    return _("Dasar: %(code)s (%(mark)s).") % {"code": code, "mark": sure}


def _late(due: datetime, now: datetime, unit: Unit, calendar: Calendar) -> str:
    if unit == Unit.HOURS:
        return _hours(now - due)
    last, today = calendar.day_of(due), calendar.day_of(now)
    worked = working_days_between(last, today, calendar) if unit == Unit.WORKING_DAYS else 0
    if worked:
        return amount_in_words(worked, Unit.WORKING_DAYS)
    return amount_in_words(max((today - last).days, 1), Unit.DATE)


def duration_in_words(time: timedelta) -> str:
    """How long something lasted: `4 hari 1 jam`, `40 menit`."""
    return _hours(time)


def _hours(time: timedelta) -> str:
    """`1 jam 40 menit`; from two days on in days and hours, below a minute so said."""
    minutes = int(time.total_seconds()) // 60
    days, hours = (minutes // 1440, minutes // 60 % 24) if time >= _SOON else (0, minutes // 60)
    minutes = 0 if days else minutes % 60
    parts = [
        ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days} if days else "",
        ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes} if minutes else "",
    ]
    return " ".join(part for part in parts if part) or _("kurang dari 1 menit")
