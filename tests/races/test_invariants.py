"""The statements that look for broken cases find each way in which one can be broken."""

from __future__ import annotations

import psycopg
import pytest

from tests.factories.cases import move
from tests.factories.parcels import a_parcel
from tests.invariants import BROKEN, broken
from tests.journey.cases import a_journey
from tests.toy.models import Parcel
from tests.world import World

DAMAGE = {
    "one open step while open, none afterwards": "UPDATE casework_step SET finished = now() WHERE seq = 2",
    "the open step says what the case says": "UPDATE casework_step SET state = 'reported' WHERE seq = 2",
    "one holder while open, who takes part as such": "UPDATE casework_participation SET part = 'holder'",
    "a running deadline while open, and due by the earliest": "UPDATE casework_deadline SET ended_at = now()",
    "an unaccepted step has its acceptance deadline, no other has": "UPDATE casework_step SET accepted_at = now()",
    "steps form one line without holes": "DELETE FROM casework_step WHERE seq = 1",
    "a step begins when the one before ended": "UPDATE casework_step SET created = '2020-01-01' WHERE seq = 2",
    "every case has its chain, up to its last act": "UPDATE casework_case SET last_act_at = now() + interval '1 day'",
    "events are numbered without holes": "DELETE FROM audit.event WHERE seq = 1",
    "the head is the newest event": "UPDATE audit.head SET seq = seq + 1",
    "the chain verifies": "UPDATE audit.event SET body = replace(body::text, '22', '23')::bytea WHERE seq = 1",
    "the events tell the state the case is in": "UPDATE casework_case SET state = 'reported' WHERE kind = 'toy'",
    "an answer kept under a request id names an event that is there": """
        UPDATE casework_handledrequest SET answer = '{}'
    """,
    "a pause is over when its case is": """
        INSERT INTO casework_pause (case_id, step_id, started_at, reason)
        SELECT process_id, id, created, '' FROM casework_step WHERE seq = 2;
        UPDATE casework_case SET holder_id = NULL, officer_id = NULL, due_at = NULL, finished = now(), state = 'done'
        WHERE kind = 'toy'
    """,
    "a person has at most one open journey": """
        UPDATE casework_case SET person_id = (SELECT min(id) FROM casework_person)
    """,
}


@pytest.fixture
def parcel(world: World, committed_db: str) -> Parcel:
    return move(a_parcel(world), "send", world.siti)


def test_sound_cases_are_not_complained_of(parcel: Parcel) -> None:
    assert broken() == []


def test_every_promise_is_seen_broken(world: World, parcel: Parcel, as_owner: psycopg.Connection) -> None:
    a_journey(world)
    a_journey(world)
    for promise, statement in BROKEN.items():
        with as_owner.transaction(force_rollback=True):
            without_guards(as_owner)
            as_owner.execute(DAMAGE[promise])
            assert as_owner.execute(statement).fetchall(), promise


def without_guards(owner: psycopg.Connection) -> None:
    """Let the owner do what triggers refuse, until he rolls back."""
    tables = owner.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal").fetchall()
    for (table,) in tables:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
