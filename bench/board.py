"""The overdue board with as many open cases as are loaded: its first page, for few offices and for all of them."""

from __future__ import annotations

from collections.abc import Iterator

from bench import rounds
from bench.place import place, scale

PEOPLE = ("d0_sup", "b0_sup", "ministry_head")
"""A district's supervisor, one of BP3MI with its districts, the head of the ministry."""


def measure() -> Iterator[tuple[str, str]]:
    """The first page beside the anchor, and how much of the database it touches."""
    with place(scale()) as here:
        from bench import buffers  # models can be imported only now

        stacks = ("raw", *(f"kawal_page:{login}{buffers.BOARD}" for login in PEOPLE))
        yield from rounds.compare("overdue board", here, stacks)
        for login in PEOPLE:
            yield f"  {login}", f"{buffers.touched(buffers.browser_of(login), buffers.BOARD)} buffers"
