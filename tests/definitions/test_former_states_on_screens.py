"""What happened in states that exist no more is read by the name they had; a state nobody knows shows its code."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from casework.roles import Role
from casework.stages import Former
from tests.factories.definitions import left_in
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.screens.pages import signed_in, text_of
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def migrated(world: World, tmp_path_factory: pytest.TempPathFactory) -> Parcel:
    """A parcel that stood in `inspected` until a plan moved it to `checked`."""
    parcel = left_in(a_parcel(world), "inspected")
    plan = tmp_path_factory.mktemp("plan") / "alur.csv"
    plan.write_text("kind,from,to,definition,deadlines,reason\ntoy,inspected,checked,,,Tahap digabung\n")
    call_command("migrate_cases", plan=plan, verbosity=0)
    return parcel


def test_the_case_page_shows_the_former_stage_and_why_it_was_left(world: World, migrated: Parcel) -> None:
    shown = text_of(signed_in(world.budi).get(f"/kasus/{migrated.uid}/"))
    assert "Ditinjau" in shown
    assert "Alur kerja jenis kasus ini berubah" in shown
    assert "Tahap digabung" in shown


def test_the_auditor_reads_it_too(world: World, migrated: Parcel) -> None:
    auditor = signed_in(an_officer(world.district, "Tari Pemeriksa", Role.AUDITOR))
    shown = text_of(auditor.get(f"/riwayat/{migrated.uid}/"))
    assert "Ditinjau" in shown
    assert "Alur kerja jenis kasus ini berubah" in shown


def test_the_chart_is_the_present_one(world: World, migrated: Parcel) -> None:
    assert signed_in(world.budi).get(f"/kasus/{migrated.uid}/bagan.svg").status_code == 200


def test_a_case_that_ended_in_a_former_state_is_shown_by_its_old_name(world: World) -> None:
    parcel = left_in(a_parcel(world), "lost")
    browser = signed_in(world.siti)
    assert "Hilang" in text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert browser.post("/cari/", {"query": parcel.number}).status_code == 302


def test_what_no_table_knows_shows_its_code(world: World) -> None:
    assert ToyFlow.stage("dreamt") == Former("toy", "dreamt")
    assert ToyFlow.stage("dreamt").label == "dreamt"
