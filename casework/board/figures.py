"""The numbers on the board. Each is counted by the very query of the list it opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from casework.board.items import BANDS, CAP, Filters, ItemKind, When, deadlines, escalations
from casework.models import User


@dataclass
class Figures:
    """How many items there are: by part of the board, and of the part shown by kind, band of age and office.

    `capped` says that there are more than are counted.
    """

    parts: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    offices: Counter[int] = field(default_factory=Counter)
    capped: bool = False


def figures(user: User, offices: Sequence[int], wanted: Filters, now: datetime) -> Figures:
    """Count the items that fit, up to `CAP` of each part; four statements however many there are."""
    found = Figures()
    for part in When:
        of_part = wanted if part == wanted.when else wanted.with_(when=part, band="")
        fitting: Any = deadlines(user, offices, of_part, now).order_by()
        rows = list(fitting.values_list("kind", "moment", "duty_of")[: CAP + 1])
        if part == When.LATE:
            asked = escalations(user, offices, of_part, now).order_by().values_list("raised_at", "organisation")
            rows += [(ItemKind.ESCALATION, at, office) for at, office in asked[: CAP + 1]]
        found.parts[part] = min(len(rows), CAP)
        if part == wanted.when:
            found.capped = len(rows) > CAP
            for kind, moment, office in rows:
                found.kinds[kind] += 1
                found.offices[office] += 1
                if part == When.LATE:
                    found.bands[band_of(now - moment)] += 1
    return found


def band_of(late: timedelta) -> str:
    """The band of age that so much lateness falls into."""
    for code, (_more, most) in BANDS.items():
        if most is None or late <= timedelta(days=most):
            return code
    raise AssertionError("the last band has no end")
