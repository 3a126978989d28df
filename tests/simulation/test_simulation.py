"""Fourteen days with sixty cases, real workers and an independent calculation of what people must be told."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

import psycopg

from tests.simulation.running import Simulation
from tests.world import World


def test_in_fourteen_days_people_are_told_what_the_ladder_says_and_nothing_else(
    world: World, committed_db: str, as_owner: psycopg.Connection, tmp_path: Path
) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)  # noqa: T201  (shown when it fails)
    simulation = Simulation(world, as_owner, random.Random(seed))
    simulation.run(committed_db, tmp_path, days=14, cases=60)
    assert simulation.differences() == []
    assert sum(simulation.expected.events.values()) > 100
