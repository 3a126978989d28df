"""Whole journeys, each on the path of its scheme, made by the people of the offices themselves."""

from __future__ import annotations

from typing import Any

import pytest

from casework.models import User
from tests.factories.cases import do, move
from tests.factories.places import ULAK_PACEH
from tests.journey.cases import a_journey, add_paper, days, today
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World
from workflows.journey.models import PmiJourney

FROM_VILLAGE = ("submit_for_verification", "clear_at_village", "forward_to_district")
TO_DEPARTURE = ("approve_departure", "record_departure", "confirm_arrival")
HOME = ("start_return", "receive_home", "begin_reintegration", "complete")
PATHS: dict[str, tuple[str, ...]] = {
    "p3mi": (
        "begin_selection",
        "pass_selection",
        "pass_training",
        "pass_medical",
        "endorse_agreement",
        "complete_documents",
        "complete_orientation",
    ),
    "individual": (
        "begin_training",
        "pass_training",
        "pass_medical_without_agreement",
        "complete_documents_without_orientation",
    ),
    "re_entry": (
        "begin_medical_re_entry",
        "pass_medical_without_agreement",
        "complete_documents_without_orientation",
    ),
}
WHOLE = ("g2g", "g2p", "ukps", "crew_merchant", "crew_fishing")
PATHS |= dict.fromkeys(WHOLE, PATHS["p3mi"])


def walk(case: PmiJourney, world: World, *verbs: str, **changed: Any) -> PmiJourney:
    """Make the moves one after the other; the receiving office accepts where the case changes hands."""
    for verb in verbs:
        scenario = SCENARIOS[verb]
        if not case.steps.get(finished=None).is_accepted:
            case = move(case, "accept_handover", officer_of(case, world))
        data = as_sent(scenario.data) | (changed if verb == "begin_selection" else {})
        case = move(case, verb, getattr(world, scenario.actor), **data)
    return case


def working(world: World, name: str) -> PmiJourney:
    """Somebody of Ulak Paceh whom BP3MI records at work in Malaysia."""
    return a_journey(
        world, "in_placement", by=world.rina, office=world.bp3mi, full_name=name, village=ULAK_PACEH, destination="MY"
    )


def officer_of(case: PmiJourney, world: World) -> User:
    return {world.village: world.siti, world.district: world.budi, world.bp3mi: world.rina}[case.holder]


def bring_papers(case: PmiJourney, world: World) -> None:
    """What any scheme asks for, added by the village and verified by BP3MI's second officer."""
    for kind in (
        "DOC_ID", "DOC_MARITAL", "DOC_FAMILY_PERMIT", "DOC_COMPETENCE", "DOC_HEALTH", "DOC_PASSPORT", "DOC_VISA",
        "DOC_PLACEMENT", "DOC_CONTRACT", "DOC_BPJS_TK", "DOC_JKN", "DOC_CALL_LETTER", "DOC_EMPLOYER_PROFILE",
        "DOC_RISK_STATEMENT", "DOC_SEAMAN_BOOK", "DOC_OPP", "DOC_LEAVE",
    ):  # fmt: skip
        add_paper(case, kind, world.siti, verified_by=world.rina2)


@pytest.mark.parametrize("scheme", PATHS)
def test_every_scheme_leads_from_the_village_to_work_abroad(world: World, scheme: str) -> None:
    case = a_journey(world, scheme=scheme)
    bring_papers(case, world)
    case = walk(case, world, *FROM_VILLAGE, *PATHS[scheme], *TO_DEPARTURE, scheme=scheme)
    assert (case.state, case.scheme, case.employer) == ("in_placement", scheme, "Sime")


def test_a_journey_ends_at_home(world: World) -> None:
    case = working(world, "Sumiati")
    case = walk(case, world, *HOME)
    assert (case.state, case.holder, case.is_open) == ("completed", None, False)
    assert case.steps.count() == 4


def test_a_worker_on_leave_goes_back_by_re_entry_without_the_district(world: World) -> None:
    case = working(world, "Sumiati")
    bring_papers(case, world)
    case = walk(case, world, "start_leave", "prepare_re_entry", "complete_documents_without_orientation", *TO_DEPARTURE)
    assert (case.state, case.scheme) == ("in_placement", "re_entry")
    assert set(case.steps.values_list("holder", flat=True)) == {world.bp3mi.pk}


def test_a_file_sent_back_by_bp3mi_is_completed_there(world: World) -> None:
    case = a_journey(world)
    bring_papers(case, world)
    case = walk(case, world, *FROM_VILLAGE, *PATHS["p3mi"])
    why = {"reason": "invalid_document", "reason_text": "Visa salah nama"}
    case = move(case, "return_for_completion", world.rina, documents=["DOC_VISA"], **why)
    assert (case.state, case.holder) == ("returned_for_completion", world.bp3mi)
    case = do(case, "add_document", world.rina, kind="DOC_VISA", expires_on=days(700))
    case = move(case, "resubmit", world.rina, **as_sent(SCENARIOS["resubmit"].data))
    assert (case.state, case.holder) == ("departure_verification", world.bp3mi)


def test_another_placement_begins_again_at_the_district_that_had_it(world: World) -> None:
    case = a_journey(world)
    bring_papers(case, world)
    case = walk(case, world, *FROM_VILLAGE, *PATHS["p3mi"][:5])
    case = move(case, "accept_handover", world.rina)
    case = move(
        case, "change_placement", world.rina, scheme="individual", reason="scheme_changed", reason_text="Mandiri"
    )
    assert (case.state, case.holder, case.scheme) == ("district_registration", world.district, "individual")
    assert (case.p3mi, case.job_order) == ("", "")
    assert case.steps.get(finished=None).is_accepted
    assert case.documents.count() == 17
    assert walk(case, world, *PATHS["individual"]).state == "departure_verification"


def test_a_return_called_off_goes_back_to_where_the_worker_was(world: World) -> None:
    case = working(world, "Sumiati")
    case = walk(case, world, "report_distress", "start_return", "cancel_return")
    assert (case.state, case.return_reason) == ("in_distress", "")
    calm = working(world, "Wati")
    assert walk(calm, world, "start_return", "cancel_return").state == "in_placement"


def test_whoever_goes_straight_into_rehabilitation_is_home_from_that_day(world: World) -> None:
    case = walk(working(world, "Sumiati"), world, "start_return")
    case = move(case, "begin_rehabilitation", world.rina, **as_sent(SCENARIOS["begin_rehabilitation"].data))
    assert (case.state, case.returned_on) == ("rehabilitation", today())


def test_a_suspicion_cleared_goes_back_to_the_office_that_had_the_case(world: World) -> None:
    case = walk(a_journey(world), world, "submit_for_verification", "flag_suspicion")
    assert case.holder == world.district
    case = move(case, "accept_handover", world.budi)
    data = as_sent(SCENARIOS["clear_suspicion"].data)
    case = move(case, "clear_suspicion", world.budi_sup, world.rina, **data)
    assert (case.state, case.holder) == ("village_verification", world.village)


def test_whoever_left_without_papers_can_become_regular(world: World) -> None:
    case = walk(a_journey(world), world, "flag_suspicion", "confirm_left_unprocedurally")
    assert (case.scheme, case.works_without_papers, case.holder) == ("nonprocedural", True, world.bp3mi)
    case = walk(case, world, "regularise")
    assert (case.state, case.scheme, case.works_without_papers) == ("in_placement", "individual", False)
