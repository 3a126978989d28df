"""How long a database takes to be filled with open cases, set-based, every constraint on; or to be found full."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.place import place, scale


def measure() -> Iterator[tuple[str, str]]:
    """Load what is missing of SCALE cases."""
    begun = time.monotonic()
    with place(scale()) as here:
        yield f"{here.cases} open cases, ready after", f"{time.monotonic() - begun:.0f} s"
