"""Every form can be shown before anything is filled in."""

from __future__ import annotations

import pytest

from casework import engine
from casework.acts import act_kind
from casework.forms import move_form, plain_form
from tests.factories.cases import teleport
from tests.legal_aid.cases import at_body
from tests.specification.tables import moves
from tests.world import World

ROWS = moves("legal_aid")
STEPS = [(verb, state) for verb, row in sorted(ROWS.items()) for state in row["from"].split()]


@pytest.mark.parametrize(("verb", "state"), STEPS)
def test_a_moves_form_is_shown_from_each_of_its_stages(world: World, verb: str, state: str) -> None:
    case = teleport(at_body(world, "mandated"), state)
    act = engine.prepare(case, verb, actor=world.maya_head)
    form = move_form(act.move, act)
    assert all(str(field.label) for field in form)
    assert form.as_p() is not None


@pytest.mark.parametrize("name", ["record_service", "set_hearing"])
def test_an_acts_form_is_shown(world: World, name: str) -> None:
    case = at_body(world, "litigation", execution="open")
    act = engine.prepare(case, name, actor=world.maya)
    assert plain_form(act_kind(name).form, act, "", None, None).as_p()
