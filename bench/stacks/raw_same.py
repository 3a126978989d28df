"""The other anchor: the rows of one of Kawal's moves on Kawal's tables, as plain prepared SQL that checks nothing.

The tables are copies with all columns, defaults, checks and indexes, but without foreign keys and triggers.
"""

from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from bench.place import Place

COPIED = {
    "casework_case": "casework_case",
    "casework_step": "casework_step",
    "casework_deadline": "casework_deadline",
    "casework_handledrequest": "casework_handledrequest",
    "audit.event": "event",
    "audit.head": "head",
    "audit.opening": "opening",
}
LARGEST = 100_000
"""Cases that are copied at most."""
CASES = 100


def build(owner: psycopg.Connection, here: Place) -> None:
    """Copy the tables with the rows of the first cases, once, and anew after every migration."""
    (migrated,) = owner.execute("SELECT max(id)::text FROM django_migrations").fetchone()
    made_of = owner.execute("SELECT obj_description(to_regclass('bench.opening'))").fetchone()
    if made_of == (migrated,):
        return
    with owner.transaction():
        for name in COPIED.values():
            owner.execute(f"DROP TABLE IF EXISTS bench.{name}")
        for source, name in COPIED.items():
            owner.execute(f"CREATE TABLE bench.{name} (LIKE {source} INCLUDING ALL)")
        newest = "(SELECT id FROM casework_case ORDER BY id LIMIT 1 OFFSET %s)"
        last = owner.execute(f"SELECT coalesce({newest}, %s)", [LARGEST, 2**62]).fetchone()[0]
        for name, where in {
            "casework_case": "id < %s",
            "casework_step": "process_id < %s",
            "casework_deadline": "case_id < %s",
        }.items():
            columns = ", ".join(_columns(owner, name))
            owner.execute(
                f"INSERT INTO bench.{name} ({columns}) SELECT {columns} FROM {name} WHERE {where}",  # noqa: S608
                [last],
            )
            owner.execute(f"SELECT setval(pg_get_serial_sequence('bench.{name}', 'id'), max(id)) FROM bench.{name}")  # noqa: S608
        for name in ("event", "head"):
            owner.execute(
                f"INSERT INTO bench.{name} SELECT * FROM audit.{name} a"  # noqa: S608
                " WHERE case_uid IN (SELECT uid FROM bench.casework_case)"
            )
        owner.execute(sql.SQL("COMMENT ON TABLE bench.opening IS {}").format(migrated))
        owner.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bench TO kawal_app")
        owner.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA bench TO kawal_app")


def _columns(link: psycopg.Connection, table: str) -> list[str]:
    rows = link.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in rows.fetchall()]


class Stack:
    """A worker's own cases, each with its open step, its running deadline of the stage and its last event."""

    statements = 11

    def __init__(self, here: Place, number: int) -> None:
        self.link = here.connect()
        self.backend = self.link.info.backend_pid
        self.inserts = {
            name: _insert(name, [column for column in _columns(self.link, name) if column != "id"])
            for name in ("casework_step", "casework_deadline")
        }
        self.link.row_factory = dict_row
        self.cases = [self._read(row) for row in self._own_cases(number)]
        self.link.autocommit = False
        self.link.prepare_threshold = 0
        self.done = 0

    def _own_cases(self, number: int) -> list[dict[str, Any]]:
        query = "SELECT * FROM bench.casework_case WHERE finished IS NULL ORDER BY id LIMIT %s OFFSET %s"
        return self.link.execute(query, [CASES, CASES * number]).fetchall()

    def _read(self, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
        one = {"id": case["id"], "uid": case["uid"]}
        rows = {
            "step": "casework_step WHERE process_id = %(id)s AND finished IS NULL",
            "deadline": "casework_deadline WHERE case_id = %(id)s AND met_at IS NULL AND ended_at IS NULL LIMIT 1",
            "event": "event WHERE case_uid = %(uid)s ORDER BY seq DESC LIMIT 1",
        }
        found = {name: self.link.execute(f"SELECT * FROM bench.{rest}", one).fetchone() for name, rest in rows.items()}  # noqa: S608
        return {"case": case, **{name: {k: _json(v) for k, v in (row or {}).items()} for name, row in found.items()}}

    def step(self) -> None:
        """The nine statements of a move that ends a step and begins the next, sent one after the other."""
        case, step, deadline, event = self.cases[self.done % CASES].values()
        now, run = datetime.now(UTC), self.link.execute
        run(
            "UPDATE bench.casework_case SET version = version + 1, officer_id = %s, due_at = %s, last_act_at = %s"
            " WHERE id = %s",
            [step["owner_id"], step["due_at"], now, case["id"]],
        )
        run(
            "UPDATE bench.casework_step SET finished = %s, outcome = 'assign', ended_by_id = %s, facts = %s"
            " WHERE id = %s",
            [now, step["owner_id"], Jsonb({}), step["id"]],
        )
        step |= {"seq": step["seq"] + 1, "created": now}
        step["id"] = run(self.inserts["casework_step"], step).fetchone()["id"]
        run("UPDATE bench.casework_deadline SET met_at = %s WHERE id = %s", [now, deadline["id"]])
        deadline |= {"step_id": step["id"], "started_at": now}
        deadline["id"] = run(self.inserts["casework_deadline"], deadline).fetchone()["id"]
        event |= {"seq": event["seq"] + 1, "prev": event["hash"], "recorded_at": now, "at": now}
        run(_EVENT, event)
        run(
            "INSERT INTO bench.opening (event_id, path, salt, ciphertext) VALUES (%s, %s, %s, %s)",
            [uuid.uuid4(), "reason_text.n", os.urandom(32), os.urandom(80)],
        )
        run(
            "UPDATE bench.head SET seq = %(seq)s, hash = %(hash)s, at = %(at)s WHERE case_uid = %(case_uid)s",
            event,
        )
        run(
            "INSERT INTO bench.casework_handledrequest (request_id, case_id, actor_id, act, answer, at)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [uuid.uuid4(), case["id"], step["owner_id"], "complaint.assign", Jsonb({"seq": event["seq"]}), now],
        )
        self.link.commit()
        self.done += 1


_EVENT = (
    "INSERT INTO bench.event (case_uid, seq, prev, hash, body, recorded_at, act, at, actor, office) VALUES"
    " (%(case_uid)s, %(seq)s, %(prev)s, %(hash)s, %(body)s, %(recorded_at)s, %(act)s, %(at)s, %(actor)s, %(office)s)"
)


def _insert(table: str, columns: list[str]) -> str:
    values = ", ".join(f"%({name})s" for name in columns)
    return f"INSERT INTO bench.{table} ({', '.join(columns)}) VALUES ({values}) RETURNING id"  # noqa: S608


def _json(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict | list) else value
