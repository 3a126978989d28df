"""Random walks over all four workflows: nobody finds a case without holder, step, clock or chain, or an illegal act.

Every move of the tables is the goal of some walk; what leads there, who acts and what else happens is random. After
every act the oracle looks at all cases, and the tables are asked whether that act was allowed. Ten thousand more are
played by `make soak`.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from tests.conftest import Clock
from tests.walks.playing import GOALS, Player
from tests.world import World

SEED = int(os.environ.get("KAWAL_WALK_SEED", "20261121"))
BLOCKS = 6
WALKS = 50
"""In each block; its share of the moves are its goals."""
AGAIN = os.environ.get("KAWAL_WALK", "")


@pytest.mark.parametrize("block", range(BLOCKS))
def test_walks_keep_every_promise_and_reach_every_move(
    world: World, clock: Clock, block: int, record_property: Callable[[str, object], None]
) -> None:
    player, goals = Player(world, clock), GOALS[block::BLOCKS]
    print(f"seed {SEED}, block {block}")  # noqa: T201  (shown when the block fails)
    player.play(goals, WALKS, random.Random(f"{SEED}:{block}"))
    record_property("walks", player.coverage.to_json())
    assert [goal for goal in goals if not player.coverage.moves[goal]] == []


if AGAIN:

    def test_one_walk_again(world: World, clock: Clock) -> None:
        goal, _colon, number = AGAIN.rpartition(":")
        kind, _dot, verb = goal.partition(".")
        Player(world, clock, shrinks=True).walk((kind, verb), int(number))
