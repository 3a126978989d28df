"""The database refuses what would break the promise, whoever asks: the product's role and the schema's owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from casework import engine
from casework.models import Case
from config.database import OWNER, RUNTIME
from tests import database
from tests.factories.cases import move, opened
from tests.toy.models import Parcel
from tests.world import World, request_id


@pytest.fixture
def parcel(committed_db: str, world: World) -> Parcel:
    """A committed, open, accepted case at the district, in its third step's place."""
    outcome = engine.open_case(
        Parcel, actor=world.siti, office=world.village, request_id=request_id(), data={"content": "Rice"}
    )
    sent = move(opened(outcome), "send", world.siti)
    return move(sent, "accept_handover", world.budi)


@pytest.fixture
def attackers(committed_db: str, parcel: Parcel) -> Iterator[list[psycopg.Connection]]:
    """The product's own role, and the schema's owner."""
    with database.connect_as(RUNTIME, committed_db) as product, database.connect_as(OWNER, committed_db) as owner:
        yield [product, owner]


@pytest.fixture
def refused(attackers: list[psycopg.Connection]) -> Callable[..., None]:
    """Try a statement in a transaction of its own, as either role; it must not commit."""

    def attempt(statement: str, match: str) -> None:
        for attacker in attackers:
            own_right = match if attacker.info.user == OWNER else f"{match}|permission denied"
            with pytest.raises(psycopg.Error, match=own_right), attacker.transaction():
                attacker.execute(statement)

    return attempt


CASE = "(SELECT id FROM casework_case LIMIT 1)"
OPEN_STEP = f"(SELECT id FROM casework_step WHERE process_id = {CASE} AND finished IS NULL)"


