"""What is the case at one moment, read by plain SQL: none of what the sweep keeps for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from tests.simulation.reckoning import Days, Span

_CASES = """
    SELECT c.id, c.uid::text, c.kind, c.state, c.severity, c.holder_id, s.sent_by_id, s.holder_id AS step_holder,
           s.accepted_at IS NOT NULL AS accepted, s.entered_by,
           ARRAY(SELECT y.organisation_id FROM casework_party y
                 WHERE y.case_id = c.id AND y.until IS NULL AND y.organisation_id IS NOT NULL) AS parties,
           EXISTS (SELECT FROM casework_party y
                   WHERE y.case_id = c.id AND y.until IS NULL AND y.is_child) AS called_child,
           ARRAY(SELECT coalesce(p.birth_date, make_date(p.birth_year, 12, 31),
                                 r.birth_date, make_date(r.birth_year, 12, 31))
                 FROM casework_person p LEFT JOIN casework_person r ON r.id = p.merged_into_id
                 WHERE p.id = c.person_id OR p.id IN (SELECT y.person_id FROM casework_party y
                                                      WHERE y.case_id = c.id AND y.until IS NULL)) AS births,
           EXISTS (SELECT FROM casework_proposal p WHERE p.case_id = c.id AND p.proposed_by_id IS NULL
                   AND p.settled_at IS NULL) AS waiting,
           coalesce(r.sender_id, c.opener_id) AS sender_id, c.parent_id,
           ARRAY(SELECT h.id FROM casework_case h
                 WHERE h.kind = 'legal_aid' AND h.finished IS NULL
                   AND EXISTS (SELECT FROM casework_caselink l JOIN casework_case m ON m.id IN (l.one_id, l.other_id)
                               WHERE l.until IS NULL AND h.id IN (l.one_id, l.other_id)
                                 AND c.parent_id IN (m.id, m.parent_id))) AS helped_in
    FROM casework_case c JOIN casework_step s ON s.process_id = c.id AND s.finished IS NULL
    LEFT JOIN referral_referral r ON r.case_ptr_id = c.id
    WHERE c.finished IS NULL
"""
_DEADLINES = """
    SELECT d.id, d.case_id, d.kind, r.code AS rule, d.period, d.started_at, d.amount, d.unit, d.extra, d.pauses,
           d.duty_of_id, CASE WHEN d.unit = 'DATE' THEN d.due_at END AS fixed
    FROM casework_deadline d JOIN casework_deadlinerule r ON r.id = d.rule_id
    WHERE d.met_at IS NULL AND d.ended_at IS NULL ORDER BY d.case_id, d.id
"""
_ANSWERED = "SELECT deadline_id, organisation_id, step FROM casework_escalation WHERE acknowledged_at IS NOT NULL"


@dataclass(frozen=True)
class Facts:
    """Open cases and running deadlines by id, and which escalations were answered: (deadline, office, step)."""

    cases: Mapping[int, Any]
    deadlines: Mapping[int, Any]
    answered: frozenset[tuple[int, int, int]]


def read(owner: psycopg.Connection) -> Facts:
    with owner.cursor(row_factory=namedtuple_row) as cursor:
        cases = {row.id: row for row in cursor.execute(_CASES).fetchall()}
        deadlines = {row.id: row for row in cursor.execute(_DEADLINES).fetchall() if row.case_id in cases}
        answered = frozenset(tuple(row) for row in cursor.execute(_ANSWERED).fetchall())
    return Facts(cases, deadlines, answered)


def days_of_offices(owner: psycopg.Connection) -> dict[int, Days]:
    """The days of every office; nothing is closed but by the nation in these simulations."""
    closed: set[date] = {row[0] for row in owner.execute("SELECT date FROM casework_holiday").fetchall()}
    zones = owner.execute("SELECT id, time_zone FROM casework_organisation").fetchall()
    return {pk: Days(zone, closed) for pk, zone in zones}


def spans(deadline: Any) -> tuple[list[Span], list[Span]]:
    """When a deadline stood still, and when another office was late with it."""
    own: list[Span] = []
    late: list[Span] = []
    for begin, end, *why in deadline.pauses:
        span = (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
        (late if why else own).append(span)
    return own, late
