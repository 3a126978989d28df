"""National days off from the package `holidays`: public holidays and cuti bersama."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import holidays
from django.db import transaction

from casework.models.calendar import Holiday

from .reference import reference_changed

_PACKAGE = "python-holidays"
_ESTIMATED = "(perkiraan)"


@dataclass(frozen=True)
class HolidayReport:
    """What loading did, and the years for which no cuti bersama has been decreed yet."""

    added: int
    changed: int
    removed: int
    unchanged: int
    years_without_joint_leave: tuple[int, ...]


@transaction.atomic
def load_holidays(first_year: int, last_year: int) -> HolidayReport:
    """Bring the package's days of these years, both included, into the table.

    Rows entered by hand (another source) stay; the package's own follow it: an estimated date that a
    decree moved is replaced. Doing it twice changes nothing. Open deadlines are not recomputed here.
    """
    years = range(first_year, last_year + 1)
    wanted = {(row.date, row.name): row for row in _from_package(years)}
    stored = {(row.date, row.name): row for row in Holiday.objects.filter(date__year__in=years)}
    added = [row for key, row in wanted.items() if key not in stored]
    gone = [row.pk for key, row in stored.items() if key not in wanted and row.source.startswith(_PACKAGE)]
    changed = []
    for key, row in stored.items():
        new = wanted.get(key)
        if new and row.source.startswith(_PACKAGE) and (row.kind, row.estimated) != (new.kind, new.estimated):
            row.kind, row.estimated, row.source = new.kind, new.estimated, new.source
            changed.append(row)
    if added or changed or gone:
        Holiday.objects.filter(pk__in=gone).delete()
        Holiday.objects.bulk_create(added)
        Holiday.objects.bulk_update(changed, ["kind", "estimated", "source"])
        reference_changed()
    joint = set(Holiday.objects.filter(kind=Holiday.Kind.GOVERNMENT).values_list("date__year", flat=True))
    without = tuple(year for year in years if year not in joint)
    return HolidayReport(len(added), len(changed), len(gone), len(stored) - len(changed) - len(gone), without)


def _from_package(years: Iterable[int]) -> list[Holiday]:
    source = f"{_PACKAGE} {version('holidays')}"
    rows: dict[tuple[date, str], Holiday] = {}
    for kind in Holiday.Kind.values:
        days = holidays.country_holidays("ID", years=list(years), categories=(kind,), language="id")
        for day, names in days.items():
            for text in names.split("; "):
                name = text.replace(_ESTIMATED, "").strip()
                row = Holiday(date=day, name=name, kind=kind, source=source, estimated=_ESTIMATED in text)
                rows.setdefault((day, name), row)
    return list(rows.values())
