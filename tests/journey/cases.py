"""Journeys for tests: opened the way the village does it, then put where the test begins."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework import clock, engine
from casework.models import Case, Document, Organisation, User
from casework.stages import flow_of
from tests.factories.cases import move, opened, teleport
from tests.world import World, request_id
from workflows.journey.models import PmiJourney

SAID = {"behalf_how": "in_person", "behalf_paper": "Buku tamu hal. 3"}
FOR_CPMI = {"behalf": "cpmi", **SAID}
PAPERS = (
    "DOC_ID", "DOC_MARITAL", "DOC_FAMILY_PERMIT", "DOC_COMPETENCE", "DOC_HEALTH", "DOC_PASSPORT", "DOC_VISA",
    "DOC_PLACEMENT", "DOC_CONTRACT", "DOC_BPJS_TK", "DOC_CALL_LETTER", "DOC_EMPLOYER_PROFILE", "DOC_RISK_STATEMENT",
    "DOC_JKN", "DOC_LEAVE", "DOC_OPP",
)  # fmt: skip
"""Every document any scheme may ask for."""


def today() -> date:
    """The day in Sumatra."""
    return (clock.now() + timedelta(hours=7)).date()


def days(number: int) -> str:
    """A day so many days from today, as a form sends it."""
    return (today() + timedelta(days=number)).isoformat()


def why(code: str) -> dict[str, str]:
    """A reason with enough text for any code."""
    return {"reason": code, "reason_text": "Keterangan yang cukup panjang untuk kode apa pun."}


def a_journey(
    world: World, state: str = "interest_registered", *, by: User | None = None, office: Organisation | None = None,
    **data: Any,
) -> PmiJourney:  # fmt: skip
    """A journey recorded by the village (or another office); a known adult worker unless told otherwise."""
    if "person" not in data and "full_name" not in data:
        data["person"] = world.worker()
    if "person" in data:
        data["person"] = str(data["person"].uid)
    outcome = engine.open_case(
        PmiJourney,
        actor=by or world.siti,
        office=office or world.village,
        request_id=request_id(),
        data={"state": state, **data},
    )
    return opened(outcome)


def at(world: World, state: str, *, via: str = "", **columns: Any) -> PmiJourney:
    """A journey in any stage, of scheme `p3mi` to Malaysia; `via` a stage it was in before."""
    columns = {"scheme": "p3mi", "destination": "MY", **columns}
    case = a_journey(world)
    if via:
        case = teleport(case, via, **columns)
    return teleport(case, state, **columns)


def add_paper(case: Case, kind: str, by: User, *, verified_by: User | None = None, **more: Any) -> Document:
    """A document on file, verified if somebody is named."""
    now = clock.now()
    verified = {"verified_by": verified_by, "verified_at": now} if verified_by else {}
    return Document.objects.create(case_id=case.pk, kind=kind, by=by, office=case.holder, at=now, **verified, **more)


def add_papers(case: Case, world: World, *, besides: str = "", verified_by: User | None = None) -> None:
    """All documents, without one kind if it is named."""
    for kind in PAPERS:
        if kind != besides:
            add_paper(case, kind, world.rina, verified_by=verified_by or world.rina2)


def in_distress_over(world: World, category: str, severity: str = "", **columns: Any) -> PmiJourney:
    """A journey in distress with one linked open complaint."""
    case = at(world, "in_placement", **columns)
    return move(case, "report_distress", world.rina, what_happened="Majikan", category=category, severity=severity)


def complaint_of(case: Case) -> Case:
    """The one complaint that is linked with a journey."""
    model = flow_of("complaint").process_class
    return model.objects.get(links_to__one=case.pk)


def linked_complaint(case: Case, world: World, category: str, *, danger: str = "no") -> Case:
    """A complaint opened beside a journey by BP3MI."""
    model = flow_of("complaint").process_class
    outcome = engine.open_case(
        model,
        actor=world.rina,
        office=world.bp3mi,
        request_id=request_id(),
        linked=case,
        data={
            "danger": danger,
            "matter": "complaint",
            "category": category,
            "summary": "Gaji belum dibayar.",
            "complainant_kind": "officer",
            "channel": "in_person",
            "home_consent": "no",
        },
    )
    return opened(outcome)
