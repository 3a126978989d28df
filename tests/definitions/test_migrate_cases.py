"""Cases leave states that a definition no longer knows, by a plan that is judged as a whole before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework import engine
from casework.engine import redefine
from casework.models import Case, Event
from tests.complaint.given import at_district, at_village, referral
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, put, teleport
from tests.factories.definitions import earlier_definition, left_in
from tests.factories.parcels import a_parcel
from tests.handover.given import transferred
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel
from tests.world import World, request_id

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)
WHY = "Tahap digabung, surat edaran 7/2026"


@pytest.fixture
def plan(tmp_path: Path) -> Any:
    """Write a plan of these lines; returns its path."""

    def write(*lines: str) -> Path:
        path = tmp_path / "alur.csv"
        path.write_text("\n".join(["kind,from,to,definition,deadlines,reason", *lines]) + "\n")
        return path

    return write


@pytest.fixture
def inspected(world: World) -> Parcel:
    """A parcel that the district holds in a state which was renamed to `checked`."""
    return left_in(a_parcel(world), "inspected")


def run(path: Path, *, dry_run: bool = False) -> str:
    said = StringIO()
    call_command("migrate_cases", plan=path, dry_run=dry_run, stdout=said)
    return said.getvalue()


def refused(path: Path) -> str:
    with pytest.raises(CommandError) as raised:
        run(path)
    return str(raised.value)


def defined_anew(case: Case) -> None:
    """Let a present definition, the same as before, take over a case where it stands."""
    case = fresh(case)
    redefine(case, case.state, version=case.version, request_id=request_id(), plan="alur.csv", why=WHY)


def to_checked(deadlines: str = "") -> str:
    return f'toy,inspected,checked,,{deadlines},"{WHY}"'


# --- What becomes of a case ---------------------------------------------------------------------


def test_a_renamed_state_keeps_holder_and_officer_and_starts_its_deadline(
    world: World, inspected: Parcel, plan: Any, clock: Any
) -> None:
    said = run(plan(to_checked()))

    after = fresh(inspected)
    step = after.steps.get(finished=None)
    assert (after.state, after.holder, after.officer) == ("checked", world.district, inspected.officer)
    assert (step.seq, step.entered_by, step.is_accepted) == (3, "definition_changed", True)
    running = after.deadlines.get(kind="stage", met_at=None, ended_at=None)
    assert (running.rule.code, running.started_at) == ("D02", step.created)
    assert after.definition == ToyFlow.definition()
    assert f"{inspected.number}  inspected → checked; Disnakertrans Musi Banyuasin" in said
    assert "1 kasus dipindahkan, 0 tidak dapat." in said


def test_deadlines_run_on_where_the_plan_says_keep(inspected: Parcel, plan: Any) -> None:
    before = inspected.deadlines.get(kind="stage", met_at=None, ended_at=None)

    run(plan(to_checked("keep")))

    after = fresh(inspected).deadlines.get(kind="stage", met_at=None, ended_at=None)
    assert (after.started_at, after.due_at, after.pk > before.pk) == (before.started_at, before.due_at, True)


def test_the_event_names_both_definitions_the_states_the_plan_and_the_reason(inspected: Parcel, plan: Any) -> None:
    run(plan(to_checked()))

    said = Event.objects.filter(case_uid=inspected.uid).order_by("-seq").first().content
    assert (said["act"], said["from"], said["to"]) == ("toy.definition_changed", "inspected", "checked")
    assert (said["wf"], said["x"]["wf_before"], said["x"]["plan"]) == (
        ToyFlow.definition(),
        inspected.definition,
        "alur.csv",
    )
    assert (said["actor"]["user"], said["actor"]["role"], said["actor"]["channel"]) == (None, "system", "command")
    assert said["f"]["form.reason_text"]["n"]


def test_another_level_gets_the_case_as_a_hand_over_to_accept(world: World, plan: Any) -> None:
    parcel = left_in(a_parcel(world), "announced")

    run(plan(f'toy,announced,checked,,,"{WHY}"'))

    after = fresh(parcel)
    step = after.steps.get(finished=None)
    assert (after.state, after.holder, step.sent_by) == ("checked", world.district, world.village)
    assert not step.is_accepted
    assert after.deadlines.filter(kind="acceptance", met_at=None, ended_at=None).exists()
    assert move(after, "accept_handover", world.budi).officer == world.budi


def test_a_hand_over_that_waits_goes_on_waiting_with_its_own_deadline(world: World, plan: Any) -> None:
    parcel = left_in(a_parcel(world), "inspected", accepted=False)
    due = parcel.deadlines.get(kind="acceptance", met_at=None, ended_at=None).due_at

    run(plan(to_checked()))

    after = fresh(parcel)
    step = after.steps.get(finished=None)
    assert not step.is_accepted
    assert (step.sent_by, after.holder) == (world.village, world.district)
    assert after.deadlines.get(kind="acceptance", met_at=None, ended_at=None).due_at == due


@pytest.mark.parametrize("moved_after", [1, 3], ids=["before anybody was told", "after both heads were told"])
def test_silence_about_a_hand_over_that_waits_is_told_to_both_heads_once(
    world: World, plan: Any, clock: Clock, moved_after: int
) -> None:
    clock.set(MONDAY)
    parcel = left_in(a_parcel(world), "inspected", accepted=False)
    for day in range(1, 9):
        clock.set(MONDAY + timedelta(days=day))
        engine.sweep()
        if day == moved_after:
            run(plan(to_checked()))
            engine.sweep()
    engine.sweep()

    (told,) = Event.objects.filter(case_uid=parcel.uid, act="toy.handover_unanswered")
    assert set(told.content["x"]["told"]) == {str(world.village.uid), str(world.district.uid)}


def test_returning_it_afterwards_leads_to_who_sent_it(world: World, plan: Any) -> None:
    parcel = left_in(a_parcel(world), "inspected", accepted=False)
    run(plan(to_checked()))

    back = move(fresh(parcel), "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")

    assert (back.state, back.holder) == ("reported", world.village)


def test_a_pause_ends_where_the_new_stage_does_not_pause(world: World, plan: Any) -> None:
    parcel = left_in(teleport(a_parcel(world), "checked"), "resting")
    assert parcel.deadlines.get(kind="overall", ended_at=None).due_at is None

    run(plan(f'toy,resting,checked,,,"{WHY}"'))

    after = fresh(parcel)
    assert after.pauses.get().ended_at is not None
    assert after.deadlines.get(kind="overall", ended_at=None).due_at is not None


def test_a_pause_goes_on_where_the_new_stage_pauses(world: World, plan: Any) -> None:
    parcel = left_in(teleport(a_parcel(world), "checked"), "resting")

    run(plan(f'toy,resting,waiting,,,"{WHY}"'))

    assert fresh(parcel).pauses.get().ended_at is None
    assert move(parcel, "carry_on", world.budi).pauses.get().ended_at is not None


def test_an_emergency_is_not_put_into_a_stage_that_waits(world: World, plan: Any) -> None:
    parcel = left_in(move(a_parcel(world), "alarm", world.siti), "inspected")
    with pytest.raises(CommandError, match="perbaiki, lalu ulangi"):
        run(plan(f'toy,inspected,waiting,,,"{WHY}"'))
    assert fresh(parcel).state == "inspected"


def test_one_that_became_so_while_it_waited_goes_on_where_it_stands(world: World, plan: Any) -> None:
    parcel = left_in(teleport(a_parcel(world), "checked"), "resting")
    with earlier_definition():
        do(parcel, "set_severity", world.budi, severity="E", why="Diancam")
    run(plan(f'toy,resting,waiting,,,"{WHY}"'))
    assert fresh(parcel).state == "waiting"


def test_an_ended_case_changes_its_ending_and_nothing_else(world: World, plan: Any) -> None:
    parcel = left_in(a_parcel(world), "lost")

    run(plan(f'toy,lost,dropped,,,"{WHY}"'))

    after = fresh(parcel)
    assert (after.state, after.is_open, after.finished) == ("dropped", False, parcel.finished)
    assert after.steps.count() == parcel.steps.count()
    assert move(after, "find_again", world.siti_sup, reason="new_evidence", reason_text="ketemu lagi").is_open


def test_the_way_back_leads_to_the_state_that_took_the_former_ones_place(world: World, plan: Any) -> None:
    parcel = teleport(left_in(a_parcel(world), "inspected"), "waiting")

    run(plan(to_checked()))

    back = move(parcel, "carry_on", world.budi)
    assert (back.state, back.holder) == ("checked", world.district)


def test_without_a_plan_the_way_back_to_a_former_state_is_refused_in_words(world: World) -> None:
    parcel = teleport(left_in(a_parcel(world), "inspected"), "waiting")
    with pytest.raises(Exception, match="tidak mempunyai tahap sebelumnya"):
        move(parcel, "carry_on", world.budi)
    assert fresh(parcel).state == "waiting"


def test_what_was_transferred_stays_where_its_stage_is_that_of_who_opened_it(world: World) -> None:
    case = move(transferred(at_village(world), world.siti_sup, world.other_village), "accept_handover", world.tono)
    defined_anew(case)
    assert (fresh(case).state, fresh(case).holder) == ("received", world.other_village)


def test_a_transfer_that_waits_goes_on_waiting(world: World) -> None:
    case = transferred(at_village(world), world.siti_sup, world.other_village)
    defined_anew(case)
    step = case.steps.get(finished=None)
    assert (step.holder, step.accepted_at, step.sent_by) == (world.other_village, None, world.village)


def test_a_referral_that_was_passed_on_stays_with_whom_it_was_passed_to(world: World) -> None:
    child = referral(world, at_district(world, "assigned"), world.budi, world.legal_aid)
    child = move(child, "accept_referral", world.maya)
    child = move(transferred(child, world.maya_sup, world.other_legal_aid), "accept_handover", world.dewi)
    defined_anew(child)
    assert (fresh(child).state, fresh(child).holder) == ("working", world.other_legal_aid)


def test_a_stage_that_went_to_another_level_under_the_same_code_gets_its_holder(
    world: World, plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with earlier_definition():
        parcel = a_parcel(world)
        monkeypatch.setattr(ToyFlow.stage("reported"), "level", "district")

    said = run(plan(f'toy,reported,reported,,,"{WHY}"'))

    assert "1 kasus dipindahkan" in said
    assert fresh(parcel).holder == world.district


# --- Running it ---------------------------------------------------------------------------------


def test_a_dry_run_says_the_same_and_changes_nothing(inspected: Parcel, plan: Any) -> None:
    path = plan(to_checked())
    events = Event.objects.count()

    said = run(path, dry_run=True)

    after = fresh(inspected)
    assert (after.state, after.version, Event.objects.count()) == ("inspected", inspected.version, events)
    assert said.splitlines()[1:] == run(path).splitlines()


def test_followed_again_nothing_moves(inspected: Parcel, plan: Any) -> None:
    path = plan(to_checked())
    run(path)
    version = fresh(inspected).version

    assert "0 kasus dipindahkan, 0 tidak dapat." in run(path)
    assert fresh(inspected).version == version


def test_a_line_for_one_definition_moves_only_its_cases_and_counts_first(world: World, plan: Any) -> None:
    old = left_in(a_parcel(world), "inspected")
    older = left_in(a_parcel(world), "inspected")
    put(older, definition="toy/older")

    run(plan(to_checked(), f'toy,inspected,reported,toy/older,,"{WHY}"'))

    assert (fresh(old).state, fresh(older).state) == ("checked", "reported")


def test_a_case_that_refuses_is_told_and_the_others_go_on(
    world: World, inspected: Parcel, plan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = left_in(a_parcel(world), "inspected")
    monkeypatch.setattr(
        Parcel, "overall_deadlines", lambda parcel: {"D11": parcel.created} if parcel.pk == other.pk else {"D99": None}
    )

    said = StringIO()
    with pytest.raises(CommandError, match="perbaiki, lalu ulangi"):
        call_command("migrate_cases", plan=plan(to_checked()), stdout=said)

    assert f"{inspected.number}  inspected → checked; DITOLAK" in said.getvalue()
    assert "1 kasus dipindahkan, 1 tidak dapat." in said.getvalue()
    assert (fresh(inspected).state, fresh(other).state) == ("inspected", "checked")


# --- What is wrong with a plan ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("boat,inspected,checked,,,x", "jenis kasus boat tidak dikenal"),
        ("toy,dreamt,checked,,,x", "tahap asal dreamt tidak pernah ada"),
        ("toy,reported,checked,,,x", "tahap asal reported masih ada"),
        ("toy,announced,nowhere,,,x", "tahap tujuan nowhere tidak dikenal"),
        ("toy,announced,done,,,x", "hanya dapat pindah ke tahap terbuka"),
        ("toy,lost,checked,,,x", "hanya dapat pindah ke tahap akhir"),
        ("toy,announced,reported,complaint/1,,x", "definisi complaint/1 bukan dari jenis kasus ini"),
        ("toy,announced,reported,,later,x", "isi deadlines dengan new atau keep"),
        ("toy,announced,reported,,,", "tulis alasannya"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_moves(inspected: Parcel, plan: Any, line: str, told: str) -> None:
    said = refused(plan(to_checked(), line))
    assert "Baris 3: " in said
    assert told in said
    assert "Tidak ada yang diubah." in said
    assert fresh(inspected).state == "inspected"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("toy,inspected,checked,,,a\0b", "berisi karakter NUL"),
        ("toy,inspected,checked,,,x,y", "lebih banyak daripada kolomnya"),
        (f"toy,inspected,checked,,,{'x' * 140_000}", "tidak dapat dibaca"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(inspected: Parcel, plan: Any, line: str, told: str) -> None:
    said = refused(plan(line))
    assert "Baris 2: " in said
    assert told in said
    assert fresh(inspected).state == "inspected"


def test_every_fault_is_told_at_once(inspected: Parcel, plan: Any) -> None:
    said = refused(plan("boat,a,b,,,x", "toy,announced,nowhere,,later,", to_checked(), to_checked()))
    assert [line.partition(":")[0] for line in said.splitlines()[:-1]] == [
        "Baris 2",
        "Baris 3",
        "Baris 3",
        "Baris 3",
        "Baris 5",
    ]


def test_no_case_is_left_behind(world: World, inspected: Parcel, plan: Any) -> None:
    left_in(a_parcel(world), "announced")
    said = refused(plan(to_checked()))
    assert f"toy.announced menurut definisi {inspected.definition}: 1 kasus tanpa baris." in said
    assert fresh(inspected).state == "inspected"


def test_an_empty_plan_and_another_heading_are_refused(plan: Any, tmp_path: Path, world: World) -> None:
    assert "rencana ini kosong" in refused(plan())
    other = tmp_path / "other.csv"
    other.write_text("from,to\n")
    assert "judul kolom harus: kind,from,to,definition,deadlines,reason" in refused(other)
