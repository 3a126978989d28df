"""Every move of every workflow, and every shape of act, broken off after each of its statements leaves nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from casework.stages import flows
from config.database import BASE_DIR
from tests.races.shapes import SHAPES
from tests.races.test_interruptions import leaves_nothing_behind
from tests.world import World

pytestmark = pytest.mark.soak

MOVING = (
    "tests/journey/test_every_move.py",
    "tests/complaint/test_every_move.py",
    "tests/legal_aid",
    "tests/referral/test_every_move.py",
    "tests/engine/test_moves.py",
)
"""Tests that make every move between them."""


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_is_left_of_any_act_that_breaks_off(world: World, as_owner: psycopg.Connection, shape: str) -> None:
    leaves_nothing_behind(world, as_owner, shape)


def test_nothing_is_left_of_any_move_of_any_workflow_that_breaks_off(tmp_path: Path) -> None:
    told = tmp_path / "broken_off"
    words = ["-m", "pytest", "-q", "-n", "auto", "-p", "tests.races.every_move", "-k", "not statements", *MOVING]
    done = subprocess.run(
        [sys.executable, *words], cwd=BASE_DIR, env=os.environ | {"KAWAL_BROKEN_OFF": str(told)}, check=False
    )
    assert done.returncode == 0

    broken_off = {tuple(line.split()) for line in told.read_text().splitlines()}
    declared = {
        (kind, verb) for kind, flow in flows().items() for verb in flow.process_class.own_moves() if kind != "toy"
    }
    assert not declared - broken_off
