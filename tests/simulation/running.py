"""A simulation: time stands still while people and workers act, then jumps; everything is compared at the end."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import psycopg

from casework.models import Organisation, Outbox, User
from notifications.models import Envelope, Notice, Preference
from tests.invariants import broken
from tests.notices.receivers import Mailbox, mailbox
from tests.simulation import facts
from tests.simulation.expected import Event, Expected, Owed
from tests.simulation.letters import Choice, Letter, Letters, staff, zones
from tests.simulation.town import Town
from tests.simulation.workers import workers
from tests.world import World

BEGIN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday at 8.00 in Sekayu; Christmas and its joint leave lie ahead."""
TICK = timedelta(hours=3)
SAID = (
    "deadline_missed", "deadline_reminded", "deadline_escalated", "escalation_repeated", "handover_unanswered",
    "handover_escalated", "closing_proposed", "nobody_above",
)  # fmt: skip
ALERTS = (
    "reminder_half", "reminder_due_soon", "escalated", "emergency", "handover_unanswered", "proposal_waiting",
    "expected_missed",
)  # fmt: skip

_FROZEN = """
    CREATE TABLE kawal_frozen_clock (at timestamptz NOT NULL);
    INSERT INTO kawal_frozen_clock VALUES ('2026-11-23 01:00Z');
    GRANT SELECT ON kawal_frozen_clock TO kawal_app;
    CREATE OR REPLACE FUNCTION kawal_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$ SELECT at FROM public.kawal_frozen_clock $$;
"""