def test_an_open_case_without_a_holder(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET holder_id = NULL", match="open_case_has_holder_and_due")


def test_an_open_case_without_a_due_date(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET due_at = NULL", match="open_case_has_holder_and_due")


def test_an_open_case_without_a_running_deadline(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_deadline SET met_at = now() WHERE met_at IS NULL", match="without a running deadline")


def test_a_deadline_deleted(refused: Callable[..., None]) -> None:
    refused("DELETE FROM casework_deadline", match="never deleted|denied")


def test_a_due_date_moved_on_the_case_only(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET due_at = due_at + interval '30 days'", match="names another|earliest")


def test_a_due_date_moved_on_the_deadline_only(refused: Callable[..., None]) -> None:
    refused(
        "UPDATE casework_deadline SET due_at = due_at + interval '90 days' WHERE met_at IS NULL AND ended_at IS NULL",
        match="earliest",
    )


def test_a_holder_changed_on_the_case_only(refused: Callable[..., None]) -> None:
    refused(
        "UPDATE casework_case SET holder_id = (SELECT min(id) FROM casework_organisation WHERE id <> holder_id)",
        match="names another",
    )


def test_an_officer_changed_on_the_case_only(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET officer_id = NULL", match="names another")


def test_a_second_open_step(refused: Callable[..., None]) -> None:
    refused(
        "INSERT INTO casework_step (process_id, seq, state, flow_task, flow_task_type, token, created, holder_id,"
        " entered_by, due_at, outcome, facts, replaced, reopens, undone)"
        " SELECT process_id, seq + 1, state, flow_task, flow_task_type, token, now(), holder_id, '', due_at, '', '{}',"
        " '{}', false, false FROM casework_step WHERE id = " + OPEN_STEP,
        match="one_open_step_per_case",
    )


def test_a_step_ended_without_a_successor(refused: Callable[..., None]) -> None:
    refused(
        f"UPDATE casework_step SET finished = created + interval '1 hour' WHERE id = {OPEN_STEP}",
        match="without a successor|without an open step",
    )


def test_a_gap_between_two_steps(refused: Callable[..., None]) -> None:
    refused(
        f"UPDATE casework_step SET created = created + interval '1 hour' WHERE id = {OPEN_STEP}",
        match="predecessor ended",
    )


TOUCH_CASE = "UPDATE casework_case SET held_for = held_for"
FREE_STEP = f"UPDATE casework_step SET owner_id = NULL WHERE id = {OPEN_STEP}"
PUT_OFF = "UPDATE casework_deadline SET due_at = due_at + interval '90 days' WHERE met_at IS NULL AND ended_at IS NULL"


@pytest.mark.parametrize("change", [FREE_STEP, PUT_OFF])
@pytest.mark.parametrize("before", ["", f"{TOUCH_CASE};", f"{TOUCH_CASE}; SET CONSTRAINTS ALL IMMEDIATE;"])
@pytest.mark.parametrize("after", ["", f"; {TOUCH_CASE}", f"; {TOUCH_CASE}; SET CONSTRAINTS case_agrees IMMEDIATE"])
def test_a_row_changed_beside_its_case_in_whatever_order(
    refused: Callable[..., None], change: str, before: str, after: str
) -> None:
    refused(f"{before} SET CONSTRAINTS ALL DEFERRED; {change}{after}", match="names another|earliest")


def test_a_row_changed_after_its_case_was_checked(refused: Callable[..., None]) -> None:
    refused(f"SAVEPOINT a; {TOUCH_CASE}; RELEASE a; {TOUCH_CASE}; {FREE_STEP}", match="names another")


def test_a_step_numbered_past_a_gap(refused: Callable[..., None]) -> None:
    refused(f"UPDATE casework_step SET seq = 9 WHERE id = {OPEN_STEP}", match="step_has_predecessor|predecessor")


def test_a_case_closed_while_a_step_is_open(refused: Callable[..., None]) -> None:
    refused(
        "UPDATE casework_case SET finished = now(), state = 'done', holder_id = NULL, officer_id = NULL, due_at = NULL",
        match="ended while",
    )


def test_an_open_case_in_an_ended_state(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET state = 'done'", match="case_state_is_declared")


def test_a_state_nobody_declared(refused: Callable[..., None]) -> None:
    refused("UPDATE casework_case SET state = 'lost'", match="case_state_is_declared")


def test_a_case_deleted(refused: Callable[..., None]) -> None:
    refused("DELETE FROM casework_case", match="never deleted|denied|violates")


def test_a_user_an_office_or_a_place_deleted(refused: Callable[..., None]) -> None:
    for table in ("casework_user", "casework_organisation", "casework_region"):
        refused(f"DELETE FROM {table}", match="never deleted|denied")


def test_a_table_emptied(refused: Callable[..., None]) -> None:
    for table in ("casework_user", "casework_organisation", "casework_case", "casework_step"):
        refused(f"TRUNCATE {table} CASCADE", match="never deleted|denied|refused")


def test_an_event_changed_deleted_or_truncated(refused: Callable[..., None]) -> None:
    for statement in (
        "UPDATE audit.event SET act = 'nothing'",
        "DELETE FROM audit.event",
        "TRUNCATE audit.event",
        "DELETE FROM audit.head",
        "UPDATE audit.opening SET ciphertext = ''",
        "UPDATE audit.origin SET name = 'elsewhere'",
    ):
        refused(statement, match="is refused|denied")


def test_an_event_written_past_the_function(refused: Callable[..., None]) -> None:
    refused(
        "INSERT INTO audit.event SELECT case_uid, seq, prev, hash, body, recorded_at, act, at, actor, office"
        " FROM audit.event LIMIT 1",
        match="denied|duplicate",
    )


def test_an_event_appended_a_second_time(attackers: list[psycopg.Connection]) -> None:
    attacker = attackers[1]
    oldest = "SELECT case_uid, body FROM audit.event WHERE seq = 1 AND act = 'toy.open'"
    uid, body = attacker.execute(oldest).fetchone() or ("", b"")
    newer = bytes(body)
    with pytest.raises(psycopg.Error, match="lies before"):
        attacker.execute(
            "SELECT audit.append(%s, %s, (%s::jsonb ->> 'id')::uuid, '{}', '{}', '{}')", [uid, newer, newer.decode()]
        )


def test_an_opening_that_lacks_its_path(attackers: list[psycopg.Connection]) -> None:
    newest = "SELECT case_uid, body FROM audit.event e JOIN audit.head h USING (case_uid, seq) WHERE act LIKE 'toy.%'"
    for attacker in attackers:
        uid, body = attacker.execute(newest).fetchone() or ("", b"")
        text = bytes(body)
        with pytest.raises(psycopg.Error, match="one path, salt and ciphertext"):
            attacker.execute(
                "SELECT audit.append(%s, %s, (%s::jsonb ->> 'id')::uuid, '{}', ARRAY['a'::bytea], '{}')",
                [uid, text, text.decode()],
            )


def test_a_sealed_case_without_a_named_person_in_its_office(
    world: World, parcel: Parcel, refused: Callable[..., None]
) -> None:
    refused("UPDATE casework_case SET sealed = true", match="without a named person")


def test_a_named_person_taken_off_a_sealed_case(world: World, parcel: Parcel, refused: Callable[..., None]) -> None:
    move(parcel, "alarm", world.budi)
    refused("DELETE FROM casework_caseuserobjectpermission", match="without a named person")


def test_an_open_emergency_unsealed(world: World, parcel: Parcel, refused: Callable[..., None]) -> None:
    move(parcel, "alarm", world.budi)
    refused("UPDATE casework_case SET sealed = false", match="open_emergency_is_sealed")


def test_the_product_itself_passes(world: World, parcel: Parcel) -> None:
    """The attacks above fail for what they do, not because nothing can be written."""
    assert move(parcel, "weigh", world.budi, grams=7).state == "checked"
    assert Case.objects.count() == 1
