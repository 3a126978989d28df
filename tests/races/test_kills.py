"""A process killed in the middle of a move leaves no broken case, and its request can be sent again."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

from tests.races.killing import kill_in_the_middle
from tests.races.possible import some_linked, some_of_each_kind
from tests.world import World


def test_ten_processes_killed_in_the_middle_of_a_move_break_nothing(
    world: World, committed_db: str, tmp_path: Path
) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)  # noqa: T201  (shown when it fails)
    cases = some_linked(some_of_each_kind(world, 6))

    kill_in_the_middle(committed_db, tmp_path, cases, chances=[random.Random(f"{seed}:{n}") for n in range(10)])
