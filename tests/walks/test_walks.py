"""Random walks over all four workflows: nobody finds a case without holder, step, clock or chain, or an illegal act.

Every move of the tables is the goal of some walk; what leads there, who acts and what else happens is random. After
every act the oracle looks at all cases, and the tables are asked whether that act was allowed. Ten thousand more are
played by `make soak`.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.specification import tables
from tests.walks import law
from tests.walks.coverage import GOALS, STATES, Coverage
from tests.walks.playing import Player
from tests.world import World

SEED = int(os.environ.get("KAWAL_WALK_SEED", "20261121"))
BLOCKS = 6
WALKS = 50
"""In each block; its share of the moves are its goals, its share of the states are to be reached too."""
AGAIN = os.environ.get("KAWAL_WALK", "")


@pytest.mark.parametrize("block", range(BLOCKS))
def test_walks_keep_every_promise_and_reach_every_state_and_move(
    world: World, clock: Clock, block: int, record_property: Callable[[str, object], None]
) -> None:
    player, goals, states = Player(world, clock), GOALS[block::BLOCKS], STATES[block::BLOCKS]
    print(f"seed {SEED}, block {block}")  # noqa: T201  (shown when the block fails)
    player.play(goals, WALKS, random.Random(f"{SEED}:{block}"), states)
    record_property("walks", player.coverage.to_json())
    assert player.coverage.missing(block, BLOCKS) == []


def test_the_blocks_ask_between_them_for_every_state_and_move() -> None:
    asked = [what for block in range(BLOCKS) for what in Coverage().missing(block, BLOCKS)]
    assert sorted(asked) == sorted(Coverage().missing())
    sorts = Counter(what.partition(".")[0] for what in asked if "." in what)
    assert sorts == {
        f"{sort} {kind}": count
        for kind, counts in tables.COUNTS.items()
        for sort, count in zip(("state", "move"), counts, strict=True)
    }
    assert len(asked) == sorts.total() + len(law.ENGINE)


if AGAIN:

    def test_one_walk_again(world: World, clock: Clock) -> None:
        goal, _colon, number = AGAIN.rpartition(":")
        kind, _dot, verb = goal.partition(".")
        Player(world, clock, shrinks=True).walk((kind, verb), int(number))
