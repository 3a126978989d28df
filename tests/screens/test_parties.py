"""Officers and offices that a case is about: they neither find nor read it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from casework.errors import Invalid
from casework.models import User
from tests.complaint import given
from tests.factories.cases import do, fresh, move
from tests.screens.pages import carried, signed_in, text_of
from tests.sweep.given import born_on
from tests.world import World
from workflows.complaint.models import ComplaintCase

OFFICE = {"role": "respondent", "sort": "office", "name": "Dinas"}
PERSON = {"role": "respondent", "sort": "person", "name": "Budi"}
VICTIM = "Korban Rahasia"


def about(world: World, **party: Any) -> ComplaintCase:
    """A complaint at the district about an officer or an office."""
    case = given.at_district(world, "triage", opening={"person_name": VICTIM})
    return given.with_party(case, "respondent", name="Yang diadukan", **party)


def finds(user: User, case: ComplaintCase) -> list[str]:
    """Where a person comes upon a case or the worker it is about."""
    browser = signed_in(user)
    search = browser.post("/cari/", {"query": case.number})
    pages = {
        "work": text_of(browser.get("/kerja/?daftar=kantor")),
        "number": str(search.headers.get("Location", "")),
        "name": text_of(browser.post("/cari/", {"query": "Korban"})).replace("Cari Korban", ""),
        "people": text_of(browser.get("/orang/")),
    }
    known = (case.number, str(case.uid), VICTIM)
    return [place for place, said in pages.items() if any(one in said for one in known)]


def test_his_colleague_finds_it_everywhere(world: World) -> None:
    assert finds(world.budi, about(world, user=world.budi2)) == ["work", "number", "name", "people"]


def test_an_officer_who_is_a_party_finds_neither_case_nor_worker(world: World) -> None:
    case = about(world, user=world.budi2)
    assert finds(world.budi2, case) == []
    assert signed_in(world.budi2).get(f"/kasus/{case.uid}/").status_code == 404
    assert signed_in(world.budi2).get(f"/orang/{case.person.uid}/").status_code == 404


def test_he_is_not_made_its_officer(world: World) -> None:
    case = about(world, user=world.budi2)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        do(case, "assign_officer", world.budi_sup, officer=str(world.budi2.uid), why="Beban kerja")


def test_an_office_that_follows_loses_sight_of_a_case_about_itself(world: World) -> None:
    case = given.at_village(world, person_name=VICTIM)
    case = move(case, "begin_triage", world.siti, number_given="on", danger="no")
    case = move(case, "accept_handover", world.budi)
    assert "work" in finds(world.siti, case)
    given.with_party(case, "respondent", organisation=world.village)
    assert finds(world.siti, case) == []


def test_the_holder_of_a_case_about_itself_reads_nothing_but_can_pass_it_on(world: World) -> None:
    case = about(world, organisation=world.district)
    browser = signed_in(world.budi_sup)
    work = text_of(browser.get("/kerja/?daftar=kantor"))
    assert case.number in work
    assert VICTIM not in work
    assert VICTIM not in text_of(browser.post("/cari/", {"query": "Korban Rahasi"}))
    page = browser.get(f"/kasus/{case.uid}/")
    assert page.status_code == 200
    assert VICTIM not in text_of(page)
    assert "Limpahkan" in text_of(page)
    assert browser.get(f"/kasus/{case.uid}/langkah/transfer/").status_code == 200
    assert fresh(case).is_open


def test_an_office_that_a_case_is_about_does_not_get_it(world: World) -> None:
    case = given.with_party(given.at_village(world), "respondent", organisation=world.district)
    case = move(case, "begin_triage", world.siti, **given.FILLED["begin_triage"])
    assert (case.holder, case.held_for) == (world.bp3mi, "district")


def test_a_party_is_called_a_child_by_the_birth_on_record_too(world: World) -> None:
    case = given.at_district(world, "triage", opening={"person_name": VICTIM})
    born_on(case, date(2012, 1, 31))
    assert f"{VICTIM} · Korban · anak" in text_of(signed_in(world.budi).get(f"/kasus/{case.uid}/"))


def where(response: Any) -> tuple[int, str]:
    return response.status_code, response.headers.get("Location", "")


@pytest.mark.parametrize("names", ["office", "himself"])
def test_who_names_his_office_or_himself_is_led_to_his_work_also_when_it_is_sent_again(
    world: World, names: str
) -> None:
    case = given.at_district(world, "triage")
    party = (
        {**OFFICE, "organisation": str(world.district.uid)}
        if names == "office"
        else {**PERSON, "is_official": world.budi.username}
    )
    browser, address = signed_in(world.budi), f"/kasus/{case.uid}/tindakan/add_party/"
    data = {**carried(browser.get(address)), **party}

    for _again in range(2):
        assert where(browser.post(address, data)) == (302, "/kerja/")
        assert "Tambah pihak: sudah dicatat." in text_of(browser.get("/kerja/"))

    assert case.parties.filter(name=party["name"]).count() == 1
    assert browser.get(f"/kasus/{case.uid}/").status_code == 404


def test_who_passes_on_a_case_about_his_office_is_led_to_his_work_also_when_it_is_sent_again(world: World) -> None:
    case = about(world, organisation=world.district)
    browser, address = signed_in(world.budi_sup), f"/kasus/{case.uid}/langkah/transfer/"
    why = {"summary": "Mohon dilanjutkan", "reason": "conflict_of_interest", "reason_text": "Kantor kami diadukan"}
    data = {**carried(browser.get(address)), "receiving_office": str(world.bp3mi.uid), **why}

    for _again in range(2):
        assert where(browser.post(address, data)) == (302, "/kerja/")
        assert "Limpahkan: sudah dicatat." in text_of(browser.get("/kerja/"))

    assert fresh(case).holder == world.bp3mi


def test_a_move_sent_again_is_answered_although_its_maker_was_named_since(world: World) -> None:
    case = given.at_district(world, "triage")
    browser, address = signed_in(world.budi), f"/kasus/{case.uid}/langkah/begin_verification/"
    data = {**carried(browser.get(address)), **given.FILLED["begin_verification"]}
    assert where(browser.post(address, data)) == (302, f"/kasus/{case.uid}/")
    do(case, "add_party", world.budi2, **PERSON, is_official=world.budi.username)

    assert where(browser.post(address, data)) == (302, "/kerja/")


@pytest.mark.parametrize("page", ["tindakan/add_party", "langkah/transfer"])
def test_a_form_is_answered_again_to_nobody_but_who_sent_it_and_for_no_other_case(world: World, page: str) -> None:
    case, hidden_from_him = given.at_district(world, "triage"), about(world, user=world.budi)
    browser, address = signed_in(world.budi), f"/kasus/{case.uid}/tindakan/add_party/"
    data = {**carried(browser.get(address)), **OFFICE, "organisation": str(world.district.uid)}
    assert browser.post(address, data).status_code == 302

    for user in (world.budi2, world.outsider):
        assert signed_in(user).post(f"/kasus/{case.uid}/{page}/", data).status_code == 404
    assert browser.post(f"/kasus/{hidden_from_him.uid}/{page}/", data).status_code == 404
    for other in (str(uuid.uuid4()), "", "x"):
        assert browser.post(f"/kasus/{case.uid}/{page}/", {**data, "request_id": other}).status_code == 404
    assert browser.get(f"/kasus/{case.uid}/{page}/").status_code == 404
