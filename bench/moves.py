"""Moves within an office, with one process and with four, beside both anchors and what a team would otherwise write."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import rounds
from bench.place import place, scale
from config.database import OWNER

STACKS = ("raw", "raw_same", "kawal", "fsm_history", "viewflow_task")
PROCESSES = (1, 4)
ROUNDS = 7
SECONDS = 1.5


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Run all stacks in turn; every share is of `raw` in the same round with as many processes."""
    with place(folder, scale()) as here:
        build(here)
        with rounds.workers(here, STACKS, max(PROCESSES)) as started:
            samples = rounds.interleaved(started, PROCESSES, rounds=ROUNDS, seconds=SECONDS)
            yield "moves", f"{here.cases} open cases, {ROUNDS} rounds of {SECONDS} s; medians [least-most]"
            yield from rounds.table(samples, started, "raw")


def build(here: Any) -> None:
    """Make the rows of those stacks that have tables of their own."""
    with here.connect(OWNER) as owner:
        for stack in STACKS:
            module = importlib.import_module(f"bench.stacks.{stack}")
            if hasattr(module, "build"):
                module.build(owner, here)
