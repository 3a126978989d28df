"""The client's death ends the mandate, wherever it is recorded (guard 4)."""

from __future__ import annotations

import pytest
from django.db import transaction

from casework.acting import Act
from casework.engine.carrying import carry_out
from casework.engine.loading import load
from casework.engine.writing import write
from casework.errors import GuardFailed
from casework.models import Case
from tests.factories.cases import fresh, move, teleport
from tests.journey.cases import a_journey
from tests.legal_aid.cases import TODAY, at_village, mandate, paper, running, under_mandate
from tests.world import World

PLAN = {"service_plan": "Tuntut santunan.", "services": ["drafting"]}
COURT = {"advocate": "Adv. Dewi Lestari", "court_stage": "first_instance"}


def end_by_system(case: Case) -> Case:
    """The mandate ends as a move on a linked case makes it end."""
    with transaction.atomic():
        loaded = load(case.pk, looks_at=frozenset(), person_id=None, request_id=None)
        ending = Act(
            case=loaded.case,
            step=loaded.step,
            now=loaded.now,
            reference_version=loaded.reference_version,
            verb="end_mandate",
            move=type(loaded.case).all_moves()["end_mandate"],
            relation="system",
            role="system",
            data={"reason": "client_died"},
        )
        plans = carry_out(ending, loaded)
        write(plans, main=plans[0], request_id=None)
    return fresh(case)


@pytest.mark.parametrize("state", ["mandated", "non_litigation", "litigation", "suspended"])
def test_a_death_recorded_elsewhere_ends_the_mandate_by_system(world: World, state: str) -> None:
    case = end_by_system(under_mandate(world, state))
    assert (case.state, case.client_died, case.has_mandate) == ("mandate_ended", True, False)
    assert "legal_aid.mandate_ended" in running(case)


def of_a_dead_client(world: World, state: str, **columns: object) -> Case:
    """The body's case of a worker whose linked journey says that he died."""
    client = world.worker()
    journey = a_journey(world, person=client)
    case = at_village(world, full_name="", person=str(client.uid))
    assert case.links_to.get().one_id == journey.pk
    teleport(journey, "closed_deceased")
    return teleport(case, state, holder=world.legal_aid, **columns)


def test_an_open_journey_of_the_client_is_linked(world: World) -> None:
    client = world.worker()
    journey = a_journey(world, person=client)
    case = at_village(world, full_name="", person=str(client.uid))
    assert [link.one_id for link in case.links_to.all()] == [journey.pk]


def test_a_client_who_died_on_his_journey_signs_no_mandate(world: World) -> None:
    case = of_a_dead_client(world, "accepted")
    paper(case, "DOC_MANDATE", world.maya)
    with pytest.raises(GuardFailed, match="ditandatangani ahli waris"):
        move(case, "sign_mandate", world.maya, **mandate())
    case = move(case, "sign_mandate", world.maya, **mandate(signed_by="heirs", heirs="Aminah, ibu"))
    assert (case.state, case.client_died) == ("mandated", True)


@pytest.mark.parametrize(("verb", "data"), [("begin_non_litigation", PLAN), ("begin_litigation", COURT)])
def test_no_service_begins_for_the_dead_but_for_the_heirs(world: World, verb: str, data: dict[str, str]) -> None:
    case = of_a_dead_client(world, "mandated", mandate_signed_on=TODAY, mandate_by="client")
    with pytest.raises(GuardFailed, match="akhiri kuasanya"):
        move(case, verb, world.maya, **data)
    heirs = teleport(case, "mandated", mandate_by="heirs")
    assert move(heirs, verb, world.maya, **data).is_open
