"""The oracle sees what is broken: each promise of the tables, the chain outside the database, the law of the moves."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest

from tests.complaint.given import at_district, emergency, referral
from tests.factories.cases import move
from tests.journey.cases import a_journey
from tests.journey.scenarios import FOR_MISSION
from tests.races.test_invariants import without_guards
from tests.walks import board, law, oracle
from tests.walks.oracle import BY_THE_TABLES
from tests.world import World

ONE = "(SELECT min(id) FROM casework_case)"
DAMAGE = {
    "every case stands in a state of the tables, and is open where that is": """
        ALTER TABLE casework_case DROP CONSTRAINT case_state_is_declared;
        UPDATE casework_case SET holder_id = NULL, officer_id = NULL, due_at = NULL, finished = now()
    """,
    "a stage is held at its level": "UPDATE casework_case SET holder_id = (SELECT max(id) FROM casework_organisation)",
    "a case pauses where the tables say so, and nowhere else": """
        INSERT INTO casework_pause (case_id, step_id, started_at, reason)
        SELECT process_id, id, created, '' FROM casework_step WHERE finished IS NULL
    """,
    "a deadline of the whole case stands still in a pause only": """
        UPDATE casework_deadline SET due_at = NULL WHERE kind = 'overall'
    """,
    "an open emergency is sealed": """
        ALTER TABLE casework_case DROP CONSTRAINT open_emergency_is_sealed;
        UPDATE casework_case SET sealed = false WHERE severity = 'E'
    """,
    "a deadline of its stage runs while a case is open": "UPDATE casework_deadline SET met_at = now()",
    "what runs for a stage hangs on the open step": "UPDATE casework_step SET finished = created",
    "a deadline is met or ended, and not due before it began": """
        UPDATE casework_deadline SET met_at = now(), ended_at = now()
    """,
    "what binds runs for whoever holds the case": """
        UPDATE casework_deadline SET duty_of_id = (SELECT max(id) FROM casework_organisation)
    """,
    "an office has accepted what it took or brought, opened, or held before; not what was sent to it": """
        UPDATE casework_step SET holder_id = (SELECT max(id) FROM casework_organisation) WHERE finished IS NULL
    """,
    "nothing is left of holder and deadlines when a case has ended": """
        UPDATE casework_case SET holder_id = NULL, officer_id = NULL, due_at = NULL, finished = now(), state = 'voided'
        WHERE parent_id IS NULL
    """,
    "at most one office keeps the holder's part of an ended case": """
        UPDATE casework_participation SET part = 'holder';
        UPDATE casework_case SET holder_id = NULL, officer_id = NULL, due_at = NULL, finished = now(), state = 'voided'
        WHERE parent_id IS NULL
    """,
    "an office that is a party takes no part, unless it still holds the case": f"""
        INSERT INTO casework_party (
            case_id, role, sort, name, contact, contact_is_safe, is_child, since, organisation_id)
        SELECT case_id, 'respondent', 'office', '', '', true, false, now(), organisation_id
        FROM casework_participation WHERE case_id = {ONE} AND part <> 'holder'
    """,
    "nobody works on a case in which he or another office of his is a party": """
        INSERT INTO casework_party (case_id, role, sort, name, contact, contact_is_safe, is_child, since, user_id)
        SELECT id, 'respondent', 'person', '', '', true, false, now(), officer_id FROM casework_case
    """,
    "whoever holds a case asks for what is open below it, and takes part there": """
        UPDATE referral_referral SET sender_id = (SELECT max(id) FROM casework_organisation)
    """,
    "what is open below a case is as secret, and trafficking where that is": """
        UPDATE casework_case SET sealed = true WHERE parent_id IS NULL
    """,
    "what a case is about is kept out of what is open below it": """
        INSERT INTO casework_party (
            case_id, role, sort, name, contact, contact_is_safe, is_child, since, organisation_id)
        SELECT parent_id, 'respondent', 'office', '', '', true, false, now(), holder_id
        FROM casework_case WHERE parent_id IS NOT NULL
    """,
    "who complained in a merged case became a party of the leading one": """
        UPDATE casework_case SET holder_id = NULL, officer_id = NULL, due_at = NULL, finished = now(), state = 'merged'
        WHERE kind = 'complaint'
    """,
}


@pytest.fixture
def cases(world: World, committed_db: str) -> None:
    a_journey(world)
    referral(world, at_district(world, "verification"), world.budi, world.legal_aid)
    emergency(world)


@pytest.mark.usefixtures("cases")
def test_every_promise_is_seen_broken(as_owner: psycopg.Connection) -> None:
    assert DAMAGE.keys() == BY_THE_TABLES.keys()
    for promise, statement in BY_THE_TABLES.items():
        assert as_owner.execute(statement).fetchall() == [], promise
        with as_owner.transaction(force_rollback=True):
            without_guards(as_owner)
            as_owner.execute(DAMAGE[promise])
            assert as_owner.execute(statement).fetchall(), promise


@pytest.mark.usefixtures("cases")
def test_an_event_that_was_rewritten_breaks_the_chain_outside_the_database(as_owner: psycopg.Connection) -> None:
    oracle.Chains().follow()
    without_guards(as_owner)
    as_owner.execute(
        "UPDATE audit.event SET body = replace(convert_from(body, 'UTF8'), 'web', 'api')::bytea WHERE seq = 1"
    )
    with pytest.raises(oracle.Broken, match="does not continue the chain"):
        oracle.Chains().follow()


def test_any_row_that_changes_changes_the_digest(world: World) -> None:
    before = oracle.digest()
    case = a_journey(world)
    opened = oracle.digest()
    move(case, "flag_suspicion", world.siti, what_was_seen="Visa turis", reason="tourist_visa", reason_text="Dilihat")
    assert len({before, opened, oracle.digest()}) == 3


def test_the_law_knows_who_may_and_from_where(world: World) -> None:
    case = a_journey(world, "nonprocedural_abroad", by=world.rina, office=world.bp3mi, full_name="Sumiati")
    here, seats = board.read()[case.pk], board.seats()

    assert law.starts_here(here, "regularise")
    assert not law.starts_here(here, "confirm_arrival")
    assert law.may_move(here, seats[world.rina.pk], "regularise")
    assert not law.may_move(here, seats[world.siti.pk], "regularise")
    assert not law.may_move(here, seats[world.rina.pk], "end_abroad")
    assert law.may_move(here, seats[world.rina_head.pk], "end_abroad")
    assert not law.may_move(dataclasses.replace(here, sealed=True), seats[world.rina.pk], "regularise")
    assert law.leads_there("journey", "regularise", "nonprocedural_abroad", "in_placement")
    assert not law.leads_there("journey", "regularise", "nonprocedural_abroad", "departed")

    move(
        case, "regularise", world.rina, papers_seen_on="2026-11-21", papers="Permit", scheme="individual", **FOR_MISSION
    )
    after = board.read()
    oracle.check_versions({case.pk: here}, after)
    with pytest.raises(oracle.Broken, match="version"):
        oracle.check_versions({case.pk: here}, {case.pk: dataclasses.replace(after[case.pk], version=here.version)})
