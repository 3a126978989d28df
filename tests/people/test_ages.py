"""Who is a child: under 18 by the birth on record (UU 35/2014 Art 1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework.models import Party, Person


@pytest.mark.parametrize(
    ("born", "day", "is_child"),
    [
        ({"birth_date": date(2008, 11, 24)}, date(2026, 11, 23), True),
        ({"birth_date": date(2008, 11, 23)}, date(2026, 11, 23), False),
        ({"birth_date": date(2008, 2, 29)}, date(2026, 2, 28), True),
        ({"birth_date": date(2008, 2, 29)}, date(2026, 3, 1), False),
        ({"birth_year": 2008}, date(2026, 12, 30), True),
        ({"birth_year": 2008}, date(2026, 12, 31), False),
        ({}, date(2026, 11, 23), False),
    ],
)
def test_a_child_is_who_has_not_turned_eighteen_by_the_birth_on_record(
    born: dict[str, Any], day: date, is_child: bool
) -> None:
    assert Person(**born).is_child_on(day) is is_child
    assert Party(person=Person(**born)).is_child_on(day) is is_child


def test_a_party_said_to_be_a_child_is_one_whatever_is_on_record() -> None:
    assert Party(is_child=True, person=Person(birth_date=date(1990, 5, 12))).is_child_on(date(2026, 11, 23))


def test_of_a_merged_double_without_a_birth_the_record_says_it() -> None:
    record = Person(birth_date=date(2012, 1, 31))
    assert Person(merged_into=record).is_child_on(date(2026, 11, 23))
    assert not Person(merged_into=record, birth_date=date(2001, 1, 31)).is_child_on(date(2026, 11, 23))
