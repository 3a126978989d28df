"""Regions split: open cases follow, by ordinary hand-overs, and nothing moves before everything is clear."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework import engine
from casework.access import Depth
from casework.errors import Stale
from casework.history import timeline
from casework.levels import Level
from casework.models import Event, Organisation, Region, User
from tests.factories.cases import fresh, move, opened
from tests.factories.places import an_office, an_officer
from tests.toy.models import Parcel
from tests.world import World, request_id

NEIGHBOUR = "16.06.13.2002"
OLD = "16.06.13.2001"


@pytest.fixture
def new_village(world: World) -> Organisation:
    """The village that takes over from Ulak Paceh, with its officer."""
    office = an_office(Level.VILLAGE, NEIGHBOUR, name="Desa Ulak Paceh Jaya")
    an_officer(office, "Wati Petugas")
    return office


@pytest.fixture
def parcel(world: World) -> Parcel:
    outcome = engine.open_case(
        Parcel, actor=world.siti, office=world.village, request_id=request_id(), data={"content": "Beras"}
    )
    return opened(outcome)


@pytest.fixture
def plan(tmp_path: Path) -> Any:
    """Write a plan of these lines; returns its path."""

    def write(*lines: str) -> Path:
        path = tmp_path / "pemekaran.csv"
        path.write_text("\n".join(["region,successor,from_office,to_office", *lines]) + "\n")
        return path

    return write


def run(path: Path, *, dry_run: bool = False) -> str:
    said = StringIO()
    call_command("reassign_region", plan=path, dry_run=dry_run, stdout=said)
    return said.getvalue()


def test_a_case_goes_to_the_office_of_its_new_region(world: World, parcel: Parcel, new_village: Any, plan: Any) -> None:
    due = parcel.steps.get().deadlines.get(kind="stage").due_at

    said = run(plan(f"{OLD},{NEIGHBOUR},,"))

    after = fresh(parcel)
    assert (after.holder, after.region_id, after.state) == (new_village, NEIGHBOUR, "reported")
    step = after.steps.get(finished=None)
    assert not step.is_accepted
    assert step.sent_by == world.village
    assert after.deadlines.get(kind="stage", met_at=None, ended_at=None).due_at == due
    assert after.deadlines.filter(kind="acceptance", met_at=None, ended_at=None).exists()
    assert f"{parcel.number}  Desa Ulak Paceh → Desa Ulak Paceh Jaya; wilayah {NEIGHBOUR}" in said
    assert "1 kasus dipindahkan, 0 tidak dapat." in said


def test_the_event_is_an_ordinary_hand_over_by_the_system(parcel: Parcel, new_village: Any, plan: Any) -> None:
    run(plan(f"{OLD},{NEIGHBOUR},,"))

    said = Event.objects.filter(case_uid=parcel.uid).first().content
    assert (said["act"], said["reason"]) == ("toy.transfer", "competence")
    assert (said["actor"]["user"], said["actor"]["role"], said["actor"]["channel"]) == (None, "system", "command")
    assert said["x"]["sent_to"] == str(new_village.uid)
    assert said["f"]["region"]["o"]
    assert said["f"]["region"]["n"]


def test_the_history_says_where_from_and_where_to(parcel: Parcel, new_village: Any, plan: Any) -> None:
    run(plan(f"{OLD},{NEIGHBOUR},,"))
    places = [Region.objects.get(pk=code).path for code in (OLD, NEIGHBOUR)]
    assert f"Wilayah: {' → '.join(places)}" in timeline(parcel, Depth.FULL).entries[0].details.splitlines()


def test_the_receiver_accepts_as_always(parcel: Parcel, new_village: Any, plan: Any) -> None:
    run(plan(f"{OLD},{NEIGHBOUR},,"))
    wati = User.objects.get(full_name="Wati Petugas")

    after = move(parcel, "accept_handover", wati)

    assert after.officer == wati


def test_a_dry_run_says_the_same_and_changes_nothing(parcel: Parcel, new_village: Any, plan: Any) -> None:
    path = plan(f"{OLD},{NEIGHBOUR},,")
    events = Event.objects.count()

    said = run(path, dry_run=True)

    after = fresh(parcel)
    assert (after.holder, after.region_id, after.version) == (parcel.holder, OLD, parcel.version)
    assert Event.objects.count() == events
    assert said.splitlines()[1:] == run(path).splitlines()


def test_followed_again_nothing_moves(parcel: Parcel, new_village: Any, plan: Any) -> None:
    path = plan(f"{OLD},{NEIGHBOUR},,")
    run(path)
    version = fresh(parcel).version

    assert "0 kasus dipindahkan, 0 tidak dapat." in run(path)
    assert fresh(parcel).version == version


def test_a_holder_of_another_level_keeps_its_case_under_the_new_code(
    world: World, parcel: Parcel, new_village: Any, plan: Any
) -> None:
    sent = move(move(parcel, "send", world.siti), "accept_handover", world.budi)

    run(plan(f"{OLD},{NEIGHBOUR},,"))

    after = fresh(parcel)
    assert (after.holder, after.officer, after.region_id) == (world.district, world.budi, NEIGHBOUR)
    assert after.version == sent.version
    assert Event.objects.filter(case_uid=parcel.uid).first().act == "toy.region_renamed"


def test_an_office_takes_over_what_lies_inside_a_region(
    world: World, parcel: Parcel, new_village: Any, plan: Any
) -> None:
    run(plan(f"16.06.13,,{world.village.uid},{new_village.uid}"))

    after = fresh(parcel)
    assert (after.holder, after.region_id) == (new_village, OLD)


def test_the_finer_region_counts(world: World, parcel: Parcel, new_village: Any, plan: Any) -> None:
    run(plan(f"16.06.13,,,{world.other_village.uid}", f"{OLD},,,{new_village.uid}"))

    assert fresh(parcel).holder == new_village


def test_an_ended_case_stays(world: World, parcel: Parcel, new_village: Any, plan: Any) -> None:
    move(parcel, "drop", world.siti, reason="duplicate_entry", reason_text="ganda")

    assert "0 kasus dipindahkan" in run(plan(f"{OLD},{NEIGHBOUR},,"))


def test_a_sealed_case_names_the_receivers_people(world: World, parcel: Parcel, new_village: Any, plan: Any) -> None:
    move(parcel, "alarm", world.siti)
    other = an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")
    officer = an_officer(other, "Joko Petugas")

    run(plan(f"{OLD},,,{other.uid}"))

    after = fresh(parcel)
    assert after.holder == other
    assert after.named.filter(user=officer).exists()


def test_a_closed_region_learns_its_successor(world: World, new_village: Any, plan: Any) -> None:
    Region.objects.filter(code=OLD).update(valid_to="2026-01-01")

    run(plan(f"{OLD},{NEIGHBOUR},,"))

    assert [place.code for place in Region.objects.get(code=OLD).successors.all()] == [NEIGHBOUR]


def test_every_broken_line_is_named_and_nothing_moves(
    world: World, parcel: Parcel, new_village: Any, plan: Any
) -> None:
    path = plan(
        f"{OLD},{NEIGHBOUR},,",
        "99.99,,,",
        f"{OLD},16.06,,{world.faraway.uid}",
        f"16.06,,nonsense,{an_office(Level.VILLAGE, '16.06.03.2002', name='Desa Pagar Kaya').uid}",
    )

    with pytest.raises(CommandError) as refused:
        run(path)

    said = str(refused.value)
    assert "Baris 3: wilayah 99.99 tidak dikenal." in said
    assert "Baris 3: isi wilayah baru, kantor tujuan, atau keduanya." in said
    assert "Baris 4: wilayah baru tidak setingkat dengan wilayah lama." in said
    assert "Baris 5: kantor nonsense tidak dikenal" in said
    assert "Baris 5: Desa Pagar Kaya sudah tutup atau belum mempunyai petugas aktif." in said
    assert "Tidak ada yang diubah." in said
    assert fresh(parcel).holder == world.village


def test_a_plan_with_other_columns_is_refused(tmp_path: Path, db: None) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("kode;baru\n")

    with pytest.raises(CommandError, match="Baris 1: judul kolom harus"):
        run(path)


def test_an_office_that_is_a_party_is_refused_and_named(
    world: World, parcel: Parcel, new_village: Any, plan: Any
) -> None:
    parcel.parties.create(role="respondent", sort="office", organisation=new_village, since=parcel.created)

    with pytest.raises(CommandError, match="disebut di atas"):
        run(plan(f"{OLD},{NEIGHBOUR},,"))

    assert fresh(parcel).holder == world.village


def test_a_case_that_moved_meanwhile_is_refused(world: World, parcel: Parcel, new_village: Any) -> None:
    seen = parcel.version
    move(parcel, "send", world.siti)

    with pytest.raises(Stale):
        engine.reassign(parcel, version=seen, request_id=request_id(), office=new_village)
