"""Whatever stage a case of whatever kind is in, its page and the forms of what follows open."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from casework.models import Case, User
from casework.roles import Role
from casework.screens.drawing import WIDTH
from casework.stages import flows
from tests.complaint import given
from tests.journey import cases as journeys
from tests.legal_aid import cases as legal_aid
from tests.screens.pages import signed_in
from tests.world import World

KINDS = {
    "complaint": given.at_district,
    "journey": journeys.at,
    "legal_aid": legal_aid.at_body,
}
STAGES = [(kind, state) for kind in KINDS for state in flows()[kind].open_states()]


@pytest.fixture(autouse=True)
def _monday_morning(clock: Any) -> None:
    clock.set(datetime.combine(given.TODAY, time(9, 0), given.WIB))


def head_of(world: World, case: Case) -> User:
    return world.member(case.holder, Role.HEAD)


@pytest.mark.parametrize(("kind", "state"), STAGES)
def test_its_drawing_fits_and_every_move_offered_has_a_form(world: World, kind: str, state: str) -> None:
    case = KINDS[kind](world, state)
    browser = signed_in(head_of(world, case))
    page = browser.get(f"/kasus/{case.uid}/")
    drawing = page.context["drawing"]
    assert [point["kind"] for point in drawing["points"]].count("now") == 1
    assert all(0 < point["x"] < WIDTH and 0 < point["y"] < drawing["height"] for point in drawing["points"])
    offered = [browser.get(one["url"]) for one in page.context["moves"]]
    assert offered
    assert all("form" in one.context or one.context["missing"] for one in offered)
    assert {one.status_code for one in offered} <= {200, 409}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_act_on_its_page_has_a_form_or_says_what_is_missing(world: World, kind: str) -> None:
    case = KINDS[kind](world, flows()[kind].open_states()[0])
    browser = signed_in(head_of(world, case))
    groups = browser.get(f"/kasus/{case.uid}/").context["acts"]
    offered = [browser.get(one["url"]) for group in groups for one in group["acts"]]
    assert {response.status_code for response in offered} <= {200, 409}
    assert all("form" in response.context or response.context["missing"] for response in offered)
