"""An office is chosen by its name, near ones first, and only one that can take the case."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.levels import Level
from casework.models import Organisation
from tests.factories.cases import do, fresh
from tests.factories.places import LONG_AGO, an_office, an_officer
from tests.screens.pages import hidden, signed_in
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def neighbour(world: World) -> Organisation:
    """A staffed village office in the same sub-district."""
    office = an_office(Level.VILLAGE, "16.06.13.2002", name="Desa Ulak Paceh Jaya")
    an_officer(office, "Wati Petugas")
    return office


def transfer_page(world: World, parcel: Parcel) -> str:
    return reverse("move", args=[parcel.uid, "transfer"])


def offered(response: Any) -> list[str]:
    """The offices a page offers, in order."""
    page = response.content.decode()
    return [
        re.sub(r"<[^>]+>.*", "", label, flags=re.S).strip()
        for label in re.findall(r'for="id_receiving_office_\d+">(.*?)</label>', page, flags=re.S)
    ]


def test_near_offices_come_first(world: World, parcels: list[Parcel], neighbour: Organisation) -> None:
    page = signed_in(world.siti_sup).get(transfer_page(world, parcels[0]))

    assert offered(page) == ["Desa Ulak Paceh Jaya", "Desa Tebing Bulang", "Desa lain"]


def test_a_search_finds_by_name_and_place_and_keeps_what_was_typed(
    world: World, parcels: list[Parcel], neighbour: Organisation
) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])
    carried = hidden(client.get(address))

    found = client.post(
        address,
        {**carried, "receiving_office_query": "tebing", "cari_nama": "receiving_office", "summary": "Sudah diperiksa"},
    )

    assert offered(found) == ["Desa Tebing Bulang"]
    assert "Sudah diperiksa" in found.content.decode()
    assert hidden(found)["request_id"] == carried["request_id"]
    assert fresh(parcels[0]).holder == world.village


def test_what_was_found_can_be_chosen_and_the_case_goes_there(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])

    client.post(
        address,
        {
            **hidden(client.get(address)),
            "receiving_office": str(world.other_village.uid),
            "receiving_office_query": "tebing",
            "receiving_office_searched": "tebing",
            "summary": "Pindah rumah",
            "reason": "moved",
            "reason_text": "Pindah",
        },
    )

    assert fresh(parcels[0]).holder == world.other_village


def test_offices_that_cannot_take_it_are_not_offered(
    world: World, parcels: list[Parcel], neighbour: Organisation
) -> None:
    an_office(Level.VILLAGE, "16.06.13.2001", name="Desa Tanpa Petugas", serves=False)
    closed = an_office(Level.VILLAGE, "16.06.13.2001", name="Desa Tutup", serves=False)
    an_officer(closed, "Lama Petugas")
    Organisation.objects.filter(pk=closed.pk).update(closed_on=LONG_AGO)
    do(parcels[0], "add_party", world.siti, role="respondent", sort="office", name="D", organisation=neighbour.uid)

    page = signed_in(world.siti_sup).get(transfer_page(world, parcels[0]))

    assert offered(page) == ["Desa Tebing Bulang", "Desa lain"]


def test_ten_times_as_many_offices_cost_no_statement_more(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    client.get(address)
    few = statements()
    for number in range(20):
        an_officer(an_office(Level.VILLAGE, "16.06.13.2002", name=f"Desa {number}", serves=False), f"Ani {number}")

    assert statements() == few
