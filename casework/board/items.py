"""The items of the board: deadlines that are missed, near or stand still, and escalations nobody answered."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from casework.board.filters import Filters, ItemKind
from casework.board.sources import Place, Source, deadlines, escalations, is_read
from casework.models import Case, Deadline, Escalation, Organisation, User
from casework.organisations import organisations_where
from casework.roles import Permission

PAGE = 50
"""Items of a page."""


@dataclass(frozen=True)
class Item:
    """One thing that is late: which deadline of which case, since when; `asked` for an escalation.

    `is_read` is False where the case is sealed and the person is not named in it: then number, stage, office and
    dates are all there is to be shown.
    """

    moment: datetime
    pk: int
    kind: str
    deadline: Deadline
    case: Case
    office: Organisation
    is_read: bool
    asked: Escalation | None = None

    @property
    def place(self) -> str:
        """Where the list goes on after this item."""
        return f"{self.moment.isoformat()}~{self.pk}~{self.kind == ItemKind.ESCALATION:d}"


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
    """One page of items and, if there are more, one item besides; two statements."""
    place = _place(after)

    def page(source: Source, *related: str) -> Any:
        source = source.behind(place) if place else source
        rows = source.first(offices, wanted, PAGE + 1).annotate(is_read=is_read(user))
        return rows.select_related("case__holder", "case__officer", source.office, *related).order_by("at", "pk")

    late = page(deadlines(user, wanted, now), "rule")[: PAGE + 1]
    asked = page(escalations(user, wanted, now), "deadline__rule")[: PAGE + 1]
    arms = (map(_of_deadline, late), map(_of_escalation, asked))
    key = lambda item: (item.moment, item.kind == ItemKind.ESCALATION, item.pk)  # noqa: E731
    return list(heapq.merge(*arms, key=key))[: PAGE + 1]


def _of_deadline(row: Any) -> Item:
    return Item(row.at, row.pk, row.kind, row, row.case, row.duty_of, row.is_read)


def _of_escalation(row: Any) -> Item:
    return Item(row.at, row.pk, ItemKind.ESCALATION, row.deadline, row.case, row.organisation, row.is_read, row)


def _place(text: str) -> Place | None:
    """A place as an address carries it; nonsense is the beginning."""
    try:
        moment, pk, arm = text.split("~")
        at = datetime.fromisoformat(moment)
        return (at, int(pk), int(arm)) if at.tzinfo and arm in "01" else None
    except ValueError:
        return None
