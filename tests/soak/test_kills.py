"""Whatever is killed, in whatever order: no committed row is lost and the next start works."""

from __future__ import annotations

import pytest

from config import embedded
from tests.project.clients import Writer, highest_number, keeper_of, kill_all, postgres_processes, wait_until
from tests.soak.progress import Progress

pytestmark = pytest.mark.soak


def test_random_kills_lose_no_committed_row(tmp_path):
    progress = Progress("kills", rounds=200)
    data, told = tmp_path / "data", 0
    for chance in progress:
        print(progress)  # noqa: T201  (a soak tells where it is, and its seed)
        writer = Writer(data)
        writer.wait_for_rows(chance.randrange(1, 400))
        processes = [keeper_of(data), *postgres_processes(data)]

        victims = chance.sample(processes, chance.randrange(0, len(processes) + 1))
        print("killed", [processes.index(one) for one in victims], "of", len(processes))  # noqa: T201  (0: the keeper)
        kill_all(victims)
        told = max(told, writer.kill())
        wait_until(lambda: not postgres_processes(data), seconds=90)

        with embedded.hold(data):
            assert highest_number(data) >= told
