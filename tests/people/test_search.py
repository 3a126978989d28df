"""Looking for people: by number whole, by name nearly, and only among those one may see."""

from __future__ import annotations

import pytest

from casework.models.person import Person
from casework.people import PassportData, PhoneData, possible_doubles, search
from tests.factories.people import a_case_about, a_person
from tests.people.conftest import Cast

pytestmark = pytest.mark.django_db

NIK = "1606035205900001"


@pytest.fixture
def aminah(cast: Cast) -> Person:
    return a_person(
        cast.siti_of_village,
        cast.village,
        "Siti Aminah",
        nik=NIK,
        birth_year=1990,
        passports=[PassportData("ID", "C1234567")],
        aliases=["Mbak Tuti"],
        phones=[PhoneData("081234567890")],
    )


@pytest.mark.parametrize(
    "query", [NIK, "1606 0352 0590 0001", "c1234567", "C 1234567", "Siti Aminah", "aminah", "Siti Aminnah", "tuti"]
)
def test_a_person_is_found(cast: Cast, aminah: Person, query: str) -> None:
    assert search(cast.siti_of_village, query) == [aminah]


def test_a_person_is_found_by_the_number_of_his_case(cast: Cast, aminah: Person) -> None:
    case = a_case_about(aminah, cast.village, cast.siti_of_village)

    assert search(cast.siti_of_village, case.number.lower()) == [aminah]


@pytest.mark.parametrize("query", ["", "160603520590000", "1606035205900009", "C123456", "KW-00000000", "Bambang"])
def test_nothing_is_found_by_part_of_a_number_or_another_name(cast: Cast, aminah: Person, query: str) -> None:
    assert search(cast.siti_of_village, query) == []


@pytest.mark.parametrize("query", [NIK, "C1234567", "Siti Aminah", "tuti"])
def test_a_stranger_finds_nobody(cast: Cast, aminah: Person, query: str) -> None:
    assert search(cast.outsider, query) == []


def test_a_stranger_finds_nobody_by_a_case_number(cast: Cast, aminah: Person) -> None:
    case = a_case_about(aminah, cast.village, cast.siti_of_village)

    assert search(cast.outsider, case.number) == []


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("Orang Lain", {"phones": [PhoneData("0812 3456 7890")]}, "Nomor telepon sama"),
        ("Siti Aminnah", {"birth_year": 1990}, "Nama mirip, tahun lahir sama"),
    ],
)
def test_a_possible_double_is_offered_with_what_speaks_for_it(
    cast: Cast, aminah: Person, name: str, data: dict, reason: str
) -> None:
    other = a_person(cast.siti_of_village, cast.village, name, **data)

    assert [(double.person, double.reasons) for double in possible_doubles(cast.siti_of_village, aminah)] == [
        (other, [reason])
    ]


@pytest.mark.parametrize("data", [{}, {"birth_year": 1985}, {"birth_year": 1990, "nik": "1606035205900002"}])
def test_a_name_alone_or_another_nik_makes_no_double(cast: Cast, aminah: Person, data: dict) -> None:
    a_person(cast.siti_of_village, cast.village, "Siti Aminah", **data)

    assert possible_doubles(cast.siti_of_village, aminah) == []


def test_doubles_are_offered_to_nobody_who_may_not_see_both(cast: Cast, aminah: Person) -> None:
    other = a_person(cast.outsider, cast.elsewhere, "Siti Aminah", birth_year=1990)

    assert possible_doubles(cast.siti_of_village, aminah) == []
    assert possible_doubles(cast.outsider, other) == []
    assert possible_doubles(cast.outsider, aminah) == []


def test_who_may_see_both_is_offered_what_was_linked_out_of_sight(cast: Cast, aminah: Person) -> None:
    hidden = a_person(cast.outsider, cast.elsewhere, "Nama Lain", nik=NIK)
    a_case_about(hidden, cast.village, cast.siti_of_village)

    assert [double.person for double in possible_doubles(cast.siti_of_village, aminah)] == [hidden]
    assert [double.person for double in possible_doubles(cast.siti_of_village, hidden)] == [aminah]
