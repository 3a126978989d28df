"""Where the board's items come from: deadlines, unanswered escalations and awaited letters, read office by office.

Each office's own stand in an index in the order in which they are shown and are read no further than wanted. Asked
for all offices at once, the database would look at every row of theirs to find the first ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from casework.board.filters import BANDS, Filters, ItemKind, When
from casework.models import Case, CaseUserObjectPermission, Deadline, Escalation, Organisation, User

SOON = timedelta(days=3)
"""How far the board looks ahead."""

DEADLINES, ESCALATIONS, AWAITED = range(3)
"""Numbers of the sources."""
Place = tuple[datetime, int, int]
"""Behind which item a list goes on: its moment, its id, and the number of its source."""


@dataclass(frozen=True)
class Source:
    """Rows of one table that fit, wherever they belong.

    `office` and `moment` name their columns, `number` says which source comes first of two items at the same moment.
    """

    rows: Any
    office: str
    moment: str
    number: int

    def behind(self, place: Place) -> Source:
        """Only what comes after a place."""
        at, pk, number = place
        same = Q(**{self.moment: at})
        if number == self.number:
            same &= Q(pk__gt=pk)
        after = Q(**{f"{self.moment}__gt": at})
        rows = self.rows.filter(after | same if number <= self.number else after)
        return Source(rows, self.office, self.moment, self.number)

    def first(self, offices: Sequence[int], wanted: Filters, most: int) -> QuerySet[Any]:
        """The first `most` of each office, each with its `at`."""
        every = self.rows.model.objects.annotate(at=F(self.moment))
        if self.rows.query.is_empty():
            return every.none()
        own = self.rows.filter(**{self.office: OuterRef("pk")}).order_by(self.moment, "pk").values("pk")[:most]
        asked = Organisation.objects.filter(pk__in=offices)
        if wanted.office:
            asked = asked.filter(uid=wanted.office)
        found = asked.values(found=Func(ArraySubquery(own), function="unnest"))
        return every.filter(pk__in=found)


def all_of(user: User, wanted: Filters, now: datetime) -> list[Source]:
    """Where everything that fits comes from, without sources that hold nothing of the part that is shown."""
    found = [deadlines(user, wanted, now)]
    if wanted.when == When.LATE:
        found.append(escalations(user, wanted, now))
    if wanted.when != When.PAUSED:
        found.append(awaited(user, wanted, now))
    return found


def deadlines(user: User, wanted: Filters, now: datetime) -> Source:
    """The running deadlines that fit."""
    return _running(user, wanted, now, "duty_of", DEADLINES)


def awaited(user: User, wanted: Filters, now: datetime) -> Source:
    """The letters of others that fit, by the office that waits for them; they never stand still."""
    return _running(user, wanted, now, "owed_to", AWAITED)


def _running(user: User, wanted: Filters, now: datetime, office: str, number: int) -> Source:
    running = Deadline.objects.filter(met_at__isnull=True, ended_at__isnull=True)
    if wanted.item == ItemKind.ESCALATION:
        running = running.none()
    elif wanted.item:
        running = running.filter(kind=wanted.item)
    if wanted.when == When.PAUSED:
        return Source(_narrowed(running.filter(due_at__isnull=True), user, wanted), office, "started_at", number)
    if wanted.when == When.SOON:
        running = running.filter(due_at__gte=now, due_at__lt=now + SOON)
    else:
        running = running.filter(_older(wanted.band, now, "due_at"))
    return Source(_narrowed(running, user, wanted), office, "due_at", number)


def escalations(user: User, wanted: Filters, now: datetime) -> Source:
    """The unanswered escalations that fit; they are always late."""
    unanswered = Escalation.objects.filter(acknowledged_at__isnull=True, ended_at__isnull=True)
    if wanted.when != When.LATE or wanted.item not in ("", ItemKind.ESCALATION):
        unanswered = unanswered.none()
    unanswered = unanswered.filter(_older(wanted.band, now, "raised_at"))
    return Source(_narrowed(unanswered, user, wanted), "organisation", "raised_at", ESCALATIONS)


def is_read(user: User) -> Q:
    """Whether more than number, stage, office and dates of an item's case is shown to a person."""
    named = CaseUserObjectPermission.objects.filter(content_object=OuterRef("case"), user=user)
    return Q(case__sealed=False) | Q(Exists(named))


def _older(band: str, now: datetime, name: str) -> Q:
    more, most = BANDS.get(band, (0, None))
    older = Q(**{f"{name}__lt": now - timedelta(days=more)})
    return older if most is None else older & Q(**{f"{name}__gte": now - timedelta(days=most)})


def _narrowed(rows: Any, user: User, wanted: Filters) -> Any:
    by_case = {
        "case__officer__uid": wanted.officer,
        "case__kind": wanted.kind,
        "case__state": wanted.stage,
        "case__severity": wanted.severity,
    }
    rows = rows.filter(**{name: value for name, value in by_case.items() if value})
    if wanted.region:
        rows = rows.filter(Q(case__region=wanted.region) | Q(case__region__code__startswith=f"{wanted.region}."))
    if wanted.severity or wanted.officer or wanted.region:
        rows = rows.filter(is_read(user))
    return rows.filter(Exists(Case.objects.visible_to(user).open().filter(pk=OuterRef("case"))))
