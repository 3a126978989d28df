"""Correcting a person's data in a case: what cannot be so is refused when it is typed."""

from __future__ import annotations

import pytest

from casework.errors import Invalid
from tests.complaint import given
from tests.factories.cases import do
from tests.world import World


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("full_name", "x" * 151, "150"),
        ("birth_date", "2999-01-01", "belum terjadi"),
        ("birth_date", "0095-05-17", "tidak mungkin"),
        ("sex", "X", "L untuk laki-laki"),
    ],
)
def test_it_is_said_before_a_second_person_is_asked(world: World, field: str, value: str, said: str) -> None:
    case = given.at_district(world, "triage")
    with pytest.raises(Invalid) as refused:
        do(case, "correct_data", world.budi, field=field, value=value, why="Salah ketik")
    assert said in str(refused.value.errors["value"])


def test_a_correction_that_can_be_is_made_by_two(world: World) -> None:
    case = given.at_district(world, "triage")
    do(
        case,
        "correct_data",
        world.budi,
        confirmed_by=world.budi2,
        field="full_name",
        value="Rudi H.",
        why="Salah ketik",
    )
    case.person.refresh_from_db()
    assert case.person.full_name == "Rudi H."
