"""Which days an office is closed on, from the tables of holidays and local closures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from casework.models.calendar import Holiday, LocalClosure

from .calendar import Calendar
from .reference import ReferenceCache, reference_changed

if TYPE_CHECKING:
    from casework.models import Organisation, Region, User

_cache = ReferenceCache()


def calendar_for(organisation: Organisation, version: int) -> Calendar:
    """An office's calendar: national days off and its own and its regions' closures.

    `version` is `reference_version()`; no query while it stays the same and the office was asked for
    before. Offices without closures share one mapping, so caching them all is cheap.
    """
    return _cache.get(version, organisation.pk, lambda: _read(organisation, version))


def years_with_cuti_bersama(version: int) -> frozenset[int]:
    """The years whose joint leave days are known; deadlines in other years may still move."""

    def read() -> frozenset[int]:
        days = Holiday.objects.filter(kind=Holiday.Kind.GOVERNMENT).values_list("date__year", flat=True)
        return frozenset(days.distinct())

    return _cache.get(version, "years", read)


@transaction.atomic
def record_closure(
    *,
    date: date,
    name: str,
    decided_by: str,
    created_by: User | None,
    organisation: Organisation | None = None,
    region: Region | None = None,
) -> LocalClosure:
    """Close an office, or every office of a region, for a day.

    Raises IntegrityError unless exactly one of `organisation` and `region` is given, or the day is
    already closed for it. Open deadlines are not recomputed here.
    """
    closure = LocalClosure.objects.create(
        date=date,
        name=name,
        decided_by=decided_by,
        created_by=created_by,
        organisation=organisation,
        region=region,
    )
    reference_changed()
    return closure


def _read(organisation: Organisation, version: int) -> Calendar:
    national = _cache.get(version, "national", _national)
    closures = _cache.get(version, "closures", _closures)
    own = {
        day: name
        for office_id, region_code, day, name in closures
        if office_id == organisation.pk or (region_code and _lies_in(organisation.region_id, region_code))
    }
    return Calendar(organisation.time_zone, {**own, **national} if own else national)


def _national() -> Mapping[date, str]:
    return _by_date(Holiday.objects.values_list("date", "name"))


def _closures() -> list[tuple[int | None, str | None, date, str]]:
    return list(LocalClosure.objects.values_list("organisation_id", "region_id", "date", "name"))


def _by_date(rows: Iterable[tuple[date, str]]) -> dict[date, str]:
    days: dict[date, str] = {}
    for day, name in rows:
        days[day] = f"{days[day]}; {name}" if day in days else name
    return days


def _lies_in(code: str, region_code: str) -> bool:
    return code == region_code or code.startswith(f"{region_code}.")
