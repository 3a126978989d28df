"""Where every case of a walk stands, and who sits in which office: read as plain SQL, without the engine."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection

from casework.prepared import prepared_cursor

_CASES = """
SELECT c.id, c.kind, c.state, c.version, c.holder_id, c.officer_id, c.severity, c.sealed,
       c.finished IS NULL, c.number, c.parent_id, c.person_id, c.uid::text,
       s.accepted_at IS NOT NULL, s.sent_by_id, s.holder_id, h.level, l.level, r.receiver_id,
       (SELECT t.holder_id FROM casework_step t WHERE t.process_id = c.parent_id ORDER BY t.seq DESC LIMIT 1), s.seq,
       c.held_for,
       (SELECT jsonb_agg(jsonb_build_array(t.state, t.holder_id, o.level, t.accepted_at IS NOT NULL, t.entered_by,
            t.reopens, coalesce(o.closed_on <= (kawal_now() AT TIME ZONE o.time_zone)::date, false)) ORDER BY t.seq)
        FROM casework_step t JOIN casework_organisation o ON o.id = t.holder_id WHERE t.process_id = c.id),
       (SELECT coalesce(jsonb_object_agg(p.organisation_id, p.part), '{}')
        FROM casework_participation p WHERE p.case_id = c.id AND p.until IS NULL),
       ARRAY(SELECT y.organisation_id FROM casework_party y
             WHERE y.case_id = c.id AND y.until IS NULL AND y.organisation_id IS NOT NULL),
       ARRAY(SELECT y.user_id FROM casework_party y
             WHERE y.case_id = c.id AND y.until IS NULL AND y.user_id IS NOT NULL),
       ARRAY(SELECT n.user_id FROM casework_caseuserobjectpermission n WHERE n.content_object_id = c.id)
FROM casework_case c
JOIN LATERAL (SELECT * FROM casework_step s WHERE s.process_id = c.id ORDER BY s.seq DESC LIMIT 1) s ON true
JOIN casework_organisation l ON l.id = s.holder_id
LEFT JOIN casework_organisation h ON h.id = c.holder_id
LEFT JOIN referral_referral r ON r.case_ptr_id = c.id
ORDER BY c.id
"""

_SEATS = """
SELECT m.user_id, o.id, o.level, m.role,
       ARRAY(SELECT v.organisation_id FROM casework_oversight v WHERE v.overseer_id = o.id)
FROM casework_membership m JOIN casework_organisation o ON o.id = m.organisation_id
JOIN casework_user u ON u.id = m.user_id
WHERE u.is_active AND m.role IN ('officer', 'supervisor', 'head')
  AND m.since <= (kawal_now() AT TIME ZONE o.time_zone)::date
  AND (m.until IS NULL OR m.until > (kawal_now() AT TIME ZONE o.time_zone)::date)
  AND (o.closed_on IS NULL OR o.closed_on > (kawal_now() AT TIME ZONE o.time_zone)::date)
ORDER BY m.user_id, o.id
"""


@dataclass(frozen=True)
class Seat:
    """Somebody's place in one office; `oversees` are the offices that this one oversees."""

    person: int
    office: int
    level: str
    rank: str
    oversees: frozenset[int]


@dataclass(frozen=True)
class Stay:
    """One step of a case: where, with whom, whether it was accepted there, and by which move it came.

    `reopens`, whether the case had ended before; `closed`, whether that office has closed by today.
    """

    state: str
    holder: int
    level: str
    accepted: bool
    came_by: str
    reopens: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Standing:
    """One case as it stands in the database; `parent_holder` holds its parent, or held it last."""

    pk: int
    kind: str
    state: str
    version: int
    holder: int | None
    officer: int | None
    severity: str
    sealed: bool
    is_open: bool
    number: str
    parent: int | None
    person: int | None
    uid: str
    accepted: bool
    sent_by: int | None
    last_holder: int
    holder_level: str | None
    last_holder_level: str
    receiver: int | None
    parent_holder: int | None
    steps: int
    held_for: str
    stays: tuple[Stay, ...]
    parts: dict[int, str]
    party_offices: frozenset[int] = field(default_factory=frozenset)
    party_people: frozenset[int] = field(default_factory=frozenset)
    named: frozenset[int] = field(default_factory=frozenset)


def read() -> dict[int, Standing]:
    """Every case there is, by id; one statement."""
    with prepared_cursor() as cursor:
        cursor.execute(_CASES)
        rows = cursor.fetchall()
    return {row[0]: _standing(row) for row in rows}


def _standing(row: tuple) -> Standing:
    *facts, stays, parts, offices, people, named = row
    been = tuple(Stay(*stay) for stay in json.loads(stays))
    by_office = {int(office): part for office, part in json.loads(parts).items()}
    return Standing(*facts, been, by_office, frozenset(offices), frozenset(people), frozenset(named))


def seats() -> dict[int, list[Seat]]:
    """Who works where today, by person; one statement."""
    found: dict[int, list[Seat]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_SEATS)
        for person, office, level, rank, oversees in cursor.fetchall():
            found[person].append(Seat(person, office, level, rank, frozenset(oversees)))
    return dict(found)
