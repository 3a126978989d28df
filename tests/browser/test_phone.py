"""What a person on a cheap phone sees of a case without scrolling sideways or far."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.driving import Desk, Office
from tests.complaint import given
from tests.factories.cases import move
from tests.factories.parcels import a_parcel
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
    for words in ("Desa Ulak Paceh · Siti Petugas, sejak 23 November 2026", "Bukan wilayah kami"):
        said = siti.page.locator(".kw-held", has_text=words)
        box = said.bounding_box()
        assert said.is_visible()
        assert box is not None
        assert box["y"] + box["height"] < PHONE["height"]
