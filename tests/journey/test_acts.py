"""What is recorded on a journey without moving it."""

from __future__ import annotations

from typing import Any

import pytest

from casework.errors import GuardFailed, Invalid, NotAllowed
from casework.models import Event
from tests.factories.cases import do
from tests.journey.cases import at, days
from tests.world import World

STATEMENT = {"costs": "Paspor 350000", "total": "350000", "borne_by": "P3MI"}
TOLD = {"how": "told", "whom": "Ibu Aminah", "text": "Didatangi kepala desa"}


def test_a_placement_is_brought_up_to_date_with_old_and_new_values_in_the_history(world: World) -> None:
    case = at(world, "in_placement", employer="Sime")
    case = do(case, "update_placement", world.rina, employer="Kuok Bhd", destination="MY", phone_abroad="+60123")
    assert (case.employer, case.phone_abroad) == ("Kuok Bhd", "+60123")
    event = Event.objects.filter(case_uid=case.uid).latest("seq")
    assert event.act == "journey.update_placement"
    assert "case.employer" in str(event.content)


def test_the_scheme_is_set_until_the_district_has_chosen_the_path(world: World) -> None:
    case = at(world, "district_registration", scheme="p3mi")
    assert do(case, "update_placement", world.budi, scheme="individual", destination="MY").scheme == "individual"
    case = at(world, "medical_check", scheme="p3mi", person=world.worker("Lain"))
    assert do(case, "update_placement", world.budi, scheme="individual", destination="MY").scheme == "p3mi"


def test_only_the_holder_updates_the_placement(world: World) -> None:
    with pytest.raises(NotAllowed):
        do(at(world, "in_placement"), "update_placement", world.siti, employer="Kuok")


@pytest.mark.parametrize(
    ("name", "actor", "data", "words"),
    [
        ("record_cost_statement", "rina", {"stated_on": 0, **STATEMENT}, "tahap gagal berangkat"),
        ("record_kin_told", "siti", {"told_on": 0, **TOLD}, "tahap meninggal dunia"),
    ],
)
def test_some_acts_belong_to_one_stage(world: World, name: str, actor: str, data: dict[str, Any], words: str) -> None:
    data = {key: days(value) if isinstance(value, int) else value for key, value in data.items()}
    with pytest.raises(GuardFailed, match=words):
        do(at(world, "in_placement"), name, getattr(world, actor), **data)


def test_who_was_told_is_named(world: World) -> None:
    case = at(world, "deceased")
    with pytest.raises(Invalid, match="siapa dari keluarga"):
        do(case, "record_kin_told", world.siti, told_on=days(0), **(TOLD | {"whom": ""}))
    searched = TOLD | {"how": "searched", "whom": ""}
    assert do(case, "record_kin_told", world.siti, told_on=days(0), **searched).family_told_on
