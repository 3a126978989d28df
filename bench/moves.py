"""Moves within an office, with one process and with four, beside both anchors and what a team would otherwise write."""

from __future__ import annotations

from collections.abc import Iterator

from bench import rounds
from bench.place import place, scale

STACKS = ("raw", "raw_same", "kawal", "fsm_history", "viewflow_task")


def measure() -> Iterator[tuple[str, str]]:
    """Run all stacks in turn; every share is of `raw` in the same round with as many processes."""
    with place(scale()) as here:
        yield from rounds.compare("moves", here, STACKS, processes=(1, 4))
