"""The races of the suite, longer: two hundred kills, and sixteen processes against a thousand cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.races.crowd import crowd_in
from tests.races.killing import kill_in_the_middle
from tests.races.possible import some_linked, some_of_each_kind
from tests.races.test_processes import many_cases_stay_sound
from tests.soak.progress import Progress
from tests.world import World

pytestmark = pytest.mark.soak


def test_two_hundred_processes_killed_in_the_middle_of_a_move_break_nothing(
    world: World, committed_db: str, tmp_path: Path
) -> None:
    progress = Progress("kills_in_moves", rounds=200)
    print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
    cases = some_linked(some_of_each_kind(world, 18))

    kill_in_the_middle(committed_db, tmp_path, cases, chances=progress)


def test_a_thousand_cases_moved_by_sixteen_processes_stay_sound(
    world: World, committed_db: str, tmp_path: Path
) -> None:
    progress = Progress("thousand_cases", rounds=4)
    print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
    with crowd_in(committed_db, tmp_path) as crowd:
        for chance in progress:
            many_cases_stay_sound(world, crowd, cases=1000, moves=250, seed=chance.randrange(2**32))
