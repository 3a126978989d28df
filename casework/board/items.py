"""The items of the board: deadlines that are missed, near or stand still, and escalations nobody answered.

Each arm of the list walks an index in the order in which it is shown and stops after a page, so that the list costs
the same for a village and for the nation.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from casework.models import Case, CaseUserObjectPermission, Deadline, Escalation, Organisation, User
from casework.organisations import organisations_where
from casework.roles import Permission

PAGE = 50
"""Items of a page."""
CAP = 2_000
"""Up to here items are counted: a supervisor who has more to do needs filters, not a larger number."""
SOON = timedelta(days=3)
"""How far the board looks ahead."""


class ItemKind(models.TextChoices):
    """What is late: the kinds of deadline, and an escalation that waits for an answer."""

    STAGE = "stage", _("Tahap")
    ACCEPTANCE = "acceptance", _("Serah terima dan rujukan belum dijawab")
    EXPECTED = "expected", _("Surat dari pihak lain")
    PROPOSAL = "proposal", _("Keputusan kepala")
    OVERALL = "overall", _("Seluruh kasus")
    EXTRA = "extra", _("Kewajiban samping")
    ESCALATION = "escalation", _("Eskalasi belum ditanggapi")


class When(models.TextChoices):
    """Which part of the board is shown."""

    LATE = "late", _("Terlambat")
    SOON = "soon", _("Jatuh tempo dalam 3 hari")
    PAUSED = "paused", _("Dijeda")


BANDS = {"0-3": (0, 3), "4-7": (3, 7), "8-30": (7, 30), "31": (30, None)}
"""Bands of age by code: more than so many days late, at most so many."""


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; each empty value means all. `office`, `officer` are opaque ids."""

    when: str = When.LATE
    office: str = ""
    officer: str = ""
    item: str = ""
    kind: str = ""
    stage: str = ""
    band: str = ""
    severity: str = ""
    region: str = ""

    def with_(self, **changed: str) -> Filters:
        """The same with some of them changed."""
        return replace(self, **changed)

    def query(self) -> dict[str, str]:
        """What stands in an address for them."""
        stated = {name: str(value) for name, value in self.__dict__.items() if value}
        return {name: value for name, value in stated.items() if (name, value) != ("when", When.LATE)}


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
    arms = [
        [_of_deadline(row) for row in _page(deadlines(user, offices, wanted, now), "moment", place, 0)],
        [_of_escalation(row) for row in _page(escalations(user, offices, wanted, now), "raised_at", place, 1)],
    ]
    key = lambda item: (item.moment, item.kind == ItemKind.ESCALATION, item.pk)  # noqa: E731
    return list(heapq.merge(*arms, key=key))[: PAGE + 1]


def deadlines(user: User, offices: Sequence[int], wanted: Filters, now: datetime) -> QuerySet[Deadline, Any]:
    """The deadlines that fit, with the `moment` they are put in order by."""
    running = Deadline.objects.filter(met_at__isnull=True, ended_at__isnull=True, duty_of__in=offices)
    if wanted.item == ItemKind.ESCALATION:
        running = running.none()
    elif wanted.item:
        running = running.filter(kind=wanted.item)
    if wanted.when == When.PAUSED:
        running = running.filter(due_at__isnull=True).annotate(moment=F("started_at"))
    elif wanted.when == When.SOON:
        running = running.filter(due_at__gte=now, due_at__lt=now + SOON).annotate(moment=F("due_at"))
    else:
        running = running.filter(_older(wanted.band, now, "due_at")).annotate(moment=F("due_at"))
    return _narrowed(running, user, wanted, "duty_of").select_related(
        "rule", "case__holder", "case__officer", "duty_of"
    )


def escalations(user: User, offices: Sequence[int], wanted: Filters, now: datetime) -> QuerySet[Escalation, Any]:
    """The unanswered escalations that fit."""
    open_ones = Escalation.objects.filter(acknowledged_at__isnull=True, ended_at__isnull=True, organisation__in=offices)
    if wanted.when != When.LATE or wanted.item not in ("", ItemKind.ESCALATION):
        return open_ones.none()
    open_ones = open_ones.filter(_older(wanted.band, now, "raised_at"))
    related = ("deadline__rule", "case__holder", "case__officer", "organisation")
    return _narrowed(open_ones, user, wanted, "organisation").select_related(*related)


def _older(band: str, now: datetime, name: str) -> Q:
    more, most = BANDS.get(band, (0, None))
    older = Q(**{f"{name}__lt": now - timedelta(days=more)})
    return older if most is None else older & Q(**{f"{name}__gte": now - timedelta(days=most)})


def _narrowed(rows: Any, user: User, wanted: Filters, office: str) -> Any:
    by_case = {
        "case__officer__uid": wanted.officer,
        "case__kind": wanted.kind,
        "case__state": wanted.stage,
        "case__severity": wanted.severity,
        f"{office}__uid": wanted.office,
    }
    rows = rows.filter(**{name: value for name, value in by_case.items() if value})
    if wanted.region:
        rows = rows.filter(Q(case__region=wanted.region) | Q(case__region__code__startswith=f"{wanted.region}."))
    named = CaseUserObjectPermission.objects.filter(content_object=OuterRef("case"), user=user)
    rows = rows.annotate(is_read=Q(case__sealed=False) | Q(Exists(named)))
    if wanted.severity or wanted.officer or wanted.region:
        rows = rows.filter(is_read=True)
    return rows.filter(Exists(Case.objects.visible_to(user).open().filter(pk=OuterRef("case"))))


def _page(rows: Any, moment: str, place: tuple[datetime, int, int] | None, arm: int) -> Any:
    rows = rows.annotate(arm=Value(arm))
    if place is not None:
        at, pk, of_arm = place
        same = Q(**{moment: at}) & (Q(pk__gt=pk) if of_arm == arm else Q() if arm > of_arm else Q(pk__in=[]))
        rows = rows.filter(Q(**{f"{moment}__gt": at}) | same)
    return rows.order_by(moment, "pk")[: PAGE + 1]


def _of_deadline(row: Any) -> Item:
    return Item(row.moment, row.pk, row.kind, row, row.case, row.duty_of, row.is_read)


def _of_escalation(row: Any) -> Item:
    return Item(row.raised_at, row.pk, ItemKind.ESCALATION, row.deadline, row.case, row.organisation, row.is_read, row)


def _place(text: str) -> tuple[datetime, int, int] | None:
    """A place as an address carries it; nonsense is the beginning."""
    try:
        moment, pk, arm = text.split("~")
        at = datetime.fromisoformat(moment)
        return (at, int(pk), int(arm)) if at.tzinfo and arm in "01" else None
    except ValueError:
        return None
