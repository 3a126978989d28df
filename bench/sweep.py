"""The sweep: a tenth of all running deadlines due at once, and a sweep that finds nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg

from bench.place import Place, place, scale
from bench.stacks import raw_same
from config.database import ADMIN, BASE_DIR, OWNER

WORKERS = (1, 4)
SHARE = 10
"""One of so many cases has a deadline that is due."""
BATCH = 10_000
"""Rows of one transaction of the bare comparison."""
IDLE = 200
"""Times the sweep that finds nothing is measured."""

_LATER = (
    "UPDATE casework_{table} SET {column} = '2099-01-01' WHERE {column} < '2099-01-01'"
    " AND {open} IS NULL AND ended_at IS NULL"
)

_OWN_ROWS = """
    WITH due AS (
        SELECT d.id, d.case_id, d.duty_of_id, c.uid, gen_random_uuid() AS event_id
        FROM bench.casework_deadline d JOIN bench.casework_case c ON c.id = d.case_id
        WHERE d.met_at IS NULL AND d.ended_at IS NULL AND d.kind = 'stage' AND d.alert_level = 0 LIMIT %(most)s
    ), looked_at AS (
        UPDATE bench.casework_deadline d SET alert_level = 1, next_alert_at = now() + interval '1 day'
        FROM due WHERE d.id = due.id
    ), acted AS (
        UPDATE bench.casework_case c SET last_act_at = now() FROM due WHERE c.id = due.case_id
    ), said AS (
        INSERT INTO bench.event (case_uid, seq, prev, hash, body, recorded_at, act, at, actor, office)
        SELECT h.case_uid, h.seq + 1, h.hash, sha256(h.hash || int8send(h.seq + 1) || e.body), e.body,
               clock_timestamp(), 'complaint.deadline_reminded', now(), NULL, NULL
        FROM due JOIN bench.head h ON h.case_uid = due.uid
        JOIN bench.event e ON e.case_uid = h.case_uid AND e.seq = h.seq
        RETURNING case_uid, seq, hash
    ), headed AS (
        UPDATE bench.head h SET seq = s.seq, hash = s.hash, at = now() FROM said s WHERE h.case_uid = s.case_uid
    )
    INSERT INTO bench.casework_outbox (key, kind, case_id, organisation_id, audience, event_id, at)
    SELECT gen_random_uuid(), 'reminder_half', case_id, duty_of_id, 'officer', event_id, now() FROM due
"""


def measure() -> Iterator[tuple[str, str]]:
    """Time a bare set-based UPDATE with an audit row each, the sweep's own rows in that way, the sweep, an idle one."""
    with place(scale()) as here, here.connect(OWNER) as owner, here.connect(ADMIN) as watch:
        _quiet(owner)
        due = here.cases // SHARE
        yield "sweep", f"{here.cases} open cases, {due} of them with a deadline that is due: half at 50 %, half missed"
        bare = _bare(owner, due)
        yield "  bare UPDATE and audit row, batches of 10,000", f"{bare:.0f} rows per second"
        own = _own_rows(owner, here, due)
        yield "  the sweep's own rows in the same way", f"{own:.0f} cases per second, {own / bare:.3f} of bare"
        for workers in WORKERS:
            _make_due(owner, due)
            seconds, longest = _run(watch, workers)
            rate = due / seconds
            yield (
                f"  sweep, {workers} workers",
                f"{rate:.0f} cases per second, {rate / bare:.3f} of bare, longest transaction {longest:.2f} s",
            )
        yield "  sweep that finds nothing, median", f"{_idle():.2f} ms"


def _quiet(owner: psycopg.Connection) -> None:
    """Put everything that is due by itself far away, so that only what a round makes due is found."""
    owner.execute(_LATER.format(table="deadline", column="next_alert_at", open="met_at"))
    owner.execute(_LATER.format(table="escalation", column="due_at", open="acknowledged_at"))
    owner.execute("VACUUM (ANALYZE) casework_deadline, casework_escalation")


