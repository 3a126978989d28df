"""Entering a person: one record each, and nobody learns of a person he may not see."""

from __future__ import annotations

from datetime import date

import pytest

from casework.errors import Invalid
from casework.models.participation import Part
from casework.models.person import Passport, Person
from casework.people import (
    KinData,
    PassportData,
    PersonData,
    PhoneData,
    add_passport,
    register,
    search,
    set_nik,
    visible_people,
)
from tests.factories.people import a_case_about, a_person
from tests.factories.places import an_officer
from tests.people.conftest import Cast

pytestmark = pytest.mark.django_db

NIK = "1606035205900001"
OTHER_NIK = "1606035205900002"
PASSPORT = PassportData("ID", "C1234567")


def test_everything_typed_is_kept_in_one_form(cast: Cast) -> None:
    person = register(
        PersonData(
            full_name="  Siti   Aminah ",
            nik="1606.0352.0590.0001",
            birth_date=date(1990, 5, 12),
            sex="F",
            village=cast.village.region,
            phones=[PhoneData("0812-3456-7890", label="suami", unsafe=True)],
            passports=[PassportData("ID", "c 1234567", expires=date(2030, 1, 1))],
            aliases=["Aminah", "Aminah"],
            next_of_kin=[KinData("Rahmat", "suami", "0812 3456 7891")],
        ),
        cast.siti_of_village,
        cast.village,
    ).person

    assert (person.full_name, person.nik, person.created_office) == ("Siti Aminah", NIK, cast.village)
    assert [(phone.number, phone.unsafe) for phone in person.phones.all()] == [("+6281234567890", True)]
    assert [str(passport) for passport in person.passports.all()] == ["ID C1234567"]
    assert [alias.name for alias in person.aliases.all()] == ["Aminah"]
    assert [kin.phone for kin in person.next_of_kin.all()] == ["+6281234567891"]


