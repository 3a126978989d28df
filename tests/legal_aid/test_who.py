"""Who may make which move, for every row of the specification."""

from __future__ import annotations

import pytest

from casework.errors import NotAllowed
from tests.factories.cases import move
from tests.legal_aid.cases import at_body
from tests.specification.tables import moves
from tests.world import World

ROWS = moves("legal_aid")
BY_SUPERVISOR = sorted(verb for verb, row in ROWS.items() if row["actor"].startswith(("legal_aid:sup", "holder:sup")))
BY_HEAD = sorted(verb for verb, row in ROWS.items() if row["actor"].startswith(("legal_aid:head", "holder:head")))


def first_source(verb: str) -> str:
    return ROWS[verb]["from"].split()[0]


@pytest.mark.parametrize("verb", sorted(ROWS))
def test_nobody_outside_the_body_makes_a_move(world: World, verb: str) -> None:
    case = at_body(world, first_source(verb))
    for stranger in (world.outsider_head, world.budi_head, world.rina_head, world.dewi_head):
        with pytest.raises(NotAllowed, match="bukan wewenang Anda"):
            move(case, verb, stranger)


@pytest.mark.parametrize("verb", [*BY_SUPERVISOR, *BY_HEAD])
def test_an_officer_does_not_do_what_a_supervisor_or_head_decides(world: World, verb: str) -> None:
    with pytest.raises(NotAllowed, match="bukan wewenang Anda"):
        move(at_body(world, first_source(verb)), verb, world.maya)


@pytest.mark.parametrize("verb", BY_HEAD)
def test_a_supervisor_does_not_do_what_the_head_decides(world: World, verb: str) -> None:
    with pytest.raises(NotAllowed, match="bukan wewenang Anda"):
        move(at_body(world, first_source(verb)), verb, world.maya_sup)
