"""An application for legal aid is taken down: where, by whom, for whom, in which form."""

from __future__ import annotations

import pytest

from casework import engine
from casework.errors import Invalid, NotAllowed
from casework.models import Party
from tests.legal_aid.cases import TODAY, application, at_body, at_village, days_until, open_at
from tests.world import World, request_id
from workflows.legal_aid.models import LegalAidCase


def test_a_village_post_takes_an_application_in_and_holds_it(world: World) -> None:
    case = at_village(world)
    assert (case.state, case.holder, case.officer) == ("intake", world.village, world.siti)
    assert (case.applied_as, case.attested, case.applied_on) == ("oral", "thumb_print", TODAY)
    assert case.person.full_name == "Sumiati"
    assert days_until(case, "legal_aid.intake") == 1


def test_a_body_takes_an_application_in_itself(world: World) -> None:
    assert at_body(world).holder == world.legal_aid


def test_nobody_else_opens_a_legal_aid_case(world: World) -> None:
    with pytest.raises(NotAllowed, match="tidak dapat membuka"):
        open_at(world, world.district, world.budi)


def test_a_known_client_is_chosen_and_not_entered_again(world: World) -> None:
    client = world.worker()
    case = at_village(world, full_name="", person=str(client.uid))
    assert case.person == client
    assert case.region == client.village


def test_family_may_apply_for_the_client_and_is_noted_as_next_of_kin(world: World) -> None:
    case = at_village(world, applicant="family", applicant_name="Bu Aminah", opponent="PT Maju Jaya")
    roles = {party.role: party.name for party in case.parties.all()}
    assert roles == {Party.Role.NEXT_OF_KIN: "Bu Aminah", Party.Role.RESPONDENT: "PT Maju Jaya"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"full_name": ""}, "full_name"),
        ({"applicant": "family"}, "applicant_name"),
        ({"applied_on": "2026-11-24"}, "applied_on"),
        ({"village": "99.99.99.9999"}, "village"),
        ({"nik": "123"}, "nik"),
        ({"account": ""}, "account"),
    ],
)
def test_what_is_missing_or_wrong_is_named_by_field(world: World, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        engine.open_case(
            LegalAidCase,
            actor=world.siti,
            office=world.village,
            request_id=request_id(),
            data=application(world, **wrong),
        )
    assert field in refused.value.errors


def test_a_grave_matter_is_of_high_severity_until_the_emergency_is_declared(world: World) -> None:
    assert at_village(world, category="violence").severity == "H"
    assert at_village(world, category="unpaid_wages").severity == "N"
