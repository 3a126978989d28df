"""Run all measurements, or those that are named, one after the other and print a table."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from collections.abc import Iterator

from config.embedded.binaries import major_version, programs

MEASUREMENTS = ("start", "load", "moves", "handovers", "opening", "my_work", "board", "sweep", "http")
"""In this order when none is named. The environment's SCALE says how many open cases there are (10,000)."""


def rows(wanted: list[str]) -> Iterator[tuple[str, str]]:
    """Yield name and result of each measurement; `wanted` names modules, none means all."""
    major = major_version(programs(os.environ))
    yield "machine", f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {major}"
    for name in wanted or MEASUREMENTS:
        yield from importlib.import_module(f"bench.{name}").measure()


def main() -> None:
    """Print each result as soon as it is known."""
    unknown = [name for name in sys.argv[1:] if name not in MEASUREMENTS]
    if unknown:
        sys.exit(f"There is no measurement {unknown[0]}: choose of {', '.join(MEASUREMENTS)}")
    for name, result in rows(sys.argv[1:]):
        sys.stdout.write(f"{name:<48} {result}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
