"""The frame of every page: who I am, where I work, what I can open."""

from __future__ import annotations

from typing import Any

import pytest

from casework.organisations import appoint
from casework.roles import Role
from tests.factories.places import LONG_AGO, a_user, an_officer
from tests.screens.pages import signed_in
from tests.world import World


def menu(user: Any, address: str = "/kerja/") -> list[str]:
    return [str(item["label"]) for item in signed_in(user).get(address).context["menu"]]


def test_a_caseworker_has_work_cases_people_and_opening(world: World) -> None:
    assert menu(world.siti) == ["Pekerjaan saya", "Cari kasus", "Pekerja", "Buat baru"]


def test_an_auditor_has_the_histories_and_no_cases(world: World) -> None:
    auditor = an_officer(world.bp3mi, "Ani", Role.AUDITOR)
    assert menu(auditor) == ["Riwayat"]
    assert signed_in(auditor).get("/").headers["Location"] == "/riwayat/"


def test_an_administrator_has_the_accounts_and_no_cases(world: World) -> None:
    administrator = an_officer(world.bp3mi, "Ani", Role.ADMINISTRATOR)
    assert menu(administrator) == ["Pengaturan"]
    assert signed_in(administrator).get("/").headers["Location"] == "/pengaturan/"


def test_somebody_without_an_office_has_no_menu(world: World) -> None:
    assert menu(a_user("Nobody")) == []


def test_the_page_names_the_person_and_the_office(world: World) -> None:
    page = signed_in(world.siti).get("/kerja/").content.decode()
    assert "<b>Siti Petugas</b> <span>Desa Ulak Paceh</span>" in page


def test_several_offices_are_named_shortly(world: World) -> None:
    for office in (world.district, world.bp3mi):
        appoint(world.siti, office, Role.OFFICER, LONG_AGO, None, None)
    office = signed_in(world.siti).get("/kerja/").context["office"]
    assert office == "Desa Ulak Paceh, Disnakertrans Musi Banyuasin +1"


@pytest.mark.parametrize("support", [{"label": "Pusat bantuan", "phone": "021 123"}])
def test_support_and_source_are_offered_where_set(world: World, settings: Any, support: dict[str, str]) -> None:
    settings.KAWAL_SUPPORT, settings.KAWAL_SOURCE_URL = support, "https://example.org/kawal"
    page = signed_in(world.siti).get("/kerja/").content.decode()
    assert 'href="tel:021 123"' in page
    assert 'href="https://example.org/kawal"' in page
