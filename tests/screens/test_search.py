"""One box that finds cases and people, for those who may see them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models.participation import Part
from tests.factories.cases import put
from tests.factories.people import a_case_about
from tests.toy.models import Parcel
from tests.world import World

NIK = "1606131705950001"


def found_by(client: Client, query: str) -> str:
    return client.post(reverse("search"), {"query": query}).content.decode()


def test_a_case_number_opens_its_case_however_it_is_typed(client: Client, world: World, parcel: Parcel) -> None:
    client.force_login(world.siti)
    for typed in (parcel.number, parcel.number.lower(), parcel.number.replace("-", " "), parcel.number[3:]):
        assert client.post(reverse("search"), {"query": typed}).url == reverse("case", args=[parcel.uid])


def test_a_case_number_says_nothing_to_strangers(client: Client, world: World, parcel: Parcel) -> None:
    client.force_login(world.outsider)
    assert "Tidak ada kasus atau orang yang cocok" in found_by(client, parcel.number)


def test_a_sealed_case_is_found_by_the_persons_named_in_it_alone(client: Client, world: World) -> None:
    case = a_case_about(world.worker(), world.village, world.siti, sealed_for=world.siti)
    client.force_login(world.siti2)
    assert "Tidak ada kasus atau orang yang cocok" in found_by(client, "Rudi Hartono")
    client.force_login(world.siti)
    page = found_by(client, "Rudi Hartono")
    assert "Rudi Hartono" in page
    assert reverse("case", args=[case.uid]) in page


def test_a_sealed_number_is_found_by_the_persons_named_in_it_alone(
    client: Client, world: World, parcel: Parcel
) -> None:
    from tests.factories.cases import move

    move(parcel, "alarm", world.siti)
    client.force_login(world.siti)
    assert client.post(reverse("search"), {"query": parcel.number}).status_code == 302
    client.force_login(world.siti2)
    assert "Tidak ada kasus atau orang yang cocok" in found_by(client, parcel.number)


def test_an_office_with_the_status_finds_the_number_but_not_the_person(client: Client, world: World) -> None:
    person = world.worker()
    a_case_about(person, world.village, world.siti, also={world.police: Part.STATUS})
    client.force_login(world.agus)
    assert "Tidak ada kasus atau orang yang cocok" in found_by(client, "Rudi Hartono")


def test_a_status_part_opens_the_case_by_its_number(client: Client, world: World, parcel: Parcel) -> None:
    put(parcel, parts={world.police: Part.STATUS})
    client.force_login(world.agus)
    assert client.post(reverse("search"), {"query": parcel.number}).url == reverse("case", args=[parcel.uid])


@pytest.mark.parametrize("query", [NIK, "1606 1317 0595 0001", "Rudi Hartono", "rudi hartno"])
def test_people_are_found_by_nik_and_by_name_nearly(client: Client, world: World, query: str) -> None:
    world.worker(nik=NIK)
    client.force_login(world.siti)
    page = found_by(client, query)
    assert "1 orang ditemukan" in page
    assert "1606••••••••0001" in page


def test_people_are_found_by_passport(client: Client, world: World) -> None:
    world.worker().passports.create(country="ID", number="C1234567")
    client.force_login(world.siti)
    assert "Rudi Hartono" in found_by(client, "c 1234567")


def test_what_is_searched_for_never_stands_in_an_address(client: Client, world: World) -> None:
    world.worker(nik=NIK)
    client.force_login(world.siti)
    assert "Rudi Hartono" not in client.get(reverse("search"), {"query": NIK}).content.decode()
    assert NIK not in found_by(client, NIK).replace(f'value="{NIK}"', "")


def test_an_empty_box_asks_for_something(client: Client, world: World) -> None:
    client.force_login(world.siti)
    assert "Ada yang perlu diperbaiki" in found_by(client, " ")


def test_a_search_costs_the_same_for_one_person_and_for_many(client: Client, world: World) -> None:
    client.force_login(world.siti)
    world.worker("Rudi Hartono")
    found_by(client, "Rudi Hartono")
    with CaptureQueriesContext(connection) as for_one:
        found_by(client, "Rudi Hartono")
    for _number in range(5):
        a_case_about(world.worker("Rudi Hartono"), world.village, world.siti)
    with CaptureQueriesContext(connection) as for_many:
        found_by(client, "Rudi Hartono")
    assert len(for_many) == len(for_one)
