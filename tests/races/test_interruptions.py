"""An act that breaks off after any of its statements leaves nothing behind, and is done in whole afterwards."""

from __future__ import annotations

import psycopg
import pytest

from tests.invariants import broken
from tests.races.interrupting import interrupted_everywhere, make_tripping, tripping
from tests.races.shapes import PLAIN, SHAPES
from tests.world import World


@pytest.mark.parametrize("shape", PLAIN)
def test_nothing_is_left_of_an_act_that_breaks_off(world: World, as_owner: psycopg.Connection, shape: str) -> None:
    leaves_nothing_behind(world, as_owner, shape)


def leaves_nothing_behind(world: World, owner: psycopg.Connection, shape: str) -> None:
    """Prepare an act, break it off after each of its statements, and do it."""
    act = SHAPES[shape](world)
    assert "kawal_write_act" in " ".join(make_tripping(owner))

    _answer, statements, inside = interrupted_everywhere(act)

    assert statements >= 2
    assert inside > 2
    assert broken() == []


def test_every_statement_of_a_function_is_followed_by_the_trip() -> None:
    body = "DECLARE a int := 1; BEGIN -- one; two\n a := 2; IF a = 2 THEN RAISE 'x;y'; END IF; END"
    trip = " ASSERT public.kawal_test_trip();"
    expected = "DECLARE a int := 1; BEGIN -- one; two\n a := 2;! IF a = 2 THEN RAISE 'x;y';! END IF;! END"
    assert tripping(body) == expected.replace("!", trip)
