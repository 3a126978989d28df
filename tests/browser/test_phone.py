"""What a person on a cheap phone sees of a case without scrolling sideways or far."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.driving import Desk, Office
from tests.complaint import given
from tests.factories.cases import move, teleport
from tests.factories.parcels import a_parcel
from tests.journey import cases as journeys
from tests.world import World

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 800}


def phone(office: Office, user: Any) -> Desk:
    desk = office.desk(user)
    desk.page.set_viewport_size(PHONE)
    return desk


def test_the_due_time_of_a_sealed_emergency_is_whole(office: Office, world: World) -> None:
    case = given.emergency(world)
    rina = phone(office, world.rina)
    rina.go(f"/kasus/{case.uid}/")
    due = rina.page.locator(".kw-idbar__short")
    box, bar = due.bounding_box(), rina.page.locator(".kw-idbar").bounding_box()
    assert box is not None
    assert bar is not None
    assert " jam" in due.inner_text()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert bar["y"] <= box["y"]
    assert box["y"] + box["height"] <= bar["y"] + bar["height"]
    cut = "e => { const p = e.parentElement; return p.scrollWidth > p.clientWidth; }"
    assert not due.evaluate(cut), "the words are wider than their place"


def test_who_holds_a_case_and_why_it_came_back_stands_on_the_first_screen(office: Office, world: World) -> None:
    parcel = a_parcel(world)
    move(parcel, "send", world.siti)
    move(parcel, "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami")
    siti = phone(office, world.siti)
    siti.go(f"/kasus/{parcel.uid}/")
    for words in ("Desa Ulak Paceh sejak 23 November 2026, petugas Siti Petugas", "Bukan wilayah kami"):
        said = siti.page.locator(".kw-held", has_text=words)
        box = said.bounding_box()
        assert said.is_visible()
        assert box is not None
        assert box["y"] + box["height"] < PHONE["height"]


def test_a_long_name_without_a_space_does_not_make_the_list_of_people_wider(office: Office, world: World) -> None:
    world.worker("Raden" * 16)
    siti = phone(office, world.siti)
    siti.go("/orang/")
    assert siti.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_labels_of_a_long_path_do_not_run_into_each_other_on_a_desk(office: Office, world: World) -> None:
    case = journeys.at(world, "interest_registered")
    stages = ("village_verification", "village_cleared", "district_registration", "medical_check")
    for state in (*stages, "placement_agreement", "selection", "competence_preparation"):
        case = teleport(case, state)
    budi = office.desk(world.budi)
    budi.page.set_viewport_size({"width": 1280, "height": 900})
    budi.go(f"/kasus/{case.uid}/")
    lines = budi.page.evaluate(_LINES)
    assert len(lines) > 8
    together = [(one["words"], two["words"]) for one in lines for two in lines if one is not two and touch(one, two)]
    assert together == []
    drawing = budi.page.locator(".kw-lanes__drawing").bounding_box()
    assert drawing is not None
    assert max(line["right"] for line in lines) <= drawing["x"] + drawing["width"]


_LINES = """() => [...document.querySelectorAll('.kw-lanes__point text')].map(line => {
  const box = line.getBoundingClientRect();
  return {words: line.textContent, left: box.left, right: box.right, top: box.top};
})"""


def touch(one: dict[str, Any], two: dict[str, Any]) -> bool:
    """Whether two words on the same line leave no room between them."""
    return abs(one["top"] - two["top"]) < 5 and one["left"] <= two["left"] < one["right"] + 3
