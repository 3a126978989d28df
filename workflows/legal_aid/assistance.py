"""What a body does for its clients, for screens and printed lists: hearings ahead, services given.

Nothing here shows a case that the reader may not read: services and hearings belong to the body, and of
sealed cases to the persons named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from casework import rulebook
from casework.levels import Level
from casework.models import Case, Document, Organisation, User
from casework.organisations import organisations_where
from casework.people import readable_cases
from workflows.legal_aid.models import Hearing, LegalAidCase, ServiceRecord
from workflows.legal_aid.states import SERVICE


@dataclass(frozen=True)
class HearingDay:
    """One planned hearing: `held_at` is the court's local time; `is_late` when its day passed unreported."""

    hearing: Hearing
    case: LegalAidCase
    held_on: date
    held_at: time | None
    court: str
    room: str
    agenda: str
    court_stage: str
    client: str
    advocate: str
    is_late: bool


@dataclass(frozen=True)
class ServiceLine:
    """One service as a list shows it, with the names of its codes and the documents it refers to."""

    record: ServiceRecord
    case: LegalAidCase
    kind: str
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True)
class ServiceTotal:
    """How often a kind of service was given, and for how many minutes."""

    kind: str
    count: int
    minutes: int


@dataclass(frozen=True)
class ServiceList:
    """Services with their totals; `withheld` are those of cases the reader may not read, counted only."""

    lines: list[ServiceLine]
    totals: list[ServiceTotal]
    count: int
    minutes: int
    cases: int
    withheld: int = 0


def bodies_of(user: User) -> QuerySet[Organisation]:
    """The legal-aid bodies in which a user works: those whose calendar and lists he may ask for."""
    return organisations_where(user, "work_cases").filter(level=Level.LEGAL_AID)


def hearing_calendar(
    user: User, since: date, until: date, *, today: date, office: Organisation | None = None
) -> list[HearingDay]:
    """The planned hearings between two days (both included) of the cases that a user's bodies hold.

    Arguments: `office`, one of his bodies (all, if left out); `today`, in the office's zone, from which a
    hearing is late. Hearings stop being shown when the mandate ends. Two statements.
    """
    cases = _held(user, office).filter(state__in=[*SERVICE, "suspended"])
    by_id = {case.pk: case for case in cases}
    hearings = Hearing.objects.filter(
        case_id__in=list(by_id), status=Hearing.Status.PLANNED, held_on__range=(since, until)
    )
    return [_day(hearing, by_id[hearing.case_id], today) for hearing in hearings.order_by("held_on", "held_at", "pk")]


def appeals_until(user: User, since: date, until: date, *, office: Organisation | None = None) -> list[LegalAidCase]:
    """The open cases of a user's bodies (or of one of them) whose last day to appeal lies between two days.

    Both days are included; the earliest comes first. One statement.
    """
    return list(_held(user, office).filter(appeal_date__range=(since, until)).order_by("appeal_date", "pk"))


def _held(user: User, office: Organisation | None) -> QuerySet[LegalAidCase]:
    bodies = bodies_of(user).filter(pk=office.pk) if office else bodies_of(user)
    held = LegalAidCase.objects.open().filter(pk__in=readable_cases(user).values("pk"), holder__in=bodies.values("pk"))
    return held.select_related("person", "holder")


def _day(hearing: Hearing, case: LegalAidCase, today: date) -> HearingDay:
    return HearingDay(
        hearing=hearing,
        case=case,
        held_on=hearing.held_on,
        held_at=hearing.held_at,
        court=hearing.court or case.court,
        room=hearing.room,
        agenda=hearing.agenda,
        court_stage=rulebook.label("court_stages", hearing.court_stage or case.court_stage),
        client=case.person.shown_name if case.person else "",
        advocate=case.advocate,
        is_late=hearing.held_on < today,
    )


def services_of(case: Case) -> ServiceList:
    """The services given in one case, oldest first; for whoever may read the case. Three statements.

    Whether the reader may is decided before (`access.view_of(user, case) == Depth.FULL`).
    """
    own = LegalAidCase.objects.select_related("person").get(pk=case.pk)
    records = list(ServiceRecord.objects.filter(case_id=case.pk).order_by("performed_on", "pk"))
    return _listed(records, {own.pk: own})


def hearings_of(case: Case) -> QuerySet[Hearing]:
    """Every hearing of a case, the newest first, also those held, moved and cancelled."""
    return Hearing.objects.filter(case_id=case.pk).select_related("service").order_by("-held_on", "-pk")


def services_of_body(user: User, office: Organisation, since: date, until: date) -> ServiceList:
    """What a body did between two days (both included): lines a user may read, totals of all.

    Services that the body gave before it passed a case on count for it, but are only counted. An office in
    which the user does not work gives an empty list. Four statements.
    """
    if not bodies_of(user).filter(pk=office.pk).exists():
        return _listed([], {})
    records = list(
        ServiceRecord.objects.filter(office=office, performed_on__range=(since, until)).order_by("performed_on", "pk")
    )
    readable = LegalAidCase.objects.filter(
        pk__in=readable_cases(user).filter(pk__in={record.case_id for record in records}).values("pk")
    )
    return _listed(records, {case.pk: case for case in readable.select_related("person")})


def _listed(records: list[ServiceRecord], readable: dict[int, LegalAidCase]) -> ServiceList:
    papers = _papers(record for record in records if record.case_id in readable)
    lines = [
        ServiceLine(
            record,
            readable[record.case_id],
            _kind(record.kind),
            tuple(papers[uid] for uid in record.documents if uid in papers),
        )
        for record in records
        if record.case_id in readable
    ]
    minutes: dict[str, list[int]] = defaultdict(list)
    for record in records:
        minutes[record.kind].append(record.minutes)
    totals = [ServiceTotal(_kind(code), len(spent), sum(spent)) for code, spent in minutes.items()]
    return ServiceList(
        lines=lines,
        totals=sorted(totals, key=lambda total: (-total.minutes, total.kind)),
        count=len(records),
        minutes=sum(record.minutes for record in records),
        cases=len({record.case_id for record in records}),
        withheld=len(records) - len(lines),
    )


def _papers(records: Iterable[ServiceRecord]) -> dict[Any, Document]:
    uids = {uid for record in records for uid in record.documents}
    return {paper.uid: paper for paper in Document.objects.filter(uid__in=uids)} if uids else {}


def _kind(code: str) -> str:
    return rulebook.label("legal_aid_services", code)
