"""The promises, asked of the database in plain SQL after every act; nothing here goes through the engine.

What holds of all cases is in `tests.invariants`; here is what the specification's tables add.
"""

from __future__ import annotations

import hashlib
import json
import struct
from functools import cache
from typing import Any

from django.db import connection

from casework.prepared import prepared_cursor
from tests.invariants import BROKEN
from tests.specification import tables
from tests.walks.board import Standing

_TOLD = ", ".join(
    f"('{kind}', '{code}', '{row['level']}', {row['pauses'] == '1'}, {bool(row['end'])})"
    for kind in tables.KINDS
    for code, row in tables.states(kind).items()
)
_OPEN = f"""
    casework_case c JOIN (VALUES {_TOLD}) told (kind, state, level, pauses, ended)
        ON told.kind = c.kind AND told.state = c.state AND c.finished IS NULL
"""
_BELOW = """
    casework_case c JOIN referral_referral r ON r.case_ptr_id = c.id
    JOIN casework_case above ON above.id = c.parent_id AND c.finished IS NULL
"""
_RUNNING = "casework_deadline d ON d.case_id = c.id AND d.met_at IS NULL AND d.ended_at IS NULL"

BY_THE_TABLES = {
    "every case stands in a state of the tables, and is open where that is": f"""
        SELECT c.number || ' in ' || c.state FROM casework_case c
        LEFT JOIN (VALUES {_TOLD}) told (kind, state, level, pauses, ended)
            ON told.kind = c.kind AND told.state = c.state
        WHERE told.ended IS DISTINCT FROM (c.finished IS NOT NULL)
    """,
    "a stage is held at its level": f"""
        SELECT c.number || ' in ' || c.state || ' by ' || o.name
        FROM {_OPEN} JOIN casework_organisation o ON o.id = c.holder_id
        WHERE told.level IN ('village', 'district', 'bp3mi', 'legal_aid') AND told.level NOT IN (o.level, c.held_for)
    """,
    "a case pauses where the tables say so, and nowhere else": f"""
        SELECT c.number || ' in ' || c.state FROM {_OPEN}
        WHERE (told.pauses AND c.severity <> 'E') <> EXISTS (
            SELECT FROM casework_pause p WHERE p.case_id = c.id AND p.ended_at IS NULL)
    """,
    "a deadline of the whole case stands still in a pause only": f"""
        SELECT c.number FROM {_OPEN} JOIN {_RUNNING}
        WHERE (NOT told.pauses OR c.severity = 'E') AND d.kind = 'overall' AND d.due_at IS NULL
    """,
    "an open emergency is sealed": f"""
        SELECT c.number FROM {_OPEN} WHERE c.severity = 'E' AND NOT c.sealed
    """,
    "a deadline of its stage runs while a case is open": f"""
        SELECT c.number || ' in ' || c.state FROM {_OPEN}
        WHERE NOT EXISTS (SELECT FROM {_RUNNING.replace(" ON ", " WHERE ")} AND d.kind = 'stage')
    """,
    "what runs for a stage hangs on the open step": f"""
        SELECT c.number || ': ' || d.kind FROM casework_case c JOIN {_RUNNING}
        JOIN casework_step s ON s.id = d.step_id AND s.finished IS NOT NULL
        WHERE d.kind IN ('stage', 'acceptance', 'extra')
    """,
    "a deadline is met or ended, and not due before it began": """
        SELECT c.number || ': ' || d.kind FROM casework_case c JOIN casework_deadline d ON d.case_id = c.id
        WHERE (d.met_at IS NOT NULL AND d.ended_at IS NOT NULL) OR (d.due_at < d.started_at AND d.unit <> 'DATE')
    """,
    "what binds runs for whoever holds the case": f"""
        SELECT c.number || ': ' || d.kind || ' of office ' || coalesce(d.duty_of_id::text, 'nobody')
        FROM casework_case c JOIN {_RUNNING}
        WHERE c.finished IS NULL AND d.kind <> 'expected' AND d.duty_of_id IS DISTINCT FROM c.holder_id
    """,
    "an office has accepted what it took or brought, opened, or held before; not what was sent to it": f"""
        SELECT c.number || ' in ' || c.state || ' at ' || o.name
        FROM {_OPEN} JOIN casework_step s ON s.process_id = c.id AND s.finished IS NULL
        JOIN casework_organisation o ON o.id = s.holder_id
        WHERE s.accepted_at IS NOT NULL AND s.holder_id <> c.opener_id
        AND NOT (c.kind = 'referral' AND c.state IN ('requested', 'answered'))
        AND NOT EXISTS (SELECT FROM casework_case above
            WHERE above.id = c.parent_id AND above.holder_id = s.holder_id)
        AND NOT EXISTS (SELECT FROM casework_step held WHERE held.process_id = c.id AND held.seq < s.seq
            AND held.holder_id = s.holder_id AND held.accepted_at IS NOT NULL)
        AND NOT EXISTS (
            SELECT FROM audit.event e CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb) told_by (it)
            WHERE e.case_uid = c.uid AND it #>> '{{actor,office}}' = o.uid::text
            AND (it ->> 'act' = c.kind || '.open' OR (it #>> '{{x,step}}')::int = s.seq
                AND it ->> 'act' IN (c.kind || '.accept_handover', c.kind || '.' || s.entered_by)))
    """,
    "nothing is left of holder and deadlines when a case has ended": f"""
        SELECT c.number FROM casework_case c WHERE c.finished IS NOT NULL
        AND (num_nonnulls(c.holder_id, c.officer_id, c.due_at) > 0 OR EXISTS
             (SELECT FROM {_RUNNING.replace(" ON ", " WHERE ")}))
    """,
    "at most one office keeps the holder's part of an ended case": """
        SELECT c.number FROM casework_case c JOIN casework_participation p
            ON p.case_id = c.id AND p.until IS NULL AND p.part = 'holder'
        WHERE c.finished IS NOT NULL GROUP BY c.id HAVING count(*) > 1
    """,
    "an office that is a party takes no part, unless it still holds the case": """
        SELECT c.number FROM casework_case c
        JOIN casework_party y ON y.case_id = c.id AND y.until IS NULL AND y.organisation_id IS NOT NULL
        JOIN casework_participation p ON p.case_id = c.id AND p.until IS NULL AND p.organisation_id = y.organisation_id
        WHERE c.finished IS NULL AND p.organisation_id <> c.holder_id
    """,
    "nobody works on a case in which he or another office of his is a party": """
        SELECT c.number FROM casework_case c
        JOIN casework_party y ON y.case_id = c.id AND y.until IS NULL
        WHERE y.user_id = c.officer_id OR (y.organisation_id <> c.holder_id AND EXISTS (
            SELECT FROM casework_membership m WHERE m.user_id = c.officer_id AND m.organisation_id = y.organisation_id
            AND m.role IN ('officer', 'supervisor', 'head') AND m.since <= kawal_now()::date
            AND (m.until IS NULL OR m.until > kawal_now()::date)))
    """,
    "whoever holds a case asks for what is open below it, and takes part there": f"""
        SELECT c.number || ' of ' || above.number FROM {_BELOW} WHERE above.finished IS NULL
        AND (coalesce(r.sender_id, c.opener_id) <> above.holder_id OR NOT EXISTS (
            SELECT FROM casework_participation p WHERE p.case_id = c.id AND p.until IS NULL
            AND p.organisation_id = above.holder_id AND p.part IN ('holder', 'monitor')))
        AND NOT EXISTS (SELECT FROM casework_party y WHERE y.case_id = c.id AND y.until IS NULL
                        AND y.organisation_id = above.holder_id)
    """,
    "what is open below a case is as secret, and trafficking where that is": f"""
        SELECT c.number || ' of ' || above.number FROM {_BELOW}
        LEFT JOIN complaint_complaintcase m ON m.case_ptr_id = above.id
        LEFT JOIN referral_referral o ON o.case_ptr_id = above.id
        WHERE above.sealed AND NOT c.sealed
        OR coalesce(m.is_trafficking, o.is_trafficking, false) AND NOT r.is_trafficking
    """,
    "what a case is about is kept out of what is open below it": f"""
        SELECT c.number || ' of ' || above.number FROM {_BELOW}
        JOIN casework_party y ON y.case_id = above.id AND y.until IS NULL
        WHERE y.user_id = c.officer_id OR (y.organisation_id IS DISTINCT FROM above.holder_id AND y.organisation_id IN
            (SELECT p.organisation_id FROM casework_participation p WHERE p.case_id = c.id AND p.until IS NULL))
    """,
    "who complained in a merged case became a party of the leading one": """
        SELECT c.number FROM casework_case c JOIN complaint_complaintcase m ON m.case_ptr_id = c.id
        JOIN casework_party y ON y.case_id = c.id AND y.until IS NULL AND y.role = 'complainant'
        WHERE c.state = 'merged' AND NOT EXISTS (
            SELECT FROM casework_party z WHERE z.case_id = m.leading_id AND z.role = 'complainant'
            AND (z.user_id, z.organisation_id, z.person_id, z.is_child, z.name)
                IS NOT DISTINCT FROM (y.user_id, y.organisation_id, y.person_id, y.is_child, y.name))
    """,
}
"""By what is promised: the statement that finds where it is not so."""

