"""Two hundred kills of worker, beat, web and database: everybody is told what he must be told, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.killing import chaos
from tests.soak.progress import Progress

pytestmark = pytest.mark.soak

KILLS = 25
"""Of each round, in an installation of its own."""


def test_two_hundred_kills_lose_no_notice_and_repeat_none(prepared: Path, tmp_path: Path, port: int) -> None:
    progress = Progress("chaos", rounds=8)
    for chance in progress:
        home = tmp_path / str(progress.done)
        home.mkdir()
        with chaos(prepared, home, port, cases=4 * KILLS) as town:
            while town.kills < KILLS:
                town.make_due(3)
                town.kill(chance)
            town.settle()
            assert town.faults() == []
            print(progress, town)  # noqa: T201  (a soak tells where it is, and its seed)
