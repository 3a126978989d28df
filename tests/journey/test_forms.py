"""What must be filled in is asked for by name, and nothing moves before."""

from __future__ import annotations

from typing import Any

import pytest

from casework import engine
from casework.errors import Invalid
from casework.forms import move_form
from tests.factories.cases import fresh, move
from tests.journey.cases import add_papers, at, today
from tests.journey.scenarios import SCENARIOS, Day, as_sent
from tests.world import World

MISSING = [
    ("submit_for_verification", "consent_notice_shown", False),
    ("submit_for_verification", "behalf_paper", ""),
    ("clear_at_village", "identity_matched", False),
    ("clear_at_village", "family_heard_on", Day(1)),
    ("return_for_completion", "reason", ""),
    ("begin_selection", "p3mi_is_active", False),
    ("begin_selection", "p3mi", ""),
    ("begin_selection", "scheme", "re_entry"),
    ("begin_selection", "job_order", ""),
    ("begin_selection", "siapkerja_account", ""),
    ("begin_training", "employer", ""),
    ("pass_medical", "is_fit", False),
    ("endorse_agreement", "copy_given", False),
    ("approve_departure", "epmi_number", ""),
    ("record_departure", "departure_date", Day(1)),
    ("record_failed_departure", "responsible_party", ""),
    ("suspend", "review_date", Day(91)),
    ("suspend", "review_date", Day(-1)),
    ("reject", "how_to_object", ""),
    ("confirm_extension", "contract_end", Day(1)),
    ("start_leave", "leave_end", Day(0)),
    ("start_return", "fit_to_travel", ""),
    ("start_return", "return_reason", "leave"),
    ("record_found_home", "seen_in_person", False),
    ("receive_home", "witness", ""),
    ("begin_rehabilitation", "consent_given", False),
    ("complete", "closing_summary", ""),
    ("record_death", "source", ""),
    ("record_death_before_departure", "certificate_number", ""),
    ("lapse", "second_reminder_on", Day(-30)),
    ("void", "right_case", "KW-0000-0000-0"),
]


@pytest.mark.parametrize(("verb", "field", "value"), MISSING)
def test_a_field_is_asked_for(world: World, verb: str, field: str, value: Any) -> None:
    scenario = SCENARIOS[verb]
    case = at(world, scenario.source, via=scenario.via, **as_sent(scenario.columns))
    second = getattr(world, scenario.second) if scenario.second else None
    data = as_sent(scenario.data | {field: value})
    with pytest.raises(Invalid) as refusal:
        move(case, verb, getattr(world, scenario.actor), second, **data)
    assert list(refusal.value.errors) == [field]
    assert fresh(case).version == case.version


def test_a_list_of_what_is_missing_is_not_empty(world: World) -> None:
    case = at(world, "district_registration")
    with pytest.raises(Invalid, match="sedikitnya satu hal"):
        move(case, "return_for_completion", world.budi, reason="missing_document", reason_text="Kurang")


def test_a_changed_placement_differs(world: World) -> None:
    case = at(world, "selection", job_order="SIP2MI-12")
    with pytest.raises(Invalid, match="berbeda dari sekarang"):
        move(case, "change_placement", world.budi, **as_sent(SCENARIOS["change_placement"].data))


def test_a_new_contract_ends_after_the_old_one(world: World) -> None:
    case = at(world, "contract_extension", contract_end=today().replace(year=today().year + 4))
    with pytest.raises(Invalid, match="sesudah kontrak lama"):
        move(case, "confirm_extension", world.rina, **as_sent(SCENARIOS["confirm_extension"].data))


def test_one_number_stands_for_one_person(world: World) -> None:
    data = as_sent(SCENARIOS["approve_departure"].data)
    at(world, "ready_to_depart", epmi_number=data["epmi_number"])
    other = at(world, "departure_verification", person=world.worker("Lain"))
    add_papers(other, world)
    with pytest.raises(Invalid, match="sudah tercatat untuk orang lain"):
        move(other, "approve_departure", world.rina, **data)


def test_somebody_under_eighteen_is_warned(world: World) -> None:
    young = world.worker("Sari", birth_date=today().replace(year=today().year - 17, day=1))
    case = at(world, "interest_registered", person=young)
    data = as_sent(SCENARIOS["submit_for_verification"].data)
    with pytest.raises(Invalid) as refusal:
        move(case, "submit_for_verification", world.siti, **data)
    assert list(refusal.value.errors) == ["minor_explained"]
    moved = move(case, "submit_for_verification", world.siti, minor_explained=True, **data)
    assert moved.state == "village_verification"


def test_a_wrong_entry_points_to_the_right_case(world: World) -> None:
    right = at(world, "selection")
    wrong = at(world, "interest_registered", person=world.worker("Rudi H"))
    data = as_sent(SCENARIOS["void"].data)
    move(wrong, "void", world.siti_sup, world.siti, right_case=right.number, **data)
    assert wrong.links_from.get().other_id == right.pk


@pytest.mark.parametrize("verb", SCENARIOS)
def test_every_form_can_be_shown_before_anything_is_filled_in(world: World, verb: str) -> None:
    scenario = SCENARIOS[verb]
    case = at(world, scenario.source, via=scenario.via, **as_sent(scenario.columns))
    act = engine.prepare(case, verb, actor=getattr(world, scenario.actor))
    form = move_form(act.move, act)
    assert all(str(field.label) in form.as_p() for field in form)
