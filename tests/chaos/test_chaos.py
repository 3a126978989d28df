"""Ten kills of worker, beat, web and database: everybody is told what he must be told, once."""

from __future__ import annotations

import random
import secrets
from pathlib import Path

from tests.chaos.killing import chaos


def test_ten_kills_lose_no_notice_and_repeat_none(prepared: Path, tmp_path: Path, port: int) -> None:
    seed = secrets.randbelow(2**32)
    print("seed", seed)  # noqa: T201  (shown when it fails)
    chance = random.Random(seed)
    with chaos(prepared, tmp_path, port, cases=60) as town:
        town.ensure()
        while town.kills < 10:
            town.make_due(3)
            town.kill(chance)
        town.settle()
        assert len(town.due) >= 20  # where the database was away nothing could be made due
        assert town.faults() == []
