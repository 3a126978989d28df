"""The items of the board: what is missed, near or stands still, escalations nobody answered, letters waited for."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from casework.board.filters import Filters, ItemKind
from casework.board.sources import ESCALATIONS, Place, Source, all_of, is_read
from casework.models import Case, Deadline, Escalation, Organisation, User
from casework.organisations import organisations_where
from casework.roles import Permission

PAGE = 50
"""Items of a page."""


@dataclass(frozen=True)
class Item:
    """One thing that is late: which deadline of which case, since when, by which source; `asked` for an escalation.

    `office` is the one it stands under: whose duty it is, which was asked, or which waits for a letter of another one.

    `is_read` is False where the case is sealed and the person is not named in it: then number, stage, office and
    dates are all there is to be shown.
    """

    moment: datetime
    pk: int
    source: int
    kind: str
    deadline: Deadline
    case: Case
    office: Organisation
    is_read: bool
    asked: Escalation | None = None

    @property
    def place(self) -> str:
        """Where the list goes on after this item."""
        return f"{self.moment.isoformat()}~{self.pk}~{self.source}"


def offices_answered_for(user: User) -> QuerySet[Organisation]:
    """The offices a person answers for: those he supervises, and those they oversee."""
    own = organisations_where(user, Permission.SUPERVISE_CASES).values("pk")
    return Organisation.objects.filter(Q(pk__in=own) | Q(ladder__overseer__in=own)).distinct()


def every_item(user: User, offices: Sequence[int], wanted: Filters, now: datetime) -> Iterator[Item]:
    """All items that fit, the latest ones first; read a page at a time by whoever takes only some."""
    after = ""
    while True:
        page = page_of(user, offices, wanted, now, after=after)
        yield from page[:PAGE]
        if len(page) <= PAGE:
            return
        after = page[PAGE - 1].place


def page_of(user: User, offices: Sequence[int], wanted: Filters, now: datetime, *, after: str = "") -> list[Item]:
    """One page of items and, if there are more, one item besides; three statements."""
    place = _place(after)

    def page(source: Source) -> list[Item]:
        here = source.behind(place) if place else source
        rows = here.first(offices, wanted, PAGE + 1).annotate(is_read=is_read(user)).order_by("at", "pk")
        rule = "deadline__rule" if source.number == ESCALATIONS else "rule"
        rows = rows.select_related("case__holder", "case__officer", source.office, rule)
        return [_item(row, source) for row in rows[: PAGE + 1]]

    key = lambda item: (item.moment, item.source, item.pk)  # noqa: E731
    return list(heapq.merge(*map(page, all_of(user, wanted, now)), key=key))[: PAGE + 1]


def _item(row: Any, source: Source) -> Item:
    office = getattr(row, source.office)
    if source.number == ESCALATIONS:
        kind = ItemKind.ESCALATION
        return Item(row.at, row.pk, source.number, kind, row.deadline, row.case, office, row.is_read, row)
    return Item(row.at, row.pk, source.number, row.kind, row, row.case, office, row.is_read)


def _place(text: str) -> Place | None:
    """A place as an address carries it; nonsense is the beginning."""
    try:
        moment, pk, source = text.split("~")
        at = datetime.fromisoformat(moment)
        return (at, int(pk), int(source)) if at.tzinfo and source in "012" else None
    except ValueError:
        return None
