"""A case moves: state, holder, step, deadlines and event change together, or not at all."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from datetime import timedelta

import pytest

from casework import engine
from casework.errors import GuardFailed, Invalid, NeedsSecondPerson, NotAllowed, NotPossible, Stale
from casework.levels import Level
from casework.models import Case, Event, Step
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import MUSI_BANYUASIN, an_office
from tests.handover.given import MONDAY
from tests.toy.models import Parcel
from tests.world import World, request_id


@pytest.fixture
def parcel(world: World) -> Parcel:
    return a_parcel(world)


def test_opening_gives_holder_officer_step_deadline_and_event(world: World, parcel: Parcel) -> None:
    step = parcel.steps.get()
    assert parcel.state == "reported"
    assert (parcel.holder, parcel.officer) == (world.village, world.siti)
    assert (step.seq, step.state, step.holder, step.due_at) == (1, "reported", world.village, parcel.due_at)
    assert step.is_accepted
    assert {d.rule.code for d in parcel.deadlines.all()} == {"D29", "D11"}
    assert [event.act for event in Event.objects.filter(case_uid=parcel.uid)] == ["toy.open"]


def test_a_move_to_another_level_is_a_handover_that_waits_for_acceptance(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "send", world.siti)
    step = parcel.steps.get(finished=None)
    assert (parcel.state, parcel.holder, parcel.officer) == ("checked", world.district, None)
    assert not step.is_accepted
    assert {d.rule.code for d in parcel.deadlines.filter(met_at=None, ended_at=None)} == {"D02", "D11", "D40"}
    with pytest.raises(NotPossible, match="Terima dulu"):
        move(parcel, "weigh", world.budi, grams=5)
    parcel = move(parcel, "accept_handover", world.budi)
    assert parcel.officer == world.budi
    assert {d.rule.code for d in parcel.deadlines.filter(met_at=None, ended_at=None)} == {"D02", "D11"}


def test_the_sender_sees_but_acts_no_more(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "send", world.siti)
    with pytest.raises(NotAllowed):
        move(parcel, "drop", world.siti, reason="duplicate_entry", reason_text="ganda")
    assert parcel in Case.objects.visible_to(world.siti) or Case.objects.visible_to(world.siti).filter(pk=parcel.pk)


def test_returning_brings_stage_office_and_old_due_date_back(world: World, parcel: Parcel) -> None:
    due = parcel.steps.get().deadlines.get(kind="stage").due_at
    parcel = move(parcel, "send", world.siti)
    parcel = move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    assert (parcel.state, parcel.holder, parcel.officer) == ("reported", world.village, world.siti)
    running = parcel.deadlines.get(kind="stage", met_at=None, ended_at=None)
    assert (running.rule.code, running.due_at) == ("D29", due)
    assert parcel.steps.get(finished=None).is_accepted


def test_the_sender_recalls_until_it_is_accepted(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "send", world.siti)
    recalled = move(parcel, "recall_handover", world.siti, reason="sent_in_error", reason_text="Salah kirim")
    assert (recalled.state, recalled.holder) == ("reported", world.village)
    again = move(recalled, "send", world.siti)
    move(again, "accept_handover", world.budi)
    with pytest.raises((NotAllowed, GuardFailed)):
        move(again, "recall_handover", world.siti, reason="sent_in_error", reason_text="Salah kirim")


def test_a_stale_version_is_refused_with_what_changed(world: World, parcel: Parcel) -> None:
    seen = parcel.version
    move(parcel, "send", world.siti)
    with pytest.raises(Stale) as refused:
        engine.advance(parcel, "send", actor=world.siti, version=seen, request_id=request_id())
    what, where = map(str, refused.value.changed)
    assert what.startswith("Kirim · Siti Petugas · Desa Ulak Paceh · ")
    assert where == "Sekarang: Diperiksa di Disnakertrans Musi Banyuasin."


def test_a_repeated_request_gets_the_first_answer(world: World, parcel: Parcel) -> None:
    same = uuid.uuid4()
    first = engine.advance(parcel, "send", actor=world.siti, version=parcel.version, request_id=same)
    again = engine.advance(parcel, "send", actor=world.siti, version=parcel.version, request_id=same)
    assert (again.version, again.state) == (first.version, first.state)
    assert Step.objects.filter(process_id=parcel.pk).count() == 2


def test_pausing_stops_the_overall_deadline_and_going_on_resumes_it(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    overall = parcel.deadlines.get(kind="overall", met_at=None, ended_at=None)
    assert overall.due_at is None
    assert parcel.pauses.get().ended_at is None
    parcel = move(parcel, "carry_on", world.budi)
    overall.refresh_from_db()
    assert parcel.state == "checked"
    assert overall.due_at is not None
    assert parcel.pauses.get().ended_at is not None


def test_ending_needs_a_second_person_and_leaves_no_holder(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    with pytest.raises(NeedsSecondPerson):
        move(parcel, "finish", world.budi)
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={}
    )
    with pytest.raises(NotAllowed, match="orang lain"):
        engine.confirm(proposal, actor=world.budi, request_id=request_id())
    engine.confirm(proposal, actor=world.budi2, request_id=request_id())
    parcel = fresh(parcel)
    assert (parcel.state, parcel.holder, parcel.due_at, parcel.is_open) == ("done", None, None, False)
    assert not parcel.deadlines.filter(met_at=None, ended_at=None).exists()


def test_reopening_continues_the_sequence(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "drop", world.siti, reason="duplicate_entry", reason_text="ganda")
    assert parcel.windows.get().ends_at is not None
    parcel = move(parcel, "find_again", world.siti, reason="new_evidence", reason_text="ketemu lagi")
    assert (parcel.state, parcel.holder, parcel.is_open) == ("checked", world.district, True)
    assert [s.seq for s in parcel.steps.order_by("seq")] == [1, 2]


def test_the_event_of_a_reopening_names_the_ended_state_it_came_from(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "drop", world.siti, reason="duplicate_entry", reason_text="Ganda")
    move(parcel, "find_again", world.siti_sup, reason="wrong_closure", reason_text="Keliru")
    newest = Event.objects.filter(case_uid=parcel.uid).order_by("-seq")[0].content
    assert (newest["from"], newest["to"]) == ("dropped", "checked")


def test_transfer_keeps_the_running_deadline(world: World, parcel: Parcel) -> None:
    due = parcel.deadlines.get(kind="stage").due_at
    parcel = move(
        parcel,
        "transfer",
        world.siti_sup,
        receiving_office=str(world.other_village.uid),
        summary="Pindah desa",
        reason="moved",
        reason_text="Pindah domisili",
    )
    assert (parcel.state, parcel.holder) == ("reported", world.other_village)
    assert parcel.deadlines.get(kind="stage", met_at=None, ended_at=None).due_at == due


def test_an_office_without_an_officer_is_sent_nothing(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    empty = an_office(Level.DISTRICT, MUSI_BANYUASIN, serves=False, name="Disnaker baru")
    with pytest.raises(Invalid, match="belum mempunyai petugas"):
        move(
            parcel,
            "transfer",
            world.budi_sup,
            receiving_office=str(empty.uid),
            summary="Pindah",
            reason="moved",
            reason_text="Pindah domisili",
        )
    assert fresh(parcel).holder == world.district


def test_undo_takes_the_last_move_back_the_same_day(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    parcel = move(parcel, "undo", world.budi, reason="wrong_move", reason_text="Salah tekan")
    assert parcel.state == "checked"
    assert parcel.steps.filter(undone=True).count() == 1


@pytest.mark.parametrize(("moved", "undone", "possible"), [(6, 8, True), (22, 25, False)])
def test_the_day_of_an_undo_is_that_of_the_office(
    world: World, clock: Clock, moved: int, undone: int, possible: bool
) -> None:
    midnight = MONDAY.replace(hour=0)
    clock.set(midnight + timedelta(hours=moved))
    parcel = move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "put_off", world.budi_sup, reason="other", reason_text="Menunggu penimbangan ulang")
    clock.set(midnight + timedelta(hours=undone))
    with nullcontext() if possible else pytest.raises(GuardFailed, match="hari yang sama"):
        move(parcel, "undo", world.budi, reason="wrong_move", reason_text="Salah tekan")


def test_an_alarm_seals_and_names_people(world: World, parcel: Parcel) -> None:
    parcel = move(parcel, "alarm", world.siti)
    assert (parcel.severity, parcel.sealed) == ("E", True)
    named = set(parcel.named.values_list("user_id", flat=True))
    assert world.siti.pk in named
    assert world.budi_head.pk in named


def test_bad_data_changes_nothing(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    with pytest.raises(Invalid) as refused:
        move(parcel, "weigh", world.budi, grams="heavy")
    assert "grams" in refused.value.errors
    assert fresh(parcel).version == parcel.version


def test_a_move_within_one_office_costs_at_most_6_statements(
    world: World, parcel: Parcel, django_assert_max_num_queries: object
) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    arguments = {"actor": world.budi, "version": parcel.version, "request_id": request_id(), "data": {"grams": 5}}
    with django_assert_max_num_queries(6):
        engine.advance(parcel, "weigh", **arguments)


def test_a_handover_costs_at_most_7_statements(
    world: World, parcel: Parcel, django_assert_max_num_queries: object
) -> None:
    arguments = {"actor": world.siti, "version": parcel.version, "request_id": request_id()}
    with django_assert_max_num_queries(7):
        engine.advance(parcel, "send", **arguments)


def test_undo_gives_back_what_the_move_had_changed(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = move(parcel, "weigh", world.budi, grams=5)
    parcel = move(parcel, "undo", world.budi, reason="wrong_move", reason_text="Salah timbang")
    assert (parcel.state, parcel.grams) == ("checked", None)


def test_a_request_of_somebody_else_is_not_answered(world: World, parcel: Parcel) -> None:
    same = uuid.uuid4()
    other = a_parcel(world)
    engine.advance(parcel, "send", actor=world.siti, version=parcel.version, request_id=same)
    with pytest.raises(NotPossible, match="sudah dipakai"):
        engine.advance(other, "send", actor=world.siti, version=other.version, request_id=same)
    with pytest.raises(NotPossible, match="sudah dipakai"):
        engine.advance(parcel, "send", actor=world.siti2, version=parcel.version, request_id=same)


def test_an_officer_whom_the_case_is_about_works_on_it_no_more(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    parcel = do(
        parcel,
        "add_party",
        world.budi2,
        role="respondent",
        sort="office",
        name="Budi",
        is_official=world.budi.username,
    )
    assert parcel.officer is None
    assert parcel.holder == world.district


def test_a_proposal_that_waits_is_not_pushed_aside(world: World, parcel: Parcel) -> None:
    parcel = move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    arguments = {"actor": world.budi, "version": parcel.version, "data": {}}
    engine.propose(parcel, "finish", request_id=request_id(), **arguments)
    with pytest.raises(NotPossible, match="masih menunggu"):
        engine.propose(parcel, "finish", request_id=request_id(), **arguments)
