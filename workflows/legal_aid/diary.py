"""What is ahead in court, day by day: planned hearings and the last days for appeals, as an agenda or a month."""

from __future__ import annotations

from calendar import Calendar, monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from casework.models import Organisation, User
from workflows.legal_aid import assistance
from workflows.legal_aid.assistance import HearingDay
from workflows.legal_aid.models import LegalAidCase

AHEAD = timedelta(days=90)
"""How far the agenda looks; the months go on."""

_WEEKS = Calendar(firstweekday=0)


@dataclass
class Day:
    """One day with what is planned; `appeals` are cases whose last day to appeal it is."""

    on: date
    is_today: bool = False
    hearings: list[HearingDay] = field(default_factory=list)
    appeals: list[LegalAidCase] = field(default_factory=list)

    @property
    def is_free(self) -> bool:
        return not self.hearings and not self.appeals


@dataclass(frozen=True)
class Agenda:
    """Hearings that passed without a report, then the days ahead; today is always among them."""

    late: list[HearingDay]
    days: list[Day]


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday; None stands for a day of another month."""

    first: date
    weeks: list[list[Day | None]]

    @property
    def days(self) -> list[Day]:
        return [day for week in self.weeks for day in week if day is not None]


def agenda_of(user: User, *, today: date, office: Organisation | None = None) -> Agenda:
    """What a user's bodies (or one of them) have before them. Three statements."""
    until = today + AHEAD
    hearings = assistance.hearing_calendar(user, date.min, until, today=today, office=office)
    days = {today: Day(today, is_today=True)}
    ahead = [hearing for hearing in hearings if not hearing.is_late]
    _fill(days, ahead, assistance.appeals_until(user, today, until, office=office))
    return Agenda([hearing for hearing in hearings if hearing.is_late], [days[on] for on in sorted(days)])


def month_of(user: User, first: date, *, today: date, office: Organisation | None = None) -> Month:
    """A month of a user's bodies (or of one of them). Three statements."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    dates = [first + timedelta(days=n) for n in range(last.day)]
    days = {on: Day(on, is_today=on == today) for on in dates}
    hearings = assistance.hearing_calendar(user, first, last, today=today, office=office)
    _fill(days, hearings, assistance.appeals_until(user, first, last, office=office))
    weeks = _WEEKS.monthdayscalendar(first.year, first.month)
    return Month(first, [[days[first.replace(day=n)] if n else None for n in week] for week in weeks])


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def _fill(days: dict[date, Day], hearings: list[HearingDay], appeals: list[LegalAidCase]) -> None:
    for hearing in hearings:
        days.setdefault(hearing.held_on, Day(hearing.held_on)).hearings.append(hearing)
    for case in appeals:
        if case.appeal_date is not None:
            days.setdefault(case.appeal_date, Day(case.appeal_date)).appeals.append(case)
