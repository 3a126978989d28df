"""Running all of Kawal, making deadlines due, killing its processes, and looking at what people were told."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from config.database import ADMIN, BASE_DIR, OWNER, PORT, socket_folder
from tests.installation import Kawal, environment
from tests.notices.receivers import Hook, Mailbox, hook, mailbox
from tests.project.clients import children_of, kill_all, postgres_processes, wait_until

VICTIMS = ("worker", "beat", "web", "database", "a worker's child")
SENDERS = 2
"""Worker processes, each of which may be sending when the kill falls."""

_DUE = """
    WITH chosen AS (
        SELECT d.id, d.case_id, CASE WHEN random() < 0.5 THEN interval '-1 hour' ELSE interval '30 hours' END AS away
        FROM casework_deadline d JOIN casework_case c ON c.id = d.case_id AND c.finished IS NULL
        WHERE d.kind = 'stage' AND d.met_at IS NULL AND d.ended_at IS NULL AND d.alert_level = 0
          AND d.breached_at IS NULL AND NOT (d.case_id = ANY (%(spared)s))
        ORDER BY d.id LIMIT %(count)s
    ), moved AS (
        UPDATE casework_deadline d SET started_at = kawal_now() + away - interval '70 hours',
               due_at = kawal_now() + away, next_alert_at = kawal_now()
        FROM chosen WHERE d.id = chosen.id RETURNING d.case_id, d.due_at
    ), steps AS (
        UPDATE casework_step s SET due_at = m.due_at FROM moved m WHERE s.process_id = m.case_id AND s.finished IS NULL
    )
    UPDATE casework_case c SET due_at = m.due_at FROM moved m WHERE c.id = m.case_id
    RETURNING c.id, c.due_at < kawal_now()
"""
_OPEN = """
    SELECT 'deadline', to_jsonb(d) FROM casework_deadline d
    WHERE next_alert_at <= kawal_now() AND met_at IS NULL AND ended_at IS NULL
    UNION ALL SELECT 'owed', to_jsonb(o) FROM casework_outbox o WHERE relayed_at IS NULL
    UNION ALL SELECT 'on its way', to_jsonb(e) FROM notifications_envelope e WHERE state = 'waiting'
"""
_SAID = """
    SELECT c.id, array_agg(split_part(e.act, '.', 2) ORDER BY e.seq) FROM audit.event e JOIN casework_case c
    ON c.uid = e.case_uid WHERE e.actor IS NULL GROUP BY c.id
