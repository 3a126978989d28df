"""All open work of one person goes to colleagues in one act, or none of it does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import engine, rulebook
from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible, WorkChanged
from casework.models import Case, Event
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.staff.handing import hand_over, shown
from tests.toy.models import Parcel
from tests.world import World, request_id


def latest(case: Case) -> dict[str, Any]:
    return Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content


def test_everything_goes_to_one_colleague_with_one_event_each_and_one_batch(
    world: World, parcels: list[Parcel]
) -> None:
    moved = hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)

    assert moved.cases == 3
    assert [fresh(one).officer for one in parcels] == [world.siti2] * 3
    events = [latest(one) for one in parcels]
    assert {event["act"] for event in events} == {"toy.work_moved"}
    assert {event["x"]["batch"] for event in events} == {str(moved.batch)}
    assert {event["reason"] for event in events} == {"away"}
    assert {event["actor"]["user"] for event in events} == {str(world.siti_sup.uid)}


def test_step_deadlines_and_authorship_stay(world: World, parcels: list[Parcel]) -> None:
    one = parcels[0]
    before = (one.due_at, one.opened_by, one.steps.get().created, list(one.deadlines.values()))

    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)

    after = fresh(one)
    assert (after.due_at, after.opened_by, after.steps.get().created, list(after.deadlines.values())) == before
    assert after.steps.get().owner == world.siti2
    opening = Event.objects.get(case_uid=one.uid, seq=1).content
    assert opening["actor"]["user"] == str(world.siti.uid)


def test_it_can_be_distributed_case_by_case(world: World, parcels: list[Parcel]) -> None:
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, single={parcels[1].number: world.siti_head})

    assert [fresh(one).officer for one in parcels] == [world.siti2, world.siti_head, world.siti2]


def test_without_somebody_for_every_case_nothing_moves(world: World, parcels: list[Parcel]) -> None:
    with pytest.raises(Invalid, match=r"Pilih siapa yang menerima kasus KW-"):
        hand_over(world.siti, world.village, None, actor=world.siti_sup, single={parcels[0].number: world.siti2})

    assert {fresh(one).officer for one in parcels} == {world.siti}


def test_only_active_officers_of_the_office_receive_work(world: World, parcels: list[Parcel]) -> None:
    for stranger in (world.budi, world.siti):
        with pytest.raises(Invalid, match="bukan petugas aktif"):
            hand_over(world.siti, world.village, stranger, actor=world.siti_sup)


def test_officers_and_other_offices_do_not_move_work(world: World, parcels: list[Parcel]) -> None:
    for stranger in (world.siti2, world.siti, world.budi_head):
        with pytest.raises(NotAllowed, match="penyelia atau kepala"):
            hand_over(world.siti, world.village, world.siti2, actor=stranger)


def test_a_colleague_who_is_a_party_makes_the_whole_act_fail_and_the_case_is_named(
    world: World, parcels: list[Parcel]
) -> None:
    do(parcels[1], "add_party", world.siti, role="witness", sort="person", name="S", is_official=world.siti2.username)

    with pytest.raises(GuardFailed) as refused:
        hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)

    assert [str(reason) for reason in refused.value.reasons] == [
        f"{parcels[1].number}: Siti Kedua atau kantornya adalah pihak dalam kasus ini; pilih rekan lain."
    ]
    assert {fresh(one).officer for one in parcels} == {world.siti}


def test_a_case_about_the_office_itself_is_to_be_transferred_up(world: World, parcels: list[Parcel]) -> None:
    parcels[0].parties.create(role="respondent", sort="office", organisation=world.village, since=parcels[0].created)

    with pytest.raises(GuardFailed, match="limpahkan kasus itu ke tingkat di atasnya"):
        hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)


def test_a_case_about_the_supervisor_stays_for_somebody_else_to_move(world: World, parcels: list[Parcel]) -> None:
    do(
        parcels[0],
        "add_party",
        world.siti,
        role="witness",
        sort="person",
        name="S",
        is_official=world.siti_sup.username,
    )

    moved = hand_over(
        world.siti, world.village, world.siti2, actor=world.siti_sup,
        shown={one.number: one.version for one in parcels[1:]},
    )  # fmt: skip

    assert moved.cases == 2
    assert fresh(parcels[0]).officer == world.siti


def test_a_case_that_changed_since_the_page_was_made_is_reported_and_nothing_moves(
    world: World, parcels: list[Parcel]
) -> None:
    seen = shown(world.siti, world.village)
    do(parcels[2], "assign_officer", world.siti_head, officer=world.siti2.uid, why="Beban")

    with pytest.raises(WorkChanged) as refused:
        hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, shown=seen)

    assert refused.value.cases == [parcels[2].number]
    assert fresh(parcels[0]).officer == world.siti
    assert hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup).cases == 2


def test_a_case_that_came_since_the_page_was_made_is_reported(world: World, parcels: list[Parcel]) -> None:
    seen = shown(world.siti, world.village)
    new = a_parcel(world)

    with pytest.raises(WorkChanged, match=new.number):
        hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, shown=seen)


def test_the_same_request_twice_moves_once_and_is_no_error(world: World, parcels: list[Parcel]) -> None:
    same = {"shown": shown(world.siti, world.village), "request_id": request_id()}

    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, **same)
    first = Event.objects.count()
    again = hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, **same)

    assert (again.cases, again.repeated) == (3, True)
    assert Event.objects.count() == first
    assert Event.objects.filter(case_uid=parcels[0].uid).count() == 2


def test_who_holds_nothing_has_nothing_to_hand_over(world: World) -> None:
    with pytest.raises(NotPossible, match="tidak memegang kasus terbuka"):
        hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)


def test_what_was_sent_to_another_office_is_not_the_persons_work_any_more(world: World, parcels: list[Parcel]) -> None:
    move(parcels[0], "send", world.siti)

    assert hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup).cases == 2


def test_the_statements_for_each_case_do_not_grow(world: World) -> None:
    def statements(cases: int) -> int:
        for _each in range(cases):
            a_parcel(world)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            hand_over(
                world.siti, world.village, world.siti2, actor=world.siti_sup, shown=shown(world.siti, world.village)
            )
        return len(queries)

    two, twelve = statements(2), statements(12)

    assert twelve - two <= 10


# Proposals -----------------------------------------------------------------------------------------


def proposed(world: World) -> Any:
    """A proposal by budi on a case he works on."""
    parcel = a_parcel(world)
    move(parcel, "send", world.siti)
    move(parcel, "accept_handover", world.budi)
    at = fresh(parcel)
    return engine.propose(at, "finish", actor=world.budi, version=at.version, request_id=request_id(), data={})


def test_a_proposal_goes_on_waiting_while_its_author_is_absent(world: World) -> None:
    waiting = proposed(world)

    hand_over(world.budi, world.district, world.budi2, actor=world.budi_sup)

    engine.confirm(waiting, actor=world.budi2, request_id=request_id())
    assert not fresh(waiting.case).is_open


def test_a_proposal_of_somebody_who_leaves_is_withdrawn(world: World) -> None:
    waiting = proposed(world)

    hand_over(world.budi, world.district, world.budi2, actor=world.budi_sup, reason="departure")

    waiting.refresh_from_db()
    assert waiting.settled_at is not None
    assert waiting.confirmed_by is None
    assert latest(waiting.case)["x"]["withdrawn"] == ["finish"]


def test_no_case_says_why_somebody_is_away(world: World, parcels: list[Parcel]) -> None:
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, reason_text="Rawat inap")

    events = Event.objects.filter(case_uid__in=[one.uid for one in parcels])
    assert not [event for event in events if "form.reason_text" in event.content["f"]]
    assert {one.code for one in rulebook.entries("work_reasons", "", date(2026, 11, 21))} == {
        "away",
        "departure",
        "other",
    }