def test_a_single_name_and_nobody_known_by_name_are_enough(cast: Cast) -> None:
    known = register(PersonData(full_name="Sumiati"), cast.siti_of_village, cast.village)
    unknown = register(PersonData(description="Seorang perempuan di Johor"), cast.siti_of_village, cast.village)

    assert str(known.person) == "Sumiati"
    assert str(unknown.person) == "Seorang perempuan di Johor"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (PersonData(), "full_name"),
        (PersonData(full_name="A", nik="123"), "nik"),
        (PersonData(full_name="A", birth_year=1850), "birth_year"),
        (PersonData(full_name="A", birth_date=date(2999, 1, 1)), "birth_date"),
        (PersonData(full_name="A", passports=[PassportData("??", "C1234567")]), "passports"),
        (PersonData(full_name="A", passports=[PassportData("ID", "?")]), "passports"),
        (
            PersonData(full_name="A", passports=[PassportData("ID", "C1234567", date(2030, 1, 1), date(2020, 1, 1))]),
            "passports",
        ),
        (PersonData(full_name="A", phones=[PhoneData("12")]), "phones"),
        (PersonData(full_name="A", next_of_kin=[KinData("B", "ibu", "12")]), "next_of_kin"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(cast: Cast, data: PersonData, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        register(data, cast.siti_of_village, cast.village)

    assert list(invalid.value.errors) == [field]
    assert not Person.objects.exists()


def test_what_is_odd_is_said_to_whoever_types(cast: Cast) -> None:
    registered = register(PersonData(full_name="A", nik=NIK, sex="M"), cast.siti_of_village, cast.village)

    assert any("Jenis kelamin" in warning for warning in registered.warnings)


@pytest.mark.parametrize("typed", [{"nik": NIK}, {"passports": [PASSPORT]}])
def test_whoever_may_see_a_known_person_is_brought_to_him(cast: Cast, typed: dict) -> None:
    person = a_person(cast.siti_of_village, cast.village, **typed)

    again = register(PersonData(full_name="Nama Lain", **typed), cast.siti_of_village, cast.village)

    assert (again.person, again.existing, again.hidden_link, again.tell) == (person, True, False, [])
    assert Person.objects.get().full_name == "Sumiati"


@pytest.mark.parametrize("typed", [{"nik": NIK}, {"passports": [PASSPORT]}])
def test_whoever_may_not_see_him_gets_what_he_typed_linked_out_of_sight(cast: Cast, typed: dict) -> None:
    person = a_person(cast.siti_of_village, cast.village, **typed)
    case = a_case_about(person, cast.village, cast.siti_of_village)

    typed_elsewhere = register(PersonData(full_name="Nama Lain", **typed), cast.outsider, cast.elsewhere)

    assert typed_elsewhere.person != person
    assert (typed_elsewhere.existing, typed_elsewhere.hidden_link) == (False, True)
    assert typed_elsewhere.person.same_as == person
    assert typed_elsewhere.tell == [case]
    assert list(visible_people(cast.outsider)) == [typed_elsewhere.person]
    assert search(cast.outsider, "Sumiati") == []


def test_typing_him_again_leads_to_what_was_typed_before(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, nik=NIK)
    first = register(PersonData(full_name="Nama Lain", nik=NIK), cast.outsider, cast.elsewhere)

    again = register(PersonData(full_name="Nama Lain", nik=NIK), cast.outsider, cast.elsewhere)

    assert (again.person, again.existing) == (first.person, True)
    assert Person.objects.exclude(pk__in=[person.pk, first.person.pk]).count() == 0


def test_cases_under_hidden_rows_and_sealed_ones_are_told_too(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, nik=NIK)
    hidden = register(PersonData(full_name="Nama Lain", nik=NIK), cast.outsider, cast.elsewhere).person
    case = a_case_about(hidden, cast.elsewhere, cast.outsider)
    a_case_about(person, cast.village, cast.siti_of_village, sealed_for=cast.siti_of_village)
    sealed = person.cases.get()

    third = register(PersonData(full_name="Ketiga", nik=NIK), cast.budi_of_district, cast.district)

    assert third.tell == [case, sealed]


def test_an_office_that_has_but_the_status_of_a_case_does_not_see_whom_it_is_about(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, nik=NIK)
    a_case_about(person, cast.village, cast.siti_of_village, also={cast.district: Part.STATUS})

    assert not visible_people(cast.budi_of_district).exists()
    assert register(PersonData(full_name="A", nik=NIK), cast.budi_of_district, cast.district).hidden_link


def test_an_office_that_monitors_a_case_sees_whom_it_is_about(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, nik=NIK)
    a_case_about(person, cast.village, cast.siti_of_village, also={cast.district: Part.MONITOR})

    assert list(visible_people(cast.budi_of_district)) == [person]
    assert register(PersonData(full_name="A", nik=NIK), cast.budi_of_district, cast.district).existing


def test_a_sealed_case_hides_its_person_from_colleagues_who_are_not_named(cast: Cast) -> None:
    from_next_desk = an_officer(cast.village, "Meja Sebelah")
    person = a_person(cast.siti_of_village, cast.village)
    assert list(visible_people(from_next_desk)) == [person]

    a_case_about(person, cast.village, cast.siti_of_village, sealed_for=cast.siti_of_village)

    assert not visible_people(from_next_desk).exists()
    assert list(visible_people(cast.siti_of_village)) == [person]


def test_a_nik_found_out_later_links_out_of_sight_too(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, nik=NIK)
    case = a_case_about(person, cast.village, cast.siti_of_village)
    typed = a_person(cast.outsider, cast.elsewhere, "Tanpa NIK")

    linked = set_nik(typed, NIK, cast.outsider)

    assert (linked.hidden_link, linked.tell) == (True, [case])
    assert (typed.nik, typed.same_as) == (NIK, person)


def test_a_corrected_nik_takes_the_link_away(cast: Cast) -> None:
    a_person(cast.siti_of_village, cast.village, nik=NIK)
    typed = register(PersonData(full_name="Salah Ketik", nik=NIK), cast.outsider, cast.elsewhere).person

    corrected = set_nik(typed, OTHER_NIK, cast.outsider)

    typed.refresh_from_db()
    assert (corrected.hidden_link, typed.nik, typed.same_as) == (False, OTHER_NIK, None)


def test_a_passport_found_out_later_links_out_of_sight_too(cast: Cast) -> None:
    person = a_person(cast.siti_of_village, cast.village, passports=[PASSPORT])
    typed = a_person(cast.outsider, cast.elsewhere, "Tanpa Paspor")

    linked = add_passport(typed, PASSPORT, cast.outsider)

    assert linked.hidden_link
    assert typed.same_as == person
    assert Passport.objects.filter(number="C1234567").count() == 2
