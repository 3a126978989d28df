"""The numbers on the board. Each is counted by the very query of the list it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Value

from casework.board.filters import BANDS, Filters, ItemKind, When
from casework.board.sources import ESCALATIONS, all_of
from casework.models import User

CAP = 2_000
"""Up to here items are counted: a supervisor who has more to do needs filters, not a larger number."""
CAP_OF_OFFICE = 20
"""So many are counted of each office at least, however many offices share the cap."""


@dataclass
class Figures:
    """How many items there are: by part of the board, and of the part shown by kind, band of age and office.

    `cap` is how many are counted of one office and source; `more` names the parts, and
    `more_in` the offices, that have more than are counted.
    """

    cap: int
    parts: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    offices: Counter[int] = field(default_factory=Counter)
    more: set[str] = field(default_factory=set)
    more_in: set[int] = field(default_factory=set)


def figures(user: User, offices: Sequence[int], wanted: Filters, now: datetime) -> Figures:
    """Count the items that fit, up to `CAP` of each part; six statements however many there are."""
    found = Figures(max(CAP_OF_OFFICE, CAP // (1 if wanted.office else len(offices) or 1)))
    for part in When:
        of_part = wanted if part == wanted.when else wanted.with_(when=part, band="")
        rows, full = _counted(user, offices, of_part, now, found.cap)
        found.parts[part] = len(rows)
        if full:
            found.more.add(part)
        if part == wanted.when:
            found.more_in = full
            for kind, moment, office in rows:
                found.kinds[kind] += 1
                found.offices[office] += 1
                if part == When.LATE:
                    found.bands[band_of(now - moment)] += 1
    return found


def _counted(
    user: User, offices: Sequence[int], wanted: Filters, now: datetime, cap: int
) -> tuple[list[tuple[str, datetime, int]], set[int]]:
    """Kind, moment and office of the items, at most `cap` of each office and source; which offices have more."""
    rows: list[tuple[str, datetime, int]] = []
    full: set[int] = set()
    for source in all_of(user, wanted, now):
        kind: Any = Value(str(ItemKind.ESCALATION)) if source.number == ESCALATIONS else F("kind")
        found = source.first(offices, wanted, cap + 1).annotate(what=kind)
        counted: Counter[int] = Counter()
        for row in found.values_list("what", "at", source.office):
            counted[row[2]] += 1
            if counted[row[2]] <= cap:
                rows.append(row)
            else:
                full.add(row[2])
    return rows, full


def band_of(late: timedelta) -> str:
    """The band of age that so much lateness falls into."""
    for code, (_more, most) in BANDS.items():
        if most is None or late <= timedelta(days=most):
            return code
    raise AssertionError("the last band has no end")
