"""Two records become one person and, where that was a mistake, two again."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection

from casework.errors import NotAllowed, Refused
from casework.models.person import Person
from casework.people import (
    PassportData,
    PersonData,
    merge,
    possible_doubles,
    register,
    rows_of,
    search,
    unmerge,
    visible_people,
)
from tests.factories.cases import put
from tests.factories.people import a_case_about, a_person
from tests.people.conftest import Cast

pytestmark = pytest.mark.django_db

NIK = "1606035205900001"


def events_of(person: Person) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM audit.event WHERE case_uid = %s ORDER BY seq", [person.uid])
        return [json.loads(bytes(body)) for (body,) in cursor.fetchall()]


@pytest.fixture
def keep(cast: Cast) -> Person:
    return a_person(cast.siti_of_village, cast.village, "Siti Aminah", birth_date=date(1990, 5, 12))


@pytest.fixture
def other(cast: Cast) -> Person:
    return a_person(cast.siti_of_village, cast.village, "Aminah", nik=NIK, birth_date=date(1990, 5, 13))


def test_a_double_fills_in_what_the_record_lacks_and_leaves_the_rest(cast: Cast, keep: Person, other: Person) -> None:
    done = merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")

    keep.refresh_from_db()
    assert done.filled == ["nik"]
    assert (keep.nik, keep.full_name, keep.birth_date) == (NIK, "Siti Aminah", date(1990, 5, 12))
    assert list(visible_people(cast.siti_of_village)) == [keep]
    assert search(cast.siti_of_village, NIK) == [keep]


def test_cases_stay_where_they_hang_and_count_for_the_record(cast: Cast, keep: Person, other: Person) -> None:
    case = a_case_about(other, cast.district, cast.budi_of_district)
    of_keep = a_case_about(keep, cast.village, cast.siti_of_village, also={cast.district: "monitor"})

    merge(keep, other, cast.budi_of_district, cast.district, "orang yang sama")
    put(of_keep, parts={cast.district: None})

    assert list(other.cases.all()) == [case]
    assert set(rows_of(keep)) == set(rows_of(Person.objects.get(pk=other.pk))) == {keep, other}
    assert keep in visible_people(cast.budi_of_district)
    assert search(cast.budi_of_district, case.number) == [keep]


def test_typing_a_doubles_passport_leads_to_the_record(cast: Cast, keep: Person) -> None:
    passports = [PassportData("ID", "C1234567")]
    other = a_person(cast.siti_of_village, cast.village, "Aminah", passports=passports)
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")

    again = register(PersonData(full_name="A", passports=passports), cast.siti_of_village, cast.village)

    assert (again.person, again.existing) == (keep, True)


def test_both_are_told_in_their_chains_without_names_or_numbers(cast: Cast, keep: Person, other: Person) -> None:
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")
    unmerge(other, cast.siti_of_village, cast.village, "ternyata kakak beradik")

    for person in (keep, other):
        events = events_of(person)
        assert [event["act"] for event in events] == ["person.merged", "person.unmerged"]
        assert NIK not in json.dumps(events)
        assert "kakak" not in json.dumps(events)
    assert [set(event["f"]) for event in events_of(keep)] == [{"nik", "reason_text"}, {"nik", "reason_text"}]
    assert [event["x"] for event in events_of(other)] == [{"record": str(keep.uid)}, {"record": str(keep.uid)}]


def test_undoing_gives_back_what_was_filled_in(cast: Cast, keep: Person, other: Person) -> None:
    before = list(Person.objects.order_by("pk").values())
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")

    done = unmerge(other, cast.siti_of_village, cast.village, "ternyata kakak beradik")

    assert list(Person.objects.order_by("pk").values()) == before
    assert (done.undone_by, done.undone_at is not None) == (cast.siti_of_village, True)


def test_undoing_leaves_what_was_corrected_meanwhile(cast: Cast, keep: Person) -> None:
    other = a_person(cast.siti_of_village, cast.village, "Aminah", address="Dusun I")
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")
    Person.objects.filter(pk=keep.pk).update(address="Dusun II")

    unmerge(other, cast.siti_of_village, cast.village, "keliru")

    keep.refresh_from_db()
    assert keep.address == "Dusun II"


def test_undoing_one_of_two_merges_gives_back_that_one_with_its_own_doubles(
    cast: Cast, keep: Person, other: Person
) -> None:
    third = a_person(cast.siti_of_village, cast.village, "Aminah Siti")
    merge(other, third, cast.siti_of_village, cast.village, "orang yang sama")
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")
    assert set(rows_of(keep)) == {keep, other, third}

    unmerge(other, cast.siti_of_village, cast.village, "keliru")

    assert set(rows_of(keep)) == {keep}
    assert set(rows_of(other)) == {other, third}


def test_what_was_linked_out_of_sight_is_merged_into_the_record(cast: Cast, other: Person) -> None:
    hidden = a_person(cast.outsider, cast.elsewhere, "Nama Lain", nik=NIK)
    a_case_about(hidden, cast.village, cast.siti_of_village)

    with pytest.raises(Refused, match="catatan utama"):
        merge(hidden, other, cast.siti_of_village, cast.village, "orang yang sama")
    merge(other, hidden, cast.siti_of_village, cast.village, "orang yang sama")

    assert possible_doubles(cast.siti_of_village, other) == []
    unmerge(hidden, cast.siti_of_village, cast.village, "keliru")
    hidden.refresh_from_db()
    assert (hidden.merged_into, hidden.same_as) == (None, other)


def test_who_may_not_see_both_merges_nothing(cast: Cast, keep: Person) -> None:
    unseen = a_person(cast.outsider, cast.elsewhere, "Aminah")

    with pytest.raises(NotAllowed):
        merge(keep, unseen, cast.siti_of_village, cast.village, "orang yang sama")
    with pytest.raises(NotAllowed):
        merge(unseen, keep, cast.siti_of_village, cast.village, "orang yang sama")

    assert not Person.objects.filter(merged_into__isnull=False).exists()


def test_who_may_not_see_the_record_undoes_nothing(cast: Cast, keep: Person, other: Person) -> None:
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")

    with pytest.raises(NotAllowed):
        unmerge(other, cast.outsider, cast.elsewhere, "keliru")


def test_two_niks_are_two_people(cast: Cast, other: Person) -> None:
    another = a_person(cast.siti_of_village, cast.village, "Aminah", nik="1606035205900002")

    with pytest.raises(Refused, match="NIK keduanya berbeda"):
        merge(other, another, cast.siti_of_village, cast.village, "orang yang sama")


def test_a_person_is_merged_once_and_never_with_himself(cast: Cast, keep: Person, other: Person) -> None:
    with pytest.raises(Refused, match="dua orang yang berbeda"):
        merge(keep, keep, cast.siti_of_village, cast.village, "orang yang sama")
    merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")

    with pytest.raises(Refused, match="sudah digabungkan"):
        merge(keep, other, cast.siti_of_village, cast.village, "orang yang sama")
    with pytest.raises(Refused, match="tidak sedang digabungkan"):
        unmerge(keep, cast.siti_of_village, cast.village, "keliru")
