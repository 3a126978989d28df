"""The anchor: one update and three inserts on plain tables, prepared, in one durable transaction."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg

from bench.place import Place

TABLES = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.item (
    id bigint PRIMARY KEY, state text NOT NULL, version int NOT NULL, holder int NOT NULL, due_at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS bench.item_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item_id bigint NOT NULL REFERENCES bench.item,
    at timestamptz NOT NULL, body text NOT NULL
);
CREATE TABLE IF NOT EXISTS bench.item_task (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item_id bigint NOT NULL REFERENCES bench.item,
    state text NOT NULL, created timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS bench.item_deadline (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item_id bigint NOT NULL REFERENCES bench.item,
    rule text NOT NULL, due_at timestamptz NOT NULL
);
GRANT USAGE ON SCHEMA bench TO kawal_app;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA bench TO kawal_app;
"""
BODY = '{"actor": "somebody of an office", "act": "item.moved", "from": "waiting", "to": "working"}' * 3


def build(owner: psycopg.Connection, here: Place) -> None:
    """Make the tables and as many items as there are cases."""
    owner.execute(TABLES)
    owner.execute(
        "INSERT INTO bench.item SELECT n, 'waiting', 1, n %% 50, now() FROM generate_series(1, %s) n"
        " ON CONFLICT DO NOTHING",
        [here.cases],
    )


class Stack:
    """A worker's own connection, stepping through its own items."""

    statements = 6

    def __init__(self, here: Place, number: int) -> None:
        self.link = here.connect()
        self.link.autocommit = False
        self.link.prepare_threshold = 0
        self.backend = self.link.info.backend_pid
        self.items = range(1 + number * 200, 201 + number * 200)
        self.done = 0

    def step(self) -> None:
        """The update and the three inserts, sent one after the other."""
        item = self.items[self.done % len(self.items)]
        now, state = datetime.now(UTC), ("working", "waiting")[self.done // len(self.items) % 2]
        run = self.link.execute
        run("UPDATE bench.item SET state = %s, version = version + 1, due_at = %s WHERE id = %s", [state, now, item])
        run("INSERT INTO bench.item_event (item_id, at, body) VALUES (%s, %s, %s)", [item, now, BODY])
        run("INSERT INTO bench.item_task (item_id, state, created) VALUES (%s, %s, %s)", [item, state, now])
        run("INSERT INTO bench.item_deadline (item_id, rule, due_at) VALUES (%s, %s, %s)", [item, "D02", now])
        self.link.commit()
        self.done += 1
