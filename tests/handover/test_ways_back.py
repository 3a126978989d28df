"""Where a case goes back to: to where it stood before the hand-over, at whoever stands there by now."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from casework import engine
from casework.acting import PastStep
from casework.errors import GuardFailed
from casework.models import Case, Organisation, User
from casework.organisations import close_organisation, serve
from casework.roles import Role
from casework.stays import that_count
from tests.complaint.given import FILLED, at_district, emergency, ended, running
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.places import MUARA_ENIM, ULAK_PACEH, an_office, an_officer
from tests.handover.given import MONDAY, recalled, returned, sent, transferred
from tests.invariants import broken
from tests.screens.pages import signed_in, text_of
from tests.world import World


@pytest.fixture(autouse=True)
def _monday_morning(clock: Clock) -> Any:
    clock.set(MONDAY)
    yield
    assert broken() == []


@pytest.fixture
def other(world: World) -> tuple[Organisation, User]:
    """Another district and its head."""
    office = an_office("district", MUARA_ENIM, name="Disnaker Lain")
    return office, an_officer(office, "Kepala Lain", Role.HEAD)


@pytest.fixture
def alarmed(world: World) -> Case:
    """Sent to BP3MI, and an emergency since, which is not answered either."""
    case = teleport(at_district(world, "first_clarification"), "second_clarification", accepted=False)
    return move(case, "raise_emergency", world.budi, **FILLED["raise_emergency"])


def test_an_emergency_that_arose_while_it_waited_is_returned_to_its_sender(world: World, alarmed: Case) -> None:
    case = returned(alarmed, world.rina_head)
    assert (case.state, case.holder, case.severity) == ("first_clarification", world.district, "E")


def test_and_recalled_by_its_sender(world: World, alarmed: Case) -> None:
    case = recalled(alarmed, world.budi)
    assert (case.state, case.holder) == ("first_clarification", world.district)


def test_an_emergency_does_not_come_back_to_wait_for_papers(world: World) -> None:
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    case = move(case, "raise_emergency", world.budi, **FILLED["raise_emergency"])
    page = signed_in(world.rina_head).get(f"/kasus/{case.uid}/langkah/return_handover/")
    assert "Tenggat tahap itu berlanjut dengan sisa waktunya" in text_of(page)
    case = returned(case, world.rina_head)
    assert (case.severity, case.state, case.holder) == ("E", "triage", world.district)
    assert case.steps.get(finished=None).is_accepted


@pytest.fixture
def reopened(world: World) -> Case:
    """Reopened at BP3MI, transferred to another one unaccepted, and returned by that."""
    elsewhere = an_office("bp3mi", "63", name="BP3MI Lain")
    head = an_officer(elsewhere, "Kepala Lain", Role.HEAD)
    supervisor = an_officer(world.district, "Sup Dua", Role.SUPERVISOR)
    case = move(ended(world, "closed"), "reopen", supervisor, **FILLED["reopen"])
    return returned(transferred(case, world.rina_sup, elsewhere), head)


def test_a_reopening_that_came_back_is_returned_to_nobody(world: World, reopened: Case) -> None:
    with pytest.raises(GuardFailed, match="gunakan Limpahkan"):
        returned(reopened, world.rina)
    assert (fresh(reopened).state, fresh(reopened).holder) == ("reopened", world.bp3mi)


def test_nor_recalled(world: World, reopened: Case) -> None:
    with pytest.raises(Exception, match=r"gunakan Limpahkan|wewenang"):
        recalled(reopened, world.budi)
    assert (fresh(reopened).state, fresh(reopened).holder) == ("reopened", world.bp3mi)


def test_what_was_transferred_for_good_while_it_paused_stays_there(world: World, other: tuple[Any, Any]) -> None:
    office, head = other
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    case = move(transferred(case, world.budi_sup, office), "accept_handover", head)
    case = move(case, "receive_completion", head, **FILLED["receive_completion"])
    assert (case.state, case.holder) == ("triage", office)


def test_also_by_a_changed_map(world: World, other: tuple[Any, Any]) -> None:
    office, head = other
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    engine.reassign(case, version=case.version, request_id=uuid.uuid4(), office=office, why="Pemekaran")
    case = move(case, "accept_handover", head)
    case = move(case, "receive_completion", head, **FILLED["receive_completion"])
    assert (case.state, case.holder) == ("triage", office)


def test_a_transfer_that_was_returned_changes_nothing_of_it(world: World, other: tuple[Any, Any]) -> None:
    office, head = other
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    returned(transferred(case, world.budi_sup, office), head)
    case = move(case, "receive_completion", world.budi, **FILLED["receive_completion"])
    assert (case.state, case.holder) == ("triage", world.district)


def test_who_stands_in_for_a_closed_sender_has_to_accept_what_is_returned(world: World, clock: Clock) -> None:
    parcel = sent(world)
    close_organisation(world.village, MONDAY.date(), world.hadi)
    clock.advance(timedelta(days=1))
    new = an_office("village", ULAK_PACEH, name="Desa Baru", serves=False)
    serve(new, new.region, (MONDAY + timedelta(days=1)).date())
    head = an_officer(new, "Wati Desa", Role.HEAD)
    parcel = returned(parcel, world.budi)
    step = parcel.steps.get(finished=None)
    assert (parcel.holder, step.accepted_at, step.sent_by) == (new, None, world.district)
    assert move(parcel, "accept_handover", head).officer == head


def test_a_return_does_not_leave_the_case_with_whoever_returns_it(world: World, other: tuple[Any, Any]) -> None:
    office, head = other
    case = transferred(at_district(world, "verification"), world.budi_sup, office)
    close_organisation(world.district, MONDAY.date(), world.hadi)
    assert returned(case, head).holder not in (office, world.district)


def test_a_move_undone_gives_no_new_period(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.set(MONDAY + timedelta(days=20))
    case = move(case, "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    due = running(case)["D03"].due_at
    case = move(case, "undo", world.budi, reason="wrong_move", reason_text="Salah langkah")
    case = move(case, "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    assert running(case)["D03"].due_at == due


def test_a_duty_that_was_done_is_not_owed_again_when_the_case_comes_back(world: World) -> None:
    elsewhere = an_office("bp3mi", "63", name="BP3MI Lain")
    head = an_officer(elsewhere, "Kepala Lain", Role.HEAD)
    case = emergency(world)
    done = running(case)["D14"]
    case = do(case, "add_note", world.rina, text="Korban aman, dihubungi.", fulfils=str(done.pk))
    follows = running(case)["D14"]
    case = returned(transferred(case, world.rina_head, elsewhere), head)
    owed = case.deadlines.filter(rule__code="D14", met_at=None, ended_at=None)
    assert [(each.period, each.due_at) for each in owed] == [(follows.period, follows.due_at)]


def test_what_waited_on_its_last_day_has_a_working_day_left(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.set(running(case)["D02"].due_at - timedelta(hours=2))
    case = move(case, "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    clock.set(MONDAY + timedelta(days=7))
    case = move(case, "receive_completion", world.budi, **FILLED["receive_completion"])
    assert running(case)["D02"].due_at == (MONDAY + timedelta(days=8)).replace(hour=23, minute=59, second=59)


def stays(*line: tuple[str, int, str, bool]) -> list[PastStep]:
    """Stays one after the other: state, office, the move that ended it, whether it was accepted."""
    found: list[PastStep] = []
    for seq, (state, office, outcome, accepted) in enumerate(line, start=1):
        before = found[-1] if found else None
        stays_there = before is not None and before.holder.pk == office
        sender = None if before is None else before.sent_by_id if stays_there else before.holder.pk
        found.append(PastStep(seq, state, Organisation(pk=office), sender, None, outcome, False, accepted, False))
    return found


def counted(*line: tuple[str, int, str, bool]) -> list[int]:
    return [stay.seq for stay in that_count(stays(*line))]


def test_what_was_moved_at_a_receiver_who_returned_it_counts_no_more() -> None:
    sent = (("work", 1, "record_death", True), ("dead", 1, "transfer", True), ("dead", 2, "annul_death", False))
    assert counted(*sent, ("work", 2, "return_handover", False), ("dead", 1, "", True)) == [5, 1]


def test_what_was_undone_counts_no_more() -> None:
    undone = (("alarm", 1, "record_death", True), ("dead", 1, "resolve", True), ("resolved", 1, "undo", True))
    assert counted(*undone, ("dead", 1, "", True)) == [4, 1]
