"""Cases of three kinds for races and kills, and the moves that are possible on them as they stand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from casework.models import Case, CaseLink, Organisation, Step, User
from tests.complaint.given import FILLED, at_village
from tests.factories.cases import fresh, teleport
from tests.factories.parcels import a_parcel
from tests.journey.cases import a_journey, add_papers
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.races.shapes import GONE, OTHER, linked
from tests.world import World

WRONG_REGION = {"reason": "wrong_region", "reason_text": "Bukan wilayah kami"}
SENT_IN_ERROR = {"reason": "sent_in_error", "reason_text": "Salah kirim"}
FOUND = {"reason": "persons_wish", "reason_text": "Ditemukan kembali"}
FIRST_SENT = {"toy": "send", "complaint": "begin_triage", "journey": "forward_to_district"}
"""The move by which the village hands a new case over to the district."""


@dataclass(frozen=True)
class Attempt:
    """A move, who makes it, what he fills in, and who confirms it."""

    verb: str
    actor: User
    data: dict[str, Any] = field(default_factory=dict)
    second: User | None = None


def a_complaint(world: World) -> Case:
    """Taken in at the village, whose next move hands it over to the district."""
    return at_village(world)


def a_worker_to_register(world: World) -> Case:
    """A journey that the village has cleared, with every paper; its next move hands it over to the district."""
    journey = teleport(a_journey(world), "village_cleared")
    add_papers(journey, world)
    return journey


MAKE = {"toy": a_parcel, "complaint": a_complaint, "journey": a_worker_to_register}


def some_of_each_kind(world: World, number: int) -> list[Case]:
    """So many new cases at the village, of each kind as many."""
    kinds = list(MAKE)
    return [MAKE[kinds[each % len(kinds)]](world) for each in range(number)]


def some_linked(cases: list[Case]) -> list[Case]:
    """The same cases; every third parcel is linked with another one, every third journey with a complaint."""
    parcels, complaints, journeys = ([case for case in cases if case.kind == kind] for kind in MAKE)
    for one, other in zip(parcels[::3], parcels[1::3], strict=False):
        linked(one, other)
    for journey, complaint in zip(journeys[::3], complaints[::3], strict=False):
        kind = CaseLink.Kind.JOURNEY
        CaseLink.objects.create(one=journey, other=complaint, kind=kind, since=complaint.created)
    return cases


def any_move(case: Case, world: World, chance: random.Random) -> Attempt | None:
    """A move that is possible on a case as it stands; None if none is, or if it was moved while it was read."""
    step = Step.objects.select_related("holder", "sent_by").filter(process=case).order_by("-seq").first()
    if step is None or case.version != fresh(case).version:
        return None
    if step.accepted_at is None and case.is_open:
        return chance.choice(_answers(step, world))
    here = {"toy": _of_parcel, "complaint": _of_complaint, "journey": _of_journey}[case.kind](case, step, world, chance)
    return chance.choice(here) if here else None


def person(world: World, office: Organisation, rank: str = "") -> User:
    """Whoever works for one of the three offices that hold these cases: `` an officer, `_sup`, `_head`."""
    names = {world.village.pk: "siti", world.district.pk: "budi", world.bp3mi.pk: "rina"}
    return world.people[names[office.pk] + rank]


def _answers(step: Step, world: World) -> list[Attempt]:
    receiver = person(world, step.holder)
    found = [Attempt("accept_handover", receiver)]
    if step.sent_by is not None and not step.reopens:
        found.append(Attempt("return_handover", receiver, WRONG_REGION))
        found.append(Attempt("recall_handover", person(world, step.sent_by), SENT_IN_ERROR))
    return found


def _of_parcel(case: Case, step: Step, world: World, chance: random.Random) -> list[Attempt]:
    if not case.is_open:
        closer = person(world, step.holder, "2")
        return [Attempt("find_again", closer, FOUND)] if case.state == "dropped" else []
    dropped = Attempt("drop", person(world, step.holder), GONE)
    return {
        "reported": [Attempt("send", world.siti), dropped],
        "checked": [
            Attempt("weigh", world.budi, {"grams": chance.randrange(1, 900)}),
            Attempt("put_off", world.budi_sup, OTHER),
            dropped,
        ],
        "waiting": [Attempt("carry_on", world.budi), dropped],
    }[case.state]


_MOVES_OF_COMPLAINT: dict[str, dict[str, str]] = {
    "received": {"begin_triage": "", "withdraw": ""},
    "triage": {"begin_verification": "", "assign": "_sup", "ask_for_completion": "", "withdraw": ""},
    "awaiting_completion": {"receive_completion": ""},
    "verification": {"assign": "_sup", "suspend": "_sup", "ask_for_completion": ""},
    "suspended": {"resume": ""},
    "assigned": {"facilitate_directly": "", "ask_for_completion": ""},
    "settlement_monitoring": {"resolve": "", "suspend": "_sup"},
    "resolved": {"dispute_result": "", "close": "_sup"},
    "reopened": {"return_to_triage": "_head", "resume_work": "_head"},
}
"""By state: moves that need nothing which is not there, with the rank they ask for."""


def _of_complaint(case: Case, step: Step, world: World, _chance: random.Random) -> list[Attempt]:
    """Disputed or reopened it goes to BP3MI, and stays there; no head ends one, so that he may reopen it."""
    if not case.is_open:
        return [Attempt("reopen", person(world, step.holder, "_head"), FILLED["reopen"])]
    officer = person(world, step.holder)
    given = {**FILLED, "assign": {"officer": str(officer.uid)}}
    second = {"close": person(world, step.holder, "2")}
    return [
        Attempt(verb, person(world, step.holder, rank), given[verb], second.get(verb))
        for verb, rank in _MOVES_OF_COMPLAINT[case.state].items()
    ]


_MOVES_OF_JOURNEY: dict[str, tuple[str, ...]] = {
    "interest_registered": ("submit_for_verification",),
    "village_verification": ("clear_at_village",),
    "village_cleared": ("forward_to_district", "withdraw"),
    "district_registration": ("begin_selection", "withdraw"),
    "selection": ("pass_selection", "suspend", "withdraw"),
    "suspended": ("resume",),
    "competence_preparation": ("pass_training", "withdraw"),
    "medical_check": ("pass_medical",),
    "placement_agreement": ("endorse_agreement",),
    "document_processing": ("repeat_medical", "withdraw"),
    "withdrawn": ("reopen_withdrawn",),
}
"""By state, made by whom the scenarios name."""


def _of_journey(case: Case, _step: Step, world: World, _chance: random.Random) -> list[Attempt]:
    found = []
    for verb in _MOVES_OF_JOURNEY[case.state]:
        scenario = SCENARIOS[verb]
        found.append(Attempt(verb, world.people[scenario.actor], as_sent(scenario.data)))
    return found
