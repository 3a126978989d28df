"""Cases whose time is up, and what a sweep left behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from casework import engine
from casework.models import Case, Event, Person, Proposal
from tests.complaint.given import FILLED, at_district, tries
from tests.conftest import Clock
from tests.factories.cases import fresh, move
from tests.world import World
from workflows.complaint.models import ComplaintCase

CLOSED_WITHOUT_PAPERS = {
    "reason": "incomplete",
    "reason_text": "Kuitansi tidak pernah diserahkan.",
    "letter": "11/2026",
    "letter_text": "Pengaduan Bapak/Ibu kami tutup.",
}


def waiting_for_papers(world: World, **opening: Any) -> ComplaintCase:
    """A complaint at the district that waits for papers (D03)."""
    case = at_district(world, "triage", opening=opening)
    return move(case, "ask_for_completion", world.budi, **FILLED["ask_for_completion"])


def never_completed(world: World, clock: Clock, **opening: Any) -> ComplaintCase:
    """The same, 31 days later, after two vain calls; the sweep has proposed to close it."""
    case = waiting_for_papers(world, **opening)
    tries(case, world.budi)
    clock.advance(timedelta(days=31))
    engine.sweep()
    return fresh(case)


def acts_of(case: Case) -> list[str]:
    """What happened to a case, oldest first, without its kind."""
    return [event.act.partition(".")[2] for event in Event.objects.filter(case_uid=case.uid).order_by("seq")]


def proposal_of(case: Case) -> Proposal:
    """The sweep's proposal that waits on a case."""
    return case.proposals.get(proposed_by=None, settled_at=None)


def born_on(case: Case, day: date) -> None:
    """Let the birth of the person a case is about be known by now; no party is noted as a child."""
    Person.objects.filter(pk=case.person_id).update(birth_date=day)
