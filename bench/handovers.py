"""Hand-overs between two offices: sending, and accepting, each alone."""

from __future__ import annotations

from collections.abc import Iterator

from bench import rounds
from bench.place import place, scale


def measure() -> Iterator[tuple[str, str]]:
    """A transfer to another district and its acceptance there, beside the anchor."""
    with place(scale()) as here:
        yield from rounds.compare("hand-overs", here, ("raw", "kawal_handover:send", "kawal_handover:accept"))
