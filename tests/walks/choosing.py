"""Everything random in a walk is drawn here, from Hypothesis; the first choice is the simplest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Draws of one walk. What is chosen from must be in the same order in every replay."""

    def __init__(self, draw: Callable) -> None:
        self._draw = draw

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most)) if least < most else least

    def pick(self, among: Sequence[T]) -> T:
        """One of several; the first in the simplest walk."""
        return among[self.number(0, len(among) - 1)]

    def once_in(self, times: int) -> bool:
        """True about once in so many times, never in the simplest walk."""
        return self.number(0, times - 1) == times - 1

    def by_weight(self, weights: dict[T, int]) -> T:
        """One of the keys, as often as its weight says; the first in the simplest walk."""
        drawn = self.number(0, sum(weights.values()) - 1)
        for key, weight in weights.items():
            drawn -= weight
            if drawn < 0:
                return key
        raise AssertionError("the weights add up")
