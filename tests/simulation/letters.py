"""Who gets which message, and when: calculated from the notices that are owed and from what people chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

AT_ONCE = ("emergency", "duty_gap")
"""What neither a digest nor the night holds back."""
RANKS = {
    "officers": ("officer", "supervisor", "head"),
    "officer": ("officer", "supervisor", "head"),
    "heads": ("head",),
    "supervisors": ("supervisor", "head"),
}
Letter = tuple[int, datetime, tuple[str, ...]]
"""To whom, when it leaves, and which notices are in it."""


@dataclass(frozen=True)
class Choice:
    """What a person chose: `rhythm`, and quiet hours from and until."""

    rhythm: str = "at_once"
    quiet: tuple[time, time] | None = None


@dataclass
class Letters:
    """What has to be in which letter; `staff` are people by office and rank, `zones` those of their first offices."""

    staff: Mapping[tuple[int, str], set[int]]
    overseers: Mapping[int, list[int]]
    zones: Mapping[int, ZoneInfo]
    choices: Mapping[int, Choice]
    passed_on: set[str] = field(default_factory=set)
    told: Counter[tuple[str, int]] = field(default_factory=Counter)
    waiting: dict[tuple[int, datetime, str], set[str]] = field(default_factory=dict)
    sent: Counter[Letter] = field(default_factory=Counter)

    def pass_on(self, owner: psycopg.Connection, now: datetime) -> None:
        """Put what is newly owed into letters, and send those whose time has come; as the workers do now."""
        for row in _owed(owner):
            if row["key"] in self.passed_on:
                continue
            self.passed_on.add(row["key"])
            for person in self._meant(row):
                self.told[row["key"], person] += 1
                self._put(row, person, now)
        for (person, leaves, name), notices in list(self.waiting.items()):
            if leaves <= now:
                del self.waiting[person, leaves, name]
                self.sent[person, now, tuple(sorted(notices))] += 1

    def _meant(self, row: dict[str, Any]) -> set[int]:
        found = self._meant_by_office(row) - set(row["parties"])
        return found & set(row["named"]) if row["kind"] == "expected_missed" and row["sealed"] else found

    def _meant_by_office(self, row: dict[str, Any]) -> set[int]:
        if row["user_id"]:
            return {row["user_id"]}
        office, audience = row["organisation_id"], row["audience"]
        works_there = row["officer_id"] in self._people(office, RANKS["officer"])
        if audience == "officer" and row["holder_id"] == office and works_there:
            return {row["officer_id"]}
        if audience == "duty":  # nobody keeps a roster here: the heads of the office and of the first step above
            found = set().union(*(self._people(one, ("head",)) for one in (office, *self.overseers.get(office, []))))
        else:
            found = self._people(office, RANKS[audience])
        return found or self._people(office, RANKS["officers"])

    def _people(self, office: int, ranks: tuple[str, ...]) -> set[int]:
        return set().union(*(self.staff.get((office, rank), set()) for rank in ranks))

    def _put(self, row: dict[str, Any], person: int, now: datetime) -> None:
        choice, zone = self.choices.get(person, Choice()), self.zones[person]
        urgent = row["kind"] in AT_ONCE
        at_once = urgent or choice.rhythm == "at_once"
        leaves = now if at_once else _next_digest(now, zone, choice.rhythm)
        if not urgent:
            leaves = _after_night(leaves, choice.quiet, zone)
        self.waiting.setdefault((person, leaves, row["key"] if at_once else ""), set()).add(row["key"])


def _next_digest(now: datetime, zone: ZoneInfo, rhythm: str) -> datetime:
    """Seven in the morning; the weekly one on a Monday."""
    day = now.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, time(7), zone)
        if moment > now and (rhythm == "daily" or day.isoweekday() == 1):
            return moment.astimezone(UTC)
        day += timedelta(days=1)


def _after_night(moment: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> datetime:
    """The end of a night that spans midnight, if the moment lies in it."""
    if quiet is None:
        return moment
    here = moment.astimezone(zone)
    if quiet[1] <= here.time() < quiet[0]:
        return moment
    day = here.date() + timedelta(days=here.time() >= quiet[0])
    return datetime.combine(day, quiet[1], zone).astimezone(UTC)


def _owed(owner: psycopg.Connection) -> list[dict[str, Any]]:
    cursor = owner.cursor(row_factory=psycopg.rows.dict_row)
    return cursor.execute(
        "SELECT o.key::text, o.kind, o.organisation_id, o.audience, o.user_id, c.holder_id, c.officer_id, c.sealed,"
        " ARRAY(SELECT n.user_id FROM casework_caseuserobjectpermission n WHERE n.content_object_id = c.id) AS named,"
        " ARRAY(SELECT y.user_id FROM casework_party y WHERE y.case_id = c.id AND y.until IS NULL"
        "       AND y.user_id IS NOT NULL) AS parties"
        " FROM casework_outbox o LEFT JOIN casework_case c ON c.id = o.case_id ORDER BY o.id"
    ).fetchall()


def staff(owner: psycopg.Connection) -> dict[tuple[int, str], set[int]]:
    found: dict[tuple[int, str], set[int]] = {}
    for office, role, person in owner.execute(
        "SELECT m.organisation_id, m.role, m.user_id FROM casework_membership m"
        " JOIN casework_user u ON u.id = m.user_id WHERE u.is_active"
    ).fetchall():
        found.setdefault((office, role), set()).add(person)
    return found


def zones(owner: psycopg.Connection) -> dict[int, ZoneInfo]:
    rows = owner.execute(
        "SELECT m.user_id, o.time_zone FROM casework_membership m"
        " JOIN casework_organisation o ON o.id = m.organisation_id ORDER BY m.id DESC"
    ).fetchall()
    return {person: ZoneInfo(zone) for person, zone in rows}
