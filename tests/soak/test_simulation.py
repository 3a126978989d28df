"""Ninety days with three hundred cases, real workers and an independent calculation of what people must be told."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.simulation.running import Simulation
from tests.soak.progress import Progress
from tests.world import World

pytestmark = pytest.mark.soak


def test_in_ninety_days_people_are_told_what_the_ladder_says_and_nothing_else(
    world: World, committed_db: str, as_owner: psycopg.Connection, tmp_path: Path
) -> None:
    progress = Progress("simulation", rounds=1)
    print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
    for chance in progress:
        simulation = Simulation(world, as_owner, chance)
        simulation.run(committed_db, tmp_path, days=90, cases=300)
        assert simulation.differences() == []
        print(simulation)  # noqa: T201
