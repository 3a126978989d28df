"""How long the embedded database takes to start: made new, and again."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.place import folder_of_cases
from config import embedded
from config.embedded import locks

TIMES = 5


def measure() -> Iterator[tuple[str, str]]:
    """Start a new server once and the same one `TIMES` times more; the median counts."""
    data = folder_of_cases().with_name("start")
    shutil.rmtree(data, ignore_errors=True)
    yield "embedded database, new", f"{_start(data):.2f} s"
    yield "embedded database, again (median)", f"{statistics.median(_start(data) for _ in range(TIMES)):.2f} s"


def _start(data: Path) -> float:
    """Return the seconds until the server is ready, and leave it stopped."""
    begun = time.perf_counter()
    with embedded.hold(data):
        seconds = time.perf_counter() - begun
    while locks.keeper_is_ready(data):
        time.sleep(0.05)
    return seconds
