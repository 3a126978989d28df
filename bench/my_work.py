"""My work with as many open cases as are loaded: how long it takes, and how much of the database it touches."""

from __future__ import annotations

from collections.abc import Iterator

from bench import rounds
from bench.place import place, scale


def measure() -> Iterator[tuple[str, str]]:
    """Everybody's own list beside the anchor, then the buffers of every list."""
    with place(scale()) as here:
        from bench import buffers  # models can be imported only now

        stacks = ("raw", *(f"kawal_page:{login}/kerja/" for login in buffers.PEOPLE.values()))
        yield from rounds.compare("my work", here, stacks)
        for (who, address), count in buffers.of_all_lists().items():
            yield f"  {who} {address}", f"{count} buffers"
