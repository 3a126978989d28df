"""Ten thousand random walks in two processes; whatever state or move nobody reached is named and fails."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from tests import conftest, database
from tests.soak.progress import FOLDER, Progress
from tests.walks.coverage import GOALS, Coverage
from tests.walks.playing import Player
from tests.world import World, load

pytestmark = pytest.mark.soak

HALVES = 2
ROUNDS = 200
"""Of each half."""
WALKS = 25
"""Of each round, in one transaction."""


def test_ten_thousand_walks_keep_every_promise(world: World, committed_db: str) -> None:
    clones = [database.clone_name() for _half in range(HALVES)]
    connections.close_all()
    for clone in clones:
        database.clone(clone, committed_db)
    context = multiprocessing.get_context("fork")
    halves = [context.Process(target=_half, args=(number, clone)) for number, clone in enumerate(clones)]
    for half in halves:
        half.start()
    for half in halves:
        half.join()
    for clone in clones:
        database.drop(clone)
    reached = Coverage.sum(Coverage.kept(_file(number)) for number in range(HALVES))
    print(reached)  # noqa: T201  (a soak tells what it did)
    assert [half.exitcode for half in halves] == [0] * HALVES
    assert reached.missing() == []


def _half(number: int, name: str) -> None:
    """Play one half's rounds in a database of its own, in this process; a failure ends it."""
    conftest._use(name)
    progress = Progress(f"walks-{number}", rounds=ROUNDS)
    file = _file(number)
    reached = Coverage.kept(file) if progress.done else Coverage()
    for chance in progress:
        player = _round(chance, reached)
        reached.add(player.coverage)
        reached.keep(file)
        print(f"{progress}: {reached.walks} walks, {len(reached.missing())} not reached", flush=True)  # noqa: T201
    sys.exit(0)


def _file(half: int) -> Path:
    return FOLDER / f"walks-{half}.reached.json"


def _round(chance: Any, reached: Coverage) -> Player:
    """One round in one transaction that is rolled back: half its walks to what was reached least."""
    with (
        database.connect_as(conftest.OWNER, connections["default"].settings_dict["NAME"]) as owner,
        conftest.rolled_back(),
    ):
        player = Player(load(), conftest.Clock(owner))
        rare = sorted(GOALS, key=lambda goal: reached.moves[goal])[: WALKS // 2]
        player.play([*rare, *chance.sample(GOALS, WALKS - len(rare))], WALKS, chance)
        return player
