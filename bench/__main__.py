"""Run all measurements one after the other and print a table."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import bench
from config.database import BASE_DIR
from config.embedded.binaries import major_version, programs


def rows(wanted: list[str]) -> Iterator[tuple[str, str]]:
    """Yield name and result of each measurement; `wanted` names modules, none means all."""
    major = major_version(programs(os.environ))
    yield "machine", f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {major}"
    for module in sorted(pkgutil.iter_modules(bench.__path__), key=lambda module: module.name):
        if module.name != "__main__" and (not wanted or module.name in wanted):
            data = BASE_DIR / ".kawal-bench" / str(major) / module.name
            yield from importlib.import_module(f"bench.{module.name}").measure(Path(data))


def main() -> None:
    """Print each result as soon as it is known."""
    for name, result in rows(sys.argv[1:]):
        sys.stdout.write(f"{name:<48} {result}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
