"""Opening a case about a worker who is not registered yet."""

from __future__ import annotations

from collections.abc import Iterator

from bench import rounds
from bench.place import place, scale


def measure() -> Iterator[tuple[str, str]]:
    """A complaint from its form to its first event, beside the anchor; the cases stay."""
    with place(scale()) as here:
        yield from rounds.compare("opening", here, ("raw", "kawal_opening"))
