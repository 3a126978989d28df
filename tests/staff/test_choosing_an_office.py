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
from tests.factories.cases import do, fresh, move
from tests.factories.places import LONG_AGO, an_office, an_officer
from tests.screens.pages import carried, hidden, signed_in, text_of
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


MOVED_HOUSE = {"summary": "Pindah rumah", "reason": "moved", "reason_text": "Pindah"}


def searched(client: Any, address: str, name: str, **more: str) -> Any:
    """The transfer page after a search by its button, without JavaScript: what it carried is sent along."""
    typed = {**carried(client.get(address)), **MOVED_HOUSE, **more}
    return client.post(address, {**typed, "receiving_office_query": name, "cari_nama": "receiving_office"})


def test_a_form_is_sent_at_once_after_a_search(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])
    found = searched(client, address, "tebing")
    chosen = {"receiving_office": str(world.other_village.uid), "receiving_office_query": "tebing"}

    sent = client.post(address, {**carried(found), **MOVED_HOUSE, **chosen})

    assert sent.status_code == 302, text_of(sent)
    assert fresh(parcels[0]).holder == world.other_village


def test_a_search_in_the_form_of_an_act_does_not_pass_for_what_the_case_says(
    world: World, parcels: list[Parcel]
) -> None:
    client, address = signed_in(world.siti), reverse("act", args=[parcels[0].uid, "add_party"])
    typed = {"role": "respondent", "sort": "office", "name": "Desa Tebing"}
    boxes = {"organisation_query": "tebing", "organisation_searched": "tebing"}
    first = client.get(address)

    found = client.post(address, {**carried(first), **typed, **boxes, "cari_nama": "organisation"})
    sent = client.post(address, {**carried(found), **typed, **boxes, "organisation": str(world.other_village.uid)})

    assert sent.status_code == 302, text_of(sent)
    assert parcels[0].parties.filter(role="respondent", organisation=world.other_village).exists()


def test_a_search_never_makes_an_old_page_new(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])
    old = carried(client.get(address))
    do(parcels[0], "assign_officer", world.siti_head, officer=world.siti2.uid, why="Beban")

    found = client.post(address, {**old, "receiving_office_query": "tebing", "cari_nama": "receiving_office"})

    now = carried(found)
    assert fresh(parcels[0]).version != int(old["version"])
    assert {name: now[name] for name in old if not name.endswith("_searched")} == {
        name: value for name, value in old.items() if not name.endswith("_searched")
    }


def test_the_only_office_found_is_chosen_already(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])

    found = searched(client, address, "tebing", receiving_office="")

    assert re.search(rf'value="{world.other_village.uid}"[^>]* checked', found.content.decode())


def test_nothing_is_chosen_for_anybody_before_he_searched(world: World, parcels: list[Parcel]) -> None:
    an_officer(an_office(Level.DISTRICT, "16.03", name="Disnaker Kedua"), "Wati Petugas")
    case = move(move(parcels[0], "send", world.siti), "accept_handover", world.budi)
    page = signed_in(world.budi_sup).get(transfer_page(world, case))

    assert offered(page) == ["Disnaker Kedua"]
    assert chosen(page) == []


def test_a_search_without_a_hit_leaves_nothing_chosen(world: World, parcels: list[Parcel]) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])

    found = searched(client, address, "tidak ada", receiving_office=str(world.other_village.uid))

    assert "Tidak ada kantor bernama itu" in text_of(found)
    assert chosen(found) == []


def chosen(response: Any) -> list[str]:
    """The offices that are ticked on a page."""
    boxes = re.findall(r'<input[^>]*name="receiving_office"[^>]*>', response.content.decode())
    return [box for box in boxes if " checked" in box and 'value=""' not in box]


def test_a_name_that_was_not_searched_for_is_searched_and_said_not_to_be_sent(
    world: World, parcels: list[Parcel]
) -> None:
    client, address = signed_in(world.siti_sup), transfer_page(world, parcels[0])
    typed = {**carried(client.get(address)), **MOVED_HOUSE, "receiving_office_query": "tebing"}

    assert "Belum dikirim: pilih kantor dari hasil ini." in text_of(client.post(address, typed))
    assert "Belum dikirim" not in text_of(searched(client, address, "tebing"))
    nowhere = text_of(client.post(address, {**typed, "receiving_office_query": "atlantis"}))
    assert "Belum dikirim. Tidak ada kantor bernama itu" in nowhere


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
