"""How the offices somebody answers for keep their promises: over time, by stage, against the rules.

Sealed cases count like all others, so a number below five in which one of them may be is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from casework import clock, rulebook
from casework.board.filters import BANDS
from casework.clock import Unit
from casework.stages import flow_of, flows

WEEKS = 12
"""How far the trend looks back."""
MEASURED = timedelta(days=90)
"""Over how long stages and promises are measured."""
OFFICES = 30
"""Offices shown, those with most items first."""
FEWEST = 5
"""Below this a number that counts a sealed case is not told."""

_BY_STAGE = """
    SELECT c.kind, c.state, count(*), count(*) FILTER (WHERE c.sealed)
    FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id AND c.finished IS NULL
    WHERE d.duty_of_id = ANY(%(offices)s) AND d.met_at IS NULL AND d.ended_at IS NULL AND d.due_at < %(now)s
    GROUP BY c.kind, c.state ORDER BY count(*) DESC, c.kind, c.state
"""
_BY_OFFICE = """
    SELECT o.name, count(*), count(*) FILTER (WHERE c.sealed)
    FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id AND c.finished IS NULL
    JOIN casework_organisation o ON o.id = d.duty_of_id
    WHERE d.duty_of_id = ANY(%(offices)s) AND d.met_at IS NULL AND d.ended_at IS NULL AND d.due_at < %(now)s
    GROUP BY o.id, o.name ORDER BY count(*) DESC, o.name LIMIT %(most)s
"""
_BY_AGE = """
    SELECT b.days, count(c.id), count(c.id) FILTER (WHERE c.sealed)
    FROM unnest(%(from)s::int[], %(until)s::int[]) AS b (days, until)
    LEFT JOIN casework_deadline d ON d.duty_of_id = ANY(%(offices)s) AND d.met_at IS NULL AND d.ended_at IS NULL
         AND d.due_at < %(now)s - make_interval(days => b.days)
         AND (b.until IS NULL OR d.due_at >= %(now)s - make_interval(days => b.until))
    LEFT JOIN casework_case c ON c.id = d.case_id AND c.finished IS NULL
    GROUP BY b.days ORDER BY b.days
"""
_TREND = """
    WITH late AS MATERIALIZED (
        SELECT d.due_at, coalesce(d.met_at, d.ended_at) AS over, c.sealed
        FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id
        WHERE d.duty_of_id = ANY(%(offices)s) AND d.due_at < %(now)s
          AND (d.met_at IS NULL AND d.ended_at IS NULL
               OR d.breached_at IS NOT NULL AND coalesce(d.met_at, d.ended_at) >= %(first)s)
    )
    SELECT w.at, count(l.due_at), count(l.due_at) FILTER (WHERE l.sealed)
    FROM unnest(%(weeks)s::timestamptz[]) AS w (at)
    LEFT JOIN late l ON l.due_at < w.at AND (l.over IS NULL OR l.over > w.at)
    GROUP BY w.at ORDER BY w.at
"""
_TIMES = """
    SELECT c.kind, s.state, count(*), count(*) FILTER (WHERE c.sealed),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY s.finished - s.created),
           percentile_cont(0.9) WITHIN GROUP (ORDER BY s.finished - s.created)
    FROM casework_step s JOIN casework_case c ON c.id = s.process_id
    WHERE s.holder_id = ANY(%(offices)s) AND s.finished >= %(since)s
    GROUP BY c.kind, s.state ORDER BY c.kind, s.state
"""
_KEPT = """
    SELECT c.kind, count(*), count(*) FILTER (WHERE c.sealed), count(*) FILTER (WHERE d.breached_at IS NULL)
    FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id
    WHERE d.duty_of_id = ANY(%(offices)s) AND d.met_at >= %(since)s AND d.kind <> 'expected'
    GROUP BY c.kind ORDER BY c.kind
"""


@dataclass(frozen=True)
class Count:
    """A number with its name; None where it is not told. `total` is what it is a part of, if of anything."""

    label: str
    value: int | None
    total: int | None = None


@dataclass(frozen=True)
class StageTime:
    """How long a stage took: half of the cases at most `median`, nine of ten at most `most`; `rule` what is allowed."""

    label: str
    cases: int | None
    median: timedelta | None
    most: timedelta | None
    rule: str


@dataclass(frozen=True)
class Statistics:
    """What the page of figures shows."""

    by_office: list[Count]
    by_stage: list[Count]
    by_age: list[Count]
    trend: list[tuple[datetime, int | None]]
    times: list[StageTime]
    kept: list[Count]


def statistics(offices: Sequence[int], now: datetime) -> Statistics:
    """Count and measure for some offices; six statements, however many cases there are.

    The labels of `by_age` are codes of `BANDS`.
    """
    weeks = [now - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    with connection.cursor() as cursor:

        def rows(query: str, **more: Any) -> list[Any]:
            cursor.execute(query, {"offices": list(offices), "now": now, "since": now - MEASURED, **more})
            found: list[Any] = cursor.fetchall()
            return found

        bands = {"from": [more for more, _most in BANDS.values()], "until": [most for _more, most in BANDS.values()]}
        return Statistics(
            by_office=[Count(name, told(n, sealed)) for name, n, sealed in rows(_BY_OFFICE, most=OFFICES)],
            by_age=[
                Count(code, told(n, sealed))
                for code, (_days, n, sealed) in zip(BANDS, rows(_BY_AGE, **bands), strict=True)
            ],
            by_stage=[Count(_stage(kind, state), told(n, sealed)) for kind, state, n, sealed in rows(_BY_STAGE)],
            trend=[(at, told(n, sealed)) for at, n, sealed in rows(_TREND, weeks=weeks, first=weeks[0])],
            times=_times(rows(_TIMES), now),
            kept=[_kept(*row) for row in rows(_KEPT)],
        )


def told(number: int, sealed: int) -> int | None:
    """The number, or None where it is small and a sealed case is in it."""
    return None if sealed and 0 < number < FEWEST else number


def _kept(kind: str, number: int, sealed: int, kept: int) -> Count:
    is_told = told(number, sealed) is not None
    return Count(str(flows()[kind].label), kept if is_told else None, number if is_told else None)


def _times(rows: list[Any], now: datetime) -> list[StageTime]:
    found = []
    for kind, state, number, sealed, median, most in rows:
        is_told = told(number, sealed) is not None
        found.append(
            StageTime(
                _stage(kind, state),
                number if is_told else None,
                median if is_told else None,
                most if is_told else None,
                _allowed(kind, state, now),
            )
        )
    return found


def _allowed(kind: str, state: str, now: datetime) -> str:
    """How long the first rule of a stage allows, in words; empty where that depends on the case."""
    due = flow_of(kind).stage(state).due
    if callable(due):
        return ""
    period = rulebook.rule(due[0], now.date(), clock.reference_version()).periods[0]
    return clock.amount_in_words(period["amount"], Unit(period["unit"])) if "amount" in period else ""


def _stage(kind: str, state: str) -> str:
    flow = flow_of(kind)
    return f"{flow.label} · {flow.stage(state).label}"
