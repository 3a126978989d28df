"""No case closes by itself: when a closing period ends, the head of the holder is asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework import engine
from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible
from casework.levels import Level
from casework.models import Case, Deadline, Party, Proposal
from casework.roles import Role
from tests.complaint.given import WIB, at_bp3mi, at_district, running, tries
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.places import an_office, an_officer
from tests.journey.cases import at
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.sweep.given import (
    CLOSED_WITHOUT_PAPERS,
    acts_of,
    born_on,
    never_completed,
    proposal_of,
    waiting_for_papers,
)
from tests.world import World, request_id

pytestmark = pytest.mark.django_db

CHILD = date(2012, 1, 31)
"""The birth of somebody who is a child for years to come."""


def test_a_closing_period_that_ends_closes_nothing_and_asks_the_head(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    assert case.state == "awaiting_completion"
    proposal = proposal_of(case)
    assert (proposal.act, proposal.data, proposal.office) == (
        "close_administratively",
        {"reason": "incomplete"},
        world.district,
    )
    assert acts_of(case)[-1] == "closing_proposed"


def test_the_head_has_five_working_days(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    decision = case.deadlines.get(kind=Deadline.Kind.PROPOSAL)
    assert (decision.amount, decision.unit, decision.duty_of) == (5, "WD", world.district)
    assert decision.started_at == proposal_of(case).proposed_at
    assert running(case)["D03"].breached_at == running(case)["D03"].due_at


@pytest.mark.parametrize(
    ("state", "columns", "days", "verb", "data"),
    [
        ("awaiting_completion", {"completion_asked_in": "verification"}, 40, "close_administratively", "unclear"),
        ("assigned", {}, 61, "close_administratively", "unreachable"),
        ("unresolved_informed", {}, 190, "close_administratively", "no_reply"),
        ("resolved", {}, 15, "close", "silent"),
    ],
)
def test_every_closing_period_of_a_complaint_proposes_its_own_ending(
    world: World, clock: Clock, state: str, columns: dict, days: int, verb: str, data: str
) -> None:
    case = at_district(world, state, **columns)
    clock.advance(timedelta(days=days))
    engine.sweep()
    proposal = proposal_of(case)
    assert (proposal.act, list(proposal.data.values())) == (verb, [data])


def test_before_the_period_ends_nothing_is_proposed(world: World, clock: Clock) -> None:
    case = waiting_for_papers(world)
    clock.advance(timedelta(days=20))
    engine.sweep()
    assert not case.proposals.exists()


def test_a_stage_from_which_the_ending_cannot_be_made_is_only_overdue(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.advance(timedelta(days=61))
    engine.sweep()
    assert not case.proposals.exists()
    assert "deadline_missed" in acts_of(case)
    case = teleport(case, "assigned")
    clock.advance(timedelta(days=2))
    engine.sweep()
    assert proposal_of(case).data == {"reason": "unreachable"}


@pytest.mark.parametrize("grave", ["severity", "child", "age", "age of a party"])
def test_a_grave_case_is_never_proposed_for_being_unreachable_alone(world: World, clock: Clock, grave: str) -> None:
    case = at_bp3mi(world, "assigned", severity="H" if grave == "severity" else "N")
    if grave == "child":
        Party.objects.create(case_id=case.pk, role="victim", since=case.created, is_child=True)
    if grave == "age":
        born_on(case, CHILD)
    if grave == "age of a party":
        child = world.worker("Sari", birth_date=CHILD)
        Party.objects.create(case_id=case.pk, role="witness", since=case.created, person=child)
    clock.advance(timedelta(days=61))
    engine.sweep()
    assert not case.proposals.exists()


def test_who_turns_eighteen_where_the_holder_is_is_no_child_in_the_sweep_any_more(world: World, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 9, tzinfo=WIB))
    case = at_bp3mi(world, "assigned")
    born_on(case, date(2009, 2, 1))
    clock.set(datetime(2027, 1, 30, 23, 30, tzinfo=WIB))
    engine.sweep()
    assert not case.proposals.exists()
    clock.set(datetime(2027, 2, 1, 0, 30, tzinfo=WIB))
    engine.sweep()
    assert proposal_of(case).data == {"reason": "unreachable"}


def test_the_head_carries_it_out_with_the_letter(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    case = move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    assert case.state == "closed_administratively"
    proposal = case.proposals.get()
    assert (proposal.settled_as, proposal.confirmed_by, proposal.letter) == (
        "done",
        world.budi_head,
        "Pengaduan Bapak/Ibu kami tutup.",
    )
    assert case.steps.get(outcome="close_administratively").facts["letter_text"] == proposal.letter


def test_without_a_letter_it_is_not_closed(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    with pytest.raises(Invalid) as refused:
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS | {"letter_text": ""})
    assert list(refused.value.errors) == ["letter_text"]


def test_a_grave_case_needs_the_heads_written_reason(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    Party.objects.create(case_id=case.pk, role="witness", since=case.created, is_child=True)
    with pytest.raises(Invalid) as refused:
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    assert list(refused.value.errors) == ["risk_reason"]
    reasoned = CLOSED_WITHOUT_PAPERS | {"risk_reason": "Anak sudah kembali ke keluarganya."}
    assert not move(case, "close_administratively", world.budi_head, confirmed_by=world.rina_head, **reasoned).is_open


def test_a_childs_journey_lapses_with_the_heads_written_reason_only(world: World, clock: Clock) -> None:
    case = at(world, "returned_for_completion", via="village_verification")
    born_on(case, CHILD)
    clock.advance(timedelta(days=31))
    engine.sweep()
    lapse = {**as_sent(SCENARIOS["lapse"].data), "letter_text": "Pendaftaran Anda kami gugurkan."}
    with pytest.raises(Invalid) as refused:
        move(case, "lapse", world.siti_head, **lapse)
    assert list(refused.value.errors) == ["risk_reason"]
    assert not move(case, "lapse", world.siti_head, **lapse, risk_reason="Ia kembali bersekolah.").is_open


def test_silence_about_a_grave_case_is_judged_by_the_head(world: World, clock: Clock) -> None:
    case = at_district(world, "resolved", severity="H")
    clock.advance(timedelta(days=15))
    data = {"basis": "silent", "letter": "9/2026", "risk_reason": "Korban aman."}
    with pytest.raises(GuardFailed, match="hanya oleh kepala"):
        move(case, "close", world.budi_sup, confirmed_by=world.budi, **data)
    assert not move(case, "close", world.budi_head, confirmed_by=world.budi, **data).is_open


def test_what_is_agreed_before_the_period_ends_is_closed_by_the_supervisor_however_grave(world: World) -> None:
    case = at_district(world, "resolved", severity="H")
    assert not move(case, "close", world.budi_sup, confirmed_by=world.budi, basis="agreed", letter="9/2026").is_open


def test_a_second_person_confirms_where_the_move_needs_one(world: World, clock: Clock) -> None:
    case = at_district(world, "resolved")
    clock.advance(timedelta(days=15))
    engine.sweep()
    case = fresh(case)
    data = {"basis": "silent", "letter": "9/2026", "letter_text": "Kami tutup."}
    proposal = engine.propose(
        case, "close", actor=world.budi_head, version=case.version, request_id=request_id(), data=data
    )
    engine.confirm(proposal, actor=world.budi, request_id=request_id())
    assert fresh(case).state == "closed"
    assert set(case.proposals.values_list("settled_as", flat=True)) == {"done"}


def refuse(world: World, case: Case, **more: object) -> None:
    arguments = {"actor": world.budi_head, "request_id": request_id(), "reason": "Ia janji datang besok.", **more}
    engine.decline_closing(proposal_of(case), **arguments)


def test_the_head_refuses_with_a_reason_and_the_period_runs_again_in_full(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    passed = running(case)["D03"]
    refuse(world, case)
    case = fresh(case)
    again = running(case)["D03"]
    assert (again.amount, again.unit, again.kind) == (30, "CD", "stage")
    assert again.started_at == case.last_act_at
    assert again.due_at.astimezone(WIB).date() == case.last_act_at.astimezone(WIB).date() + timedelta(days=30)
    passed.refresh_from_db()
    assert passed.ended_at is not None
    assert set(running(case)) == {"D03", "D05", "D11"}
    assert case.proposals.get().settled_as == "declined"
    assert acts_of(case)[-1] == "closing_declined"
    with pytest.raises(GuardFailed, match="belum lewat"):
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)


def test_when_the_period_ends_again_it_is_proposed_again(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    refuse(world, case)
    clock.advance(timedelta(days=31))
    engine.sweep()
    assert case.proposals.count() == 2
    assert proposal_of(case).data == {"reason": "incomplete"}


def test_the_same_refusal_sent_twice_is_one(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    proposal, one = proposal_of(case), request_id()
    for _time in range(2):
        engine.decline_closing(proposal, actor=world.budi_head, request_id=one, reason="Ia janji datang.")
    assert acts_of(case).count("closing_declined") == 1


def test_only_the_head_of_the_holder_refuses_and_only_with_a_reason(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    for other in (world.budi_sup, world.rina_head, world.outsider):
        with pytest.raises(NotAllowed):
            refuse(world, case, actor=other)
    with pytest.raises(Invalid):
        refuse(world, case, reason="  ")
    assert proposal_of(case).settled_at is None


def test_it_is_not_confirmed_like_a_second_persons(world: World, clock: Clock) -> None:
    proposal = proposal_of(never_completed(world, clock))
    with pytest.raises(NotPossible):
        engine.confirm(proposal, actor=world.budi_head, request_id=request_id())
    with pytest.raises(NotPossible):
        engine.decline(proposal, actor=world.budi_head)


def withdrawn(case: Case) -> bool:
    return (
        case.proposals.get().settled_as == Proposal.Settled.WITHDRAWN
        and not case.deadlines.filter(kind=Deadline.Kind.PROPOSAL, met_at=None, ended_at=None).exists()
    )


def test_what_was_asked_for_arrives_and_the_proposal_is_withdrawn(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    case = move(case, "receive_completion", world.budi, received="Kuitansi", behalf="complainant",
                behalf_how="in_person", behalf_paper="Tanda terima")  # fmt: skip
    assert case.state == "triage"
    assert withdrawn(case)


def test_somebody_is_reached_and_the_proposal_is_withdrawn(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    clock.advance(timedelta(days=61))
    engine.sweep()
    day = fresh(case).last_act_at.date().isoformat()
    case = do(case, "log_contact", world.budi, on=day, channel="phone", person="Pengadu", reached="yes")
    assert withdrawn(case)


def test_a_case_that_becomes_grave_is_no_longer_proposed_as_unreachable(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    clock.advance(timedelta(days=61))
    engine.sweep()
    assert withdrawn(do(case, "set_severity", world.budi, severity="H", why="Diancam penagih"))


def test_when_a_child_turns_out_to_be_the_victim_it_is_no_longer_proposed_as_unreachable(
    world: World, clock: Clock
) -> None:
    case = at_district(world, "assigned")
    clock.advance(timedelta(days=61))
    engine.sweep()
    corrected = {"field": "birth_date", "value": CHILD.isoformat(), "why": "Akta lahir"}
    assert withdrawn(do(case, "correct_data", world.budi, confirmed_by=world.budi_sup, **corrected))


def test_more_time_withdraws_it(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    passed = running(case)["D03"]
    more = {"deadline": passed.pk, "amount": 10, "reason": "complexity", "reason_text": "Surat tertahan di pos."}
    case = do(case, "extend_deadline", world.budi_sup, **more)
    assert withdrawn(case)
    assert running(case)["D03"].breached_at is None


def test_a_note_leaves_it_waiting(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    do(case, "add_note", world.budi, text="Masih menunggu kabar.")
    assert proposal_of(case).settled_at is None


def test_nor_does_a_note_withdraw_what_is_proposed_as_unreachable(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned")
    clock.advance(timedelta(days=61))
    engine.sweep()
    do(case, "add_note", world.budi, text="Nomornya tetap tidak aktif.")
    assert proposal_of(case).data == {"reason": "unreachable"}


def test_transferred_it_is_proposed_to_the_head_of_the_new_holder_once_accepted(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    an_officer(other, "Eko Petugas"), an_officer(other, "Eko Kepala", Role.HEAD)
    gone = {"receiving_office": str(other.uid), "summary": "Pindah", "reason": "moved"}
    case = move(case, "transfer", world.budi_sup, **gone, reason_text="Pengadu pindah domisili.")
    assert withdrawn(case)
    assert engine.sweep().failed == 0
    assert engine.sweep().cases == 0
    assert not case.proposals.filter(settled_at=None).exists()
    case = move(case, "accept_handover", world.member(other))
    clock.advance(timedelta(days=2))
    engine.sweep()
    assert proposal_of(case).office == other


def test_the_tries_on_record_are_still_asked_for(world: World, clock: Clock) -> None:
    case = waiting_for_papers(world)
    clock.advance(timedelta(days=31))
    engine.sweep()
    with pytest.raises(GuardFailed, match="dua upaya"):
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS)
    tries(case, world.budi)
    assert not move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS).is_open


@pytest.mark.parametrize("role", ["victim", "witness"])
def test_a_child_in_any_part_makes_a_complaint_grave_for_its_own_guards_too(
    world: World, clock: Clock, role: str
) -> None:
    case = at_district(world, "assigned")
    tries(case, world.budi)
    clock.advance(timedelta(days=61))
    Party.objects.create(case_id=case.pk, role=role, since=case.created, is_child=True)
    with pytest.raises(GuardFailed, match="tidak ditutup hanya karena tidak dapat dihubungi"):
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS | {"reason": "unreachable"})