"""


class Chaos:
    """One installation that is killed again and again; `due` are the cases made due, and whether they were missed."""

    def __init__(self, data: Path, port: int, box: Mailbox, kept: Hook) -> None:
        self.data, self.port, self.box, self.kept = data, port, box, kept
        self.more = {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "KAWAL_SMTP_URL": f"smtp://127.0.0.1:{box.port}",
            "KAWAL_WHATSAPP_URL": kept.url,
        }
        self.due: dict[int, bool] = {}
        self.kills = 0
        self.log: list[str] = []
        self.kawal: Kawal | None = None

    def __str__(self) -> str:
        received = len(self.box.mails) + len(self.kept.calls)
        again = received - len(
            {mail["Message-ID"] for mail in self.box.mails} | {key for key, _body in self.kept.calls}
        )
        return (
            f"{self.kills} kills, {len(self.due)} cases fell due, {received} messages received, {again} of them again"
        )

    def ensure(self) -> Kawal:
        """Everything runs: started again where the web server or too many deaths ended it, as systemd would."""
        if self.kawal is not None and self.kawal.process.poll() is not None:
            self.log.append(self.kawal.said())
            self.kawal = None
        if self.kawal is None:
            self.kawal = Kawal(self.data, self.port, self.more)
            self.kawal.wait_until_ready()
        return self.kawal

    def make_due(self, count: int) -> None:
        """Let time run out for so many cases, half of them at once and half of them half."""
        with suppress(psycopg.OperationalError), self.connect(OWNER) as owner, owner.transaction():
            self.due |= dict(owner.execute(_DUE, {"count": count, "spared": list(self.due)}).fetchall())

    def kill(self, chance: random.Random) -> None:
        """Kill something at a random moment, and wait until everything runs again."""
        kawal = self.ensure()
        time.sleep(chance.uniform(0, 2))
        victim = chance.choice(VICTIMS)
        with suppress(KeyError, IndexError):
            children = kawal.children()
            process = {
                "database": lambda: postgres_processes(self.data)[0],
                "a worker's child": lambda: children_of(children["worker"])[0],
            }.get(victim, lambda: children[victim])()
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
                self.kills += 1
        wait_until(lambda: self._is_up(victim), seconds=90)

    def _is_up(self, victim: str) -> bool:
        kawal = self.kawal
        assert kawal is not None
        if kawal.process.poll() is not None:
            self.ensure()
            return True
        return victim != "web" and kawal.is_healthy()

    def settle(self) -> None:
        """Wait until nothing is due, owed or on its way."""
        try:
            wait_until(lambda: not self._open(), seconds=120)
        except AssertionError as fault:
            message = f"Still open: {self._open()}\n{self.kawal.said() if self.kawal else ''}"
            raise AssertionError(message) from fault

    def _open(self) -> list[Any]:
        """What is due, owed or on its way; the reason where nobody can say."""
        self.ensure()
        try:
            with self.connect(OWNER) as owner:
                return owner.execute(_OPEN).fetchall()
        except psycopg.OperationalError as fault:
            return [fault]

    def faults(self) -> list[str]:
        """What went wrong: said never or twice, never sent, received twice without a reason."""
        found = [line for line in run_in(self.data, "broken").splitlines() if line]
        with self.connect(ADMIN) as connection:
            said = dict(connection.execute(_SAID).fetchall())
            for case, missed in self.due.items():
                wanted = ["deadline_missed", "deadline_escalated"] if missed else ["deadline_reminded"]
                if said.get(case, []) != wanted:
                    found.append(f"case {case}: said {said.get(case)}, not {wanted}")
            owed = Counter(
                connection.execute(
                    "SELECT case_id, kind, organisation_id, audience FROM casework_outbox WHERE event_id IS NOT NULL"
                ).fetchall()
            )
            found += [f"owed {count} times: {row}" for row, count in owed.items() if count > 1]
            found += self._letters(connection)
        return found

    def _letters(self, connection: psycopg.Connection[Any]) -> Iterable[str]:
        states = connection.execute("SELECT key::text, state FROM notifications_envelope").fetchall()
        unsealed = connection.execute(
            "SELECT count(*) FROM notifications_notice n WHERE NOT EXISTS"
            " (SELECT FROM notifications_envelope_notices e WHERE e.notice_id = n.id)"
        ).fetchone()
        if unsealed != (0,):
            yield f"{unsealed} notices are in no envelope"
        received = Counter(mail["Message-ID"].strip("<>").partition("@")[0] for mail in self.box.mails)
        received.update(key for key, _body in self.kept.calls)
        told = "\n".join([*self.log, self.kawal.said() if self.kawal else ""])
        for key, state in states:
            if state != "sent" or not received[key]:
                yield f"envelope {key} is {state}, received {received[key]} times"
        twice = {key: count - 1 for key, count in received.items() if count > 1}
        if sum(twice.values()) > self.kills * SENDERS:
            yield f"{sum(twice.values())} received again by {self.kills} kills"
        yield from (f"{key} came again and the log does not say so" for key in twice if key not in told)
        yield from (f"{key} was received and nobody owed it" for key in received.keys() - {key for key, _s in states})

    def connect(self, role: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(socket_folder(self.data)), port=PORT, user=role, dbname="kawal", autocommit=True
        )

    def end(self) -> None:
        if self.kawal is not None and self.kawal.process.poll() is None:
            self.kawal.stop()
        left = postgres_processes(self.data)
        if left:
            with suppress(AssertionError):
                wait_until(lambda: not postgres_processes(self.data), seconds=60)
            kill_all([*postgres_processes(self.data)])


@contextmanager
def chaos(prepared: Path, home: Path, port: int, cases: int) -> Iterator[Chaos]:
    """An installation with so many cases, a mailbox and a webhook."""
    subprocess.run(["cp", "-a", prepared, home], check=True)
    run_in(home / "data", str(cases))
    with mailbox() as box, hook() as kept:
        box.pause = kept.pause = 0.3  # long enough for kills to fall between a receiver's answer and our note of it
        town = Chaos(home / "data", port, box, kept)
        try:
            yield town
        finally:
            town.end()


def run_in(data: Path, wanted: str) -> str:
    """Run `tests.chaos.town` on the installation in `data`; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.town", wanted],
        cwd=BASE_DIR,
        env=environment(data) | {"DJANGO_SETTINGS_MODULE": "tests.chaos.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
