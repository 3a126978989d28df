"""What time brings about when nobody acts: missed deadlines, closings to decide on, unanswered hand-overs.

The sweep makes no move. It may run twice, late, in several workers at once or be killed: what has been
written it finds written, and what it had not written yet it finds again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from casework.engine.findings import Findings, due_now
from casework.engine.keeping_open import that_nobody_opens
from casework.engine.loading import read_batch, read_context
from casework.engine.staffing import left_behind, pass_on
from casework.engine.telling import tell_one
from casework.errors import Refused
from casework.prepared import prepared_cursor

BATCH = 100
"""Cases written in one transaction."""
MOST = 20_000
"""Cases one run looks at; the next run goes on."""

HEADS_NAMED = "heads_named"
"""What a sealed case is told when its office has nobody left who may open it."""

_DUE = """
    (SELECT case_id FROM casework_deadline
     WHERE met_at IS NULL AND ended_at IS NULL AND next_alert_at <= (SELECT kawal_now())
     ORDER BY next_alert_at LIMIT %s)
    UNION
    (SELECT case_id FROM casework_escalation
     WHERE acknowledged_at IS NULL AND ended_at IS NULL AND due_at <= (SELECT kawal_now())
     ORDER BY due_at LIMIT %s)
"""
_LOCK = "SELECT id, kind FROM kawal_lock_idle_cases(%s::bigint[])"

_FAULTS = (DatabaseError, LookupError, TypeError, ValueError, Refused)

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What a run did: cases looked at, left to the next run because somebody works on them, and failed."""

    cases: int = 0
    busy: int = 0
    failed: int = 0


def sweep() -> Swept:
    """Look at every deadline whose moment has come.

    1. Read without a lock which cases have one, by the partial index on `next_alert_at`.
    2. Take them in batches, in ascending id, each in a transaction of its own.
    3. Take a batch that fails again case by case, so that one broken case does not stop the clock of others.
    """
    swept = Swept()
    ids = _cases_due()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        try:
            _sweep_batch(batch, swept)
        except _FAULTS:
            _sweep_singly(batch, swept)
    return swept


def name_heads() -> int:
    """Name heads in the sealed cases that nobody can open any more; how many cases were tried in vain.

    Roles end by their date, at midnight. Apart from the sweep, as all open sealed cases are looked at.
    """
    failed = 0
    for case_id in that_nobody_opens():
        try:
            tell_one(case_id, HEADS_NAMED)
        except _FAULTS:
            failed += 1
            log.exception("Nobody could be named in the sealed case with id %s; it is tried in the next run.", case_id)
    return failed


def pass_on_work() -> int:
    """Move what people still hold in offices where they work no more; of how many people it was tried in vain.

    Their roles end by their date, at midnight, and until then they are given work like everybody else.
    """
    failed = 0
    for person, office in left_behind():
        try:
            pass_on(person, office)
        except _FAULTS:
            failed += 1
            log.exception(
                "The work that user %s left in office %s could not be moved; the next run tries again.",
                person.pk,
                office.pk,
            )
    return failed


def _sweep_batch(ids: Sequence[int], swept: Swept) -> None:
    """Do for some cases what is due.

    1. Lock the cases nobody works on, in ascending id; leave the others to the next run.
    2. Read the time, and what of them is due now: an act may have come in between.
    3. Decide in memory what each deadline asks for.
    4. Write all of it in one statement, events last.
    """
    with transaction.atomic():
        kinds = _lock(ids)
        now, version, _answer = read_context(None)
        findings = Findings(read_batch(kinds), now, version)
        findings.look_at(due_now(kinds, now, version))
        findings.write()
    swept.cases += len(kinds)
    swept.busy += len(ids) - len(kinds)


def _sweep_singly(ids: Sequence[int], swept: Swept) -> None:
    for one in ids:
        try:
            _sweep_batch([one], swept)
        except _FAULTS:
            swept.failed += 1
            log.exception("The sweep failed on the case with id %s; it tries again in the next run.", one)


def _cases_due() -> list[int]:
    with prepared_cursor() as cursor:
        cursor.execute(_DUE, [MOST, MOST])
        return sorted({case_id for (case_id,) in cursor.fetchall()})


def _lock(ids: Sequence[int]) -> dict[int, str]:
    """Lock the open cases among these that nobody works on; their kinds by id."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(ids)])
        return dict(cursor.fetchall())