class Simulation:
    """A town in time that stands still between its steps, and what must be said there."""

    def __init__(self, world: World, owner: psycopg.Connection, chance: random.Random) -> None:
        self.owner, self.chance = owner, chance
        owner.execute(_FROZEN)
        self.town = Town(world, chance)
        offices = {office.pk: office for office in Organisation.objects.all()}
        named: dict[int, list[int]] = {}
        for of, by in owner.execute(
            "SELECT organisation_id, overseer_id FROM casework_oversight WHERE ladder_step = 1 ORDER BY id"
        ).fetchall():
            named.setdefault(of, []).append(by)
        self.expected = Expected(facts.days_of_offices(owner), _above(world, offices), named)
        self.letters = Letters(staff(owner), named, zones(owner), self._choices())
        self.box: Mailbox | None = None

    def _choices(self) -> dict[int, Choice]:
        """Every third person wants a digest, every fifth one has a night."""
        choices = {}
        for number, user in enumerate(User.objects.filter(is_active=True).order_by("pk")):
            rhythm = ("at_once", "daily", "weekly")[number % 3 if number % 2 else 0]
            quiet = (time(20), time(6, 30)) if number % 5 == 0 else None
            begin, end = quiet or (None, None)
            Preference.objects.create(user=user, rhythm=rhythm, quiet_from=begin, quiet_until=end)
            choices[user.pk] = Choice(rhythm, quiet)
        return choices

    def run(self, name: str, home: Path, *, days: int, cases: int) -> None:
        """Let so many days pass in which so many cases are opened; every three hours everything due is done twice."""
        ticks = int(timedelta(days=days) / TICK)
        opening_at = Counter(self.chance.randrange(ticks * 2 // 3) for _case in range(cases))
        with (
            mailbox() as self.box,
            workers(name, home, {"KAWAL_SMTP_URL": f"smtp://127.0.0.1:{self.box.port}"}) as real,
        ):
            for tick in range(ticks):
                begin = BEGIN + tick * TICK
                for number in range(opening_at[tick]):
                    self._at(begin + timedelta(minutes=7 + number % 20))
                    self.town.open_one(begin)
                    self._see(begin + timedelta(minutes=7 + number % 20))
                for number in range(self.chance.randrange(4) if 0 < begin.hour < 12 else 0):
                    moment = begin + timedelta(minutes=31 + 9 * number)
                    self._at(moment)
                    if self.town.board:
                        self.town.answer() if self.chance.random() < 0.15 else self.town.act(moment)
                        self._see(moment)
                end = begin + timedelta(minutes=179)
                self._at(end)
                self.expected.sweep(facts.read(self.owner), end)
                real.do("sweep", times=2)
                self.letters.pass_on(self.owner, end)
                real.do("notify", times=2)

    def differences(self) -> list[str]:
        """What was said and not expected, or expected and not said."""
        return [
            *_compared("event", self.expected.events, self._events()),
            *_compared("owed", self.expected.owed, self._owed()),
            *_compared("notice", self.letters.told, Counter(self._told())),
            *_compared("letter", self.letters.sent, self._sent()),
            *_compared("mail", Counter(self._keys()), Counter(self._received())),
            *broken(),
        ]

    def __str__(self) -> str:
        said, letters = sum(self.expected.events.values()), sum(self.letters.sent.values())
        return f"{len(self.town.board)} cases, {said} events and {letters} letters as expected"

    def _at(self, moment: datetime) -> None:
        self.owner.execute("UPDATE kawal_frozen_clock SET at = %s", [moment])

    def _see(self, moment: datetime) -> None:
        self.expected.see(facts.read(self.owner), moment)

    def _events(self) -> Counter[Event]:
        offices = {str(office.uid): office.pk for office in Organisation.objects.all()}
        found: Counter[Event] = Counter()
        for uid, act, at, body in self.owner.execute(
            "SELECT case_uid::text, act, at, convert_from(body, 'UTF8') FROM audit.event ORDER BY case_uid, seq"
        ).fetchall():
            if act.partition(".")[2] not in SAID:
                continue
            said = json.loads(body)["x"]
            told = tuple(sorted(offices[one] for one in said.get("told", ())))
            rules = tuple(sorted(said.get("passed", ())))
            found[uid, at, act, rules, said.get("percent", 0), said.get("ladder", 0), told] += 1
        return found

    def _owed(self) -> Counter[Owed]:
        """The notices the sweep owes; what acts owe, also in cases that follow, is no job's."""
        rows: Any = Outbox.objects.filter(kind__in=ALERTS).order_by("pk")
        swept = {
            str(row[0])
            for row in self.owner.execute(
                "SELECT said ->> 'id' FROM audit.event, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb AS said) AS _"
                " WHERE said -> 'actor' ->> 'channel' = 'job'"
            ).fetchall()
        }
        return Counter(
            (row.case_id, row.at, row.kind, row.organisation_id, row.audience)
            for row in rows
            if str(row.event_id) in swept
        )

    def _told(self) -> Iterator[tuple[str, int]]:
        for key, user in Notice.objects.values_list("outbox_key", "user"):
            yield str(key), user

    def _sent(self) -> Counter[Letter]:
        found: Counter[Letter] = Counter()
        for one in Envelope.objects.filter(state=Envelope.State.SENT).prefetch_related("notices"):
            assert one.sent_at is not None
            found[one.user_id, one.sent_at, tuple(sorted(str(notice.outbox_key) for notice in one.notices.all()))] += 1
        return found

    def _keys(self) -> Iterator[str]:
        for key in Envelope.objects.filter(state=Envelope.State.SENT).values_list("key", flat=True):
            yield str(key)

    def _received(self) -> Iterator[str]:
        assert self.box is not None
        for mail in self.box.mails:
            yield mail["Message-ID"].strip("<>").partition("@")[0]


def _compared(what: str, wanted: Counter[Any], found: Counter[Any]) -> Iterator[str]:
    for one in sorted((wanted - found).elements(), key=str):
        yield f"{what} missing: {one}"
    for one in sorted((found - wanted).elements(), key=str):
        yield f"{what} not expected: {one}"


def _above(world: World, offices: dict[int, Organisation]) -> dict[int, list[int]]:
    """Who stands above each office by its level, for cases of Ulak Paceh."""
    chains = {
        "village": [world.district.pk, world.bp3mi.pk, world.ministry.pk],
        "district": [world.bp3mi.pk, world.ministry.pk],
        "bp3mi": [world.ministry.pk],
        "oversight": [],
    }
    return {pk: chains.get(office.level, [world.bp3mi.pk, world.ministry.pk]) for pk, office in offices.items()}
