"""What must hold of all cases at every moment, as plain SQL: asked of the database, not of the code that wrote it.

Each statement finds what is broken and gives a text for it; a sound database answers nothing. They read whole tables
and repeat on purpose what constraints and triggers already refuse, so that a hole in those shows.
"""

from __future__ import annotations

from django.db import connection

BROKEN = {
    "one open step while open, none afterwards": """
        SELECT c.number || ' has ' || count(s.id) || ' open steps' FROM casework_case c
        LEFT JOIN casework_step s ON s.process_id = c.id AND s.finished IS NULL
        GROUP BY c.id HAVING count(s.id) <> CASE WHEN c.finished IS NULL THEN 1 ELSE 0 END
    """,
    "the open step says what the case says": """
        SELECT c.number FROM casework_case c JOIN casework_step s ON s.process_id = c.id AND s.finished IS NULL
        WHERE (s.state, s.holder_id, s.due_at) IS DISTINCT FROM (c.state, c.holder_id, c.due_at)
           OR s.owner_id IS DISTINCT FROM c.officer_id
    """,
    "one holder while open, who takes part as such": """
        SELECT c.number FROM casework_case c
        LEFT JOIN casework_participation p ON p.case_id = c.id AND p.until IS NULL AND p.part = 'holder'
        WHERE c.finished IS NULL
        GROUP BY c.id HAVING array_agg(p.organisation_id) IS DISTINCT FROM ARRAY[c.holder_id]
    """,
    "a running deadline while open, and due by the earliest": """
        SELECT c.number FROM casework_case c
        LEFT JOIN casework_deadline d ON d.case_id = c.id AND d.met_at IS NULL AND d.ended_at IS NULL
             AND d.kind <> 'expected'
        GROUP BY c.id HAVING min(d.due_at) IS DISTINCT FROM c.due_at
    """,
    "an unaccepted step has its acceptance deadline, no other has": """
        SELECT c.number FROM casework_case c JOIN casework_step s ON s.process_id = c.id AND s.finished IS NULL
        WHERE (s.accepted_at IS NULL) <> EXISTS (
            SELECT FROM casework_deadline d WHERE d.case_id = c.id AND d.kind = 'acceptance'
            AND d.met_at IS NULL AND d.ended_at IS NULL)
    """,
    "steps form one line without holes": """
        SELECT process_id || ': steps ' || array_agg(seq ORDER BY seq)::text FROM casework_step
        GROUP BY process_id HAVING max(seq) <> count(*) OR min(seq) <> 1
    """,
    "a step begins when the one before ended": """
        SELECT s.process_id || ': step ' || s.seq FROM casework_step s
        JOIN casework_step before ON before.process_id = s.process_id AND before.seq = s.seq - 1
        WHERE NOT s.reopens AND s.created IS DISTINCT FROM before.finished
    """,
    "every case has its chain, up to its last act": """
        SELECT c.number FROM casework_case c LEFT JOIN audit.head h ON h.case_uid = c.uid
        WHERE h.at IS DISTINCT FROM c.last_act_at
    """,
    "events are numbered without holes": """
        SELECT e.case_uid || ': ' || count(*) || ' events up to ' || max(e.seq) FROM audit.event e
        GROUP BY e.case_uid HAVING min(e.seq) <> 1 OR max(e.seq) <> count(*)
    """,
    "the head is the newest event": """
        SELECT coalesce(e.case_uid, h.case_uid)::text FROM audit.head h
        FULL JOIN (SELECT DISTINCT ON (case_uid) case_uid, seq, hash FROM audit.event ORDER BY case_uid, seq DESC) e
             ON e.case_uid = h.case_uid
        WHERE (e.seq, e.hash) IS DISTINCT FROM (h.seq, h.hash)
    """,
    "the chain verifies": """
        SELECT e.case_uid || ': event ' || e.seq FROM audit.event e
        LEFT JOIN audit.event before ON before.case_uid = e.case_uid AND before.seq = e.seq - 1
        WHERE e.prev IS DISTINCT FROM CASE WHEN e.seq = 1 THEN audit.genesis(e.case_uid) ELSE before.hash END
           OR e.hash <> sha256(convert_to('pmi-audit/v1/event' || E'\n', 'UTF8') || e.prev || int8send(e.seq) || e.body)
    """,
    "the events tell the state the case is in": """
        SELECT c.number || ' is ' || c.state FROM casework_case c JOIN audit.head h ON h.case_uid = c.uid
        JOIN audit.event e ON e.case_uid = h.case_uid AND e.seq = h.seq
        WHERE coalesce(nullif(convert_from(e.body, 'UTF8')::jsonb ->> 'to', ''), c.state) <> c.state
    """,
    "an answer kept under a request id names an event that is there": """
        SELECT r.request_id::text FROM casework_handledrequest r JOIN casework_case c ON c.id = r.case_id
        LEFT JOIN audit.event e ON e.case_uid = c.uid AND e.seq = (r.answer ->> 'seq')::bigint
        WHERE e.seq IS NULL OR encode(e.hash, 'hex') IS DISTINCT FROM r.answer ->> 'hash'
    """,
    "a pause is over when its case is": """
        SELECT c.number FROM casework_pause p JOIN casework_case c ON c.id = p.case_id
        WHERE p.ended_at IS NULL AND c.finished IS NOT NULL
    """,
    "a person has at most one open journey": """
        SELECT coalesce(p.merged_into_id, p.id)::text FROM casework_case c JOIN casework_person p ON p.id = c.person_id
        WHERE c.kind = 'journey' AND c.finished IS NULL
        GROUP BY coalesce(p.merged_into_id, p.id) HAVING count(*) > 1
    """,
}
"""By what is promised: the statement that finds where it is not so."""


def broken() -> list[str]:
    """What is broken, in words: the promise and where; empty in a sound database."""
    found = []
    with connection.cursor() as cursor:
        for promise, statement in BROKEN.items():
            cursor.execute(statement)
            found += [f"{promise}: {row[0]}" for row in cursor.fetchall()]
    return found