_PROMISES = " UNION ALL ".join(
    f"SELECT '{promise.replace(chr(39), chr(39) * 2)}: ' || found.it FROM ({statement}) found (it)"
    for promise, statement in (BROKEN | BY_THE_TABLES).items()
)
_EVENTS = """
SELECT e.case_uid::text, e.seq, e.prev, e.hash, e.body FROM audit.event e
WHERE e.seq > coalesce((%s::jsonb ->> e.case_uid::text)::bigint, 0)
ORDER BY e.case_uid, e.seq
"""
_NEVER_TOUCHED = ("region", "holiday", "deadlinerule", "rulebookentry", "stage")
_TABLES = """
SELECT format('(SELECT md5(string_agg(t::text, ''|'' ORDER BY t::text)) FROM %%I.%%I t)', schemaname, tablename)
FROM pg_tables WHERE tablename <> ALL (%s) AND (schemaname = 'audit' OR schemaname = 'public'
    AND split_part(tablename, '_', 1) IN ('casework', 'journey', 'complaint', 'legal', 'referral'))
ORDER BY schemaname, tablename
"""


class Broken(AssertionError):
    """A promise is broken; the message says which, of which case."""


@cache
def _digest() -> str:
    """The statement of `digest()`; the tables are the same in every database."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [[f"casework_{name}" for name in _NEVER_TOUCHED]])
        digests = ", ".join(row[0] for row in cursor.fetchall())
    return f"SELECT md5(concat_ws(',', {digests}))"


def check_promises() -> None:
    """Raise Broken with every promise that does not hold of some case; one statement."""
    with prepared_cursor() as cursor:
        cursor.execute(_PROMISES)
        broken = [row[0] for row in cursor.fetchall()]
    if broken:
        raise Broken("; ".join(broken))


def check_versions(before: dict[int, Standing], after: dict[int, Standing]) -> None:
    """A version never falls, and rises whenever state, step, holder or officer became another."""
    for pk, was in before.items():
        now = after[pk]
        moved = (was.state, was.steps, was.holder, was.officer, was.accepted) != (
            now.state, now.steps, now.holder, now.officer, now.accepted,
        )  # fmt: skip
        if now.version < was.version or (moved and now.version == was.version):
            raise Broken(f"{now.number}: version {was.version} became {now.version}; moved: {moved}.")


def digest() -> str:
    """A digest of every row that an act could have touched; the same before and after means: nothing happened."""
    with prepared_cursor() as cursor:
        cursor.execute(_digest())
        return cursor.fetchone()[0]


class Chains:
    """The chains as they were seen; new events are hashed here again, outside the database."""

    def __init__(self) -> None:
        self._heads: dict[str, tuple[int, bytes]] = {}

    def follow(self) -> list[dict[str, Any]]:
        """Read and verify the events written since the last time; returns what they say."""
        said = []
        known = json.dumps({uid: seq for uid, (seq, _hash) in self._heads.items()})
        with prepared_cursor() as cursor:
            cursor.execute(_EVENTS, [known])
            for uid, seq, prev, digest_, body in cursor.fetchall():
                content = json.loads(bytes(body))
                last, head = self._heads.get(uid) or (0, _genesis(content["origin"], uid))
                computed = hashlib.sha256(b"pmi-audit/v1/event\n" + head + struct.pack(">q", last + 1) + bytes(body))
                if (seq, bytes(prev), bytes(digest_)) != (last + 1, head, computed.digest()) or content["case"] != uid:
                    raise Broken(f"{uid}: event {seq} ({content['act']}) does not continue the chain at {last}.")
                self._heads[uid] = seq, bytes(digest_)
                said.append(content)
        return said


def _genesis(origin: str, uid: str) -> bytes:
    return hashlib.sha256(f"pmi-audit/v1/genesis\n{origin}\n{uid}".encode()).digest()
