"""The races of the suite, longer: two hundred kills, and sixteen processes against a thousand cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.parcels import a_parcel
from tests.races.crowd import crowd_in
from tests.races.killing import kill_in_the_middle
from tests.races.shapes import accepted, linked
from tests.races.test_processes import many_cases_stay_sound
from tests.soak.progress import Progress
from tests.world import World

pytestmark = pytest.mark.soak


def test_two_hundred_processes_killed_in_the_middle_of_a_move_break_nothing(
    world: World, committed_db: str, tmp_path: Path
) -> None:
    progress = Progress("kills_in_moves", rounds=200)
    print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
    parcels = [accepted(world) for _case in range(12)] + [
        linked(a_parcel(world), a_parcel(world)) for _case in range(4)
    ]

    kill_in_the_middle(committed_db, tmp_path, parcels, chances=progress)


def test_a_thousand_cases_moved_by_sixteen_processes_stay_sound(
    world: World, committed_db: str, tmp_path: Path
) -> None:
    progress = Progress("thousand_cases", rounds=4)
    print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
    with crowd_in(committed_db, tmp_path) as crowd:
        for chance in progress:
            many_cases_stay_sound(world, crowd, cases=1000, moves=250, seed=chance.randrange(2**32))
