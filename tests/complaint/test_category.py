"""Setting the category: the severity follows upwards only."""

from __future__ import annotations

import pytest

from casework.errors import GuardFailed, NeedsSecondPerson
from tests.complaint.given import FILLED, at_district, at_village, emergency, running
from tests.factories.cases import do, move, teleport
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db


def categorised(
    case: ComplaintCase, world: World, category: str, actor: str = "budi", second: str = ""
) -> ComplaintCase:
    confirmed = getattr(world, second) if second else None
    return do(
        case, "set_category", getattr(world, actor), confirmed_by=confirmed, category=category, because="Kronologi"
    )


def test_it_brings_its_severity(world: World) -> None:
    case = categorised(at_district(world, "triage", opening={"category": ""}), world, "job_fraud")
    assert (case.category, case.severity, case.state) == ("job_fraud", "H", "triage")


def test_an_emergency_category_starts_the_emergency_in_the_same_act(world: World) -> None:
    case = categorised(at_district(world, "triage"), world, "trafficking")
    assert (case.state, case.severity, case.sealed, case.is_trafficking) == ("emergency_response", "E", True, True)
    assert case.holder == world.bp3mi


def test_a_lighter_category_is_the_supervisors_with_a_second_person(world: World) -> None:
    case = at_district(world, "triage", opening={"category": "job_fraud"})
    with pytest.raises(GuardFailed, match="penyelia"):
        categorised(case, world, "unpaid_wages")
    with pytest.raises(NeedsSecondPerson):
        categorised(case, world, "unpaid_wages", "budi_sup")
    case = categorised(case, world, "unpaid_wages", "budi_sup", "budi2")
    assert (case.category, case.severity) == ("unpaid_wages", "H")


def test_trafficking_found_in_safety_starts_the_periods_of_its_victims(world: World) -> None:
    case = categorised(emergency(world, "victim_safeguarded"), world, "trafficking", "rina")
    assert {"D15", "D16"} <= set(running(case))


@pytest.mark.parametrize(
    ("columns", "level"),
    [
        ({}, "district"),
        ({"severity": "H"}, "bp3mi"),
        ({"victim_is_abroad": True}, "bp3mi"),
        ({"party_is_elsewhere": True}, "bp3mi"),
    ],
)
def test_who_handles_it_follows_from_severity_and_places(world: World, columns: dict, level: str) -> None:
    case = teleport(at_village(world), "received", **columns)
    case = move(case, "begin_triage", world.siti, **FILLED["begin_triage"])
    assert case.holder.level == level
