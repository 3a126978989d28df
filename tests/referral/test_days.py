"""The days typed into a referral's forms are days that can be meant."""

from __future__ import annotations

from datetime import date

import pytest

from casework.errors import Invalid
from casework.models import Case
from tests.complaint.given import at_district, referral
from tests.factories.cases import do, move
from tests.screens.pages import signed_in, text_of
from tests.world import World
from workflows.referral.models import Referral

pytestmark = pytest.mark.usefixtures("monday_morning")
WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}
ANSWERED = {"reason": "case_opened", "result_text": "Kasus dibuka.", **WHY}
MISSING = {"missing": "Nomor kasus", "reason": "incomplete_answer", **WHY}
A_YEAR_AHEAD, LATER = "2027-11-23", "2027-11-24"


@pytest.fixture
def parent(world: World) -> Case:
    return at_district(world, "triage")


@pytest.fixture
def letter(world: World, parent: Case) -> Referral:
    return referral(world, parent, world.budi, world.legal_aid, "poverty_letter")


def test_a_date_is_agreed_at_most_a_year_ahead(world: World, asked: Referral) -> None:
    with pytest.raises(Invalid, match="paling lama satu tahun"):
        move(asked, "accept_referral", world.maya, agreed_date=LATER)
    assert move(asked, "accept_referral", world.maya, agreed_date=A_YEAR_AHEAD).agreed_date == date(2027, 11, 23)


def test_so_is_the_new_date_of_what_is_to_be_completed(world: World, asked: Referral) -> None:
    answered = move(move(asked, "accept_referral", world.maya), "answer_referral", world.maya, **ANSWERED)
    with pytest.raises(Invalid, match="paling lama satu tahun"):
        move(answered, "send_back", world.budi, agreed_date=LATER, **MISSING)
    assert move(answered, "send_back", world.budi, agreed_date=A_YEAR_AHEAD, **MISSING).state == "working"


def test_a_poverty_letter_has_its_own_period_and_no_date_is_asked_for(world: World, letter: Referral) -> None:
    page = signed_in(world.maya).get(f"/kasus/{letter.uid}/langkah/accept_referral/")
    assert "Tanggal selesai yang disepakati" not in text_of(page)
    working = move(letter, "accept_referral", world.maya)
    assert [d.rule.code for d in working.deadlines.filter(met_at=None, ended_at=None)] == ["referral.poverty_letter"]
    answered = move(working, "answer_referral", world.maya, **ANSWERED)
    page = signed_in(world.budi).get(f"/kasus/{letter.uid}/langkah/send_back/")
    assert "Tanggal baru" not in text_of(page)
    assert move(answered, "send_back", world.budi, **MISSING).state == "working"


@pytest.mark.parametrize("field", ["reported_on", "sp2hp_on", "investigation_ordered_on", "spdp_on"])
def test_what_the_police_did_lies_within_thirty_years(world: World, parent: Case, field: str) -> None:
    case = move(referral(world, parent, world.budi, world.police, "police_report"), "accept_referral", world.agus)
    days = {"reported_on": "1996-11-23", "sp2hp_on": "2026-11-20", "investigation_ordered_on": "1997-01-01"}
    said = {"status": "report_filed", "number": "LP/7/1996", "sp2hp_code": "A1", "spdp_on": "1997-01-02", **days}
    with pytest.raises(Invalid, match="lebih dari 30 tahun") as refused:
        do(case, "record_police_progress", world.agus, **{**said, field: "1926-11-23"})
    assert field in refused.value.errors
    do(case, "record_police_progress", world.agus, **said)