def _make_due(owner: psycopg.Connection, due: int) -> None:
    """Begin the stage deadlines of so many cases long enough ago: every second one has missed its due date."""
    with owner.transaction():
        # A table that is being made may not ask the clock in a parallel plan.
        owner.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        owner.execute(
            "CREATE TEMP TABLE due_now ON COMMIT DROP AS SELECT d.id, d.case_id,"
            " kawal_now() + CASE WHEN c.id %% 2 = 0 THEN interval '-1 hour' ELSE interval '39 hours' END AS due_at"
            " FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id AND c.finished IS NULL"
            " WHERE d.met_at IS NULL AND d.ended_at IS NULL AND d.kind = 'stage' AND d.breached_at IS NULL"
            " AND d.alert_level = 0 AND d.due_at IS NOT NULL AND d.due_at <= c.due_at LIMIT %s",
            [due],
        )
        found = owner.execute("SELECT count(*) FROM due_now").fetchone()
        assert found == (due,), f"only {found} cases can still be made due: load the database anew"
        owner.execute(
            "UPDATE casework_deadline d SET started_at = n.due_at - interval '80 hours', due_at = n.due_at,"
            " next_alert_at = kawal_now() - interval '1 minute' FROM due_now n WHERE d.id = n.id"
        )
        owner.execute(
            "CREATE TEMP TABLE first_due ON COMMIT DROP AS"
            " SELECT d.case_id, min(d.due_at) AS due_at FROM casework_deadline d JOIN due_now USING (case_id)"
            " WHERE d.met_at IS NULL AND d.ended_at IS NULL AND d.kind <> 'expected' GROUP BY d.case_id"
        )
        owner.execute("UPDATE casework_case c SET due_at = f.due_at FROM first_due f WHERE c.id = f.case_id")
        owner.execute(
            "UPDATE casework_step s SET due_at = f.due_at FROM first_due f"
            " WHERE s.process_id = f.case_id AND s.finished IS NULL"
        )


def _bare(owner: psycopg.Connection, due: int) -> float:
    """Rows per second of the least that anybody could do: mark the rows and write one audit row each."""
    owner.execute("CREATE SCHEMA IF NOT EXISTS bench")
    owner.execute("DROP TABLE IF EXISTS bench.alert, bench.alert_event")
    owner.execute(
        "CREATE TABLE bench.alert AS SELECT id, case_id, due_at, next_alert_at, 0 AS alert_level FROM casework_deadline"
        " WHERE met_at IS NULL AND ended_at IS NULL LIMIT %s",
        [due],
    )
    owner.execute("ALTER TABLE bench.alert ADD PRIMARY KEY (id)")
    owner.execute("CREATE TABLE bench.alert_event (alert_id bigint, at timestamptz, body text)")
    begun = time.perf_counter()
    while owner.execute(
        "WITH due AS (SELECT id FROM bench.alert WHERE alert_level = 0 LIMIT %s FOR UPDATE SKIP LOCKED),"
        " told AS (UPDATE bench.alert a SET alert_level = 1, next_alert_at = now() FROM due"
        "          WHERE a.id = due.id RETURNING a.id)"
        " INSERT INTO bench.alert_event SELECT id, now(), 'told' FROM told",
        [BATCH],
    ).rowcount:
        pass
    return due / (time.perf_counter() - begun)


def _own_rows(owner: psycopg.Connection, here: Place, due: int) -> float:
    """Cases per second of what the sweep writes, set-based on copies of Kawal's tables and without any check.

    Of each case the deadline, one event in its chain, the chain's head, the time of its last act and one notice.
    """
    raw_same.build(owner, here)
    owner.execute("CREATE TABLE IF NOT EXISTS bench.casework_outbox (LIKE casework_outbox INCLUDING ALL)")
    owner.execute("UPDATE bench.casework_deadline SET alert_level = 0 WHERE alert_level > 0")
    owner.execute("VACUUM (ANALYZE) bench.casework_deadline, bench.casework_case, bench.event, bench.head")
    done, begun = 0, time.perf_counter()
    while written := owner.execute(_OWN_ROWS, {"most": min(BATCH, due - done)}).rowcount:
        done += written
    return done / (time.perf_counter() - begun)


def _run(watch: psycopg.Connection, workers: int) -> tuple[float, float]:
    """Let so many processes sweep until nothing is due; the seconds it took, and the longest transaction's."""
    command = [sys.executable, "-m", "bench.sweep"]
    started = [
        subprocess.Popen(command, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(workers)
    ]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    begun, longest = time.perf_counter(), 0.0
    for process in started:
        assert process.stdin is not None
        process.stdin.close()
    while any(process.poll() is None for process in started):
        row = watch.execute(
            "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
        longest = max(longest, float(row[0]) if row else 0)
        time.sleep(0.02)
    assert all(process.returncode == 0 for process in started)
    return time.perf_counter() - begun, longest


def _idle() -> float:
    from casework.engine import sweep

    taken = []
    for _time in range(IDLE):
        begun = time.perf_counter()
        sweep()
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)


def _work() -> None:
    """A worker: sweep until nothing is left, beginning when its input closes."""
    import django

    django.setup()
    from casework.engine import sweep
    from casework.engine.sweeping import Swept

    sweep_was = Swept(cases=1)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    while sweep_was.cases or sweep_was.busy:
        sweep_was = sweep()


if __name__ == "__main__":
    _work()
