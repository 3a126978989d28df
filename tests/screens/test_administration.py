"""Administrators set up offices, whom they serve and who oversees them, and see no cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.clock import format_local_date
from casework.levels import Level
from casework.models import Deadline, Event, LocalClosure, Organisation, User
from casework.roles import Role
from tests.factories.cases import move, put, teleport
from tests.factories.parcels import a_parcel
from tests.factories.places import LONG_AGO, MUARA_ENIM, an_office, an_officer
from tests.world import World


@pytest.fixture
def admin(world: World) -> User:
    """The administrator of the whole installation."""
    return an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR)


@pytest.fixture
def district_admin(world: World) -> User:
    """The administrator of the district office, who also manages the villages it oversees."""
    return an_officer(world.district, "Doni Pengelola", Role.ADMINISTRATOR)


def page(client: Client, name: str, *arguments: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=arguments), query)
    assert response.status_code == 200
    return response.content.decode()


def last_event(office: Organisation) -> dict[str, Any]:
    return Event.objects.filter(case_uid=office.uid).first().content


# Who may come in -----------------------------------------------------------------------------------


def test_for_others_the_pages_do_not_exist(client, world):
    for user in (world.siti, world.budi_head, world.hadi_sup, world.outsider):
        client.force_login(user)
        for name in ("administration", "service_gaps", "closures", "accounts", "office_new", "region_closure"):
            assert client.get(reverse(name)).status_code == 404
        assert client.get(reverse("office", args=[world.village.uid])).status_code == 404


def test_whoever_is_not_logged_in_is_asked_to(client, world):
    response = client.get(reverse("administration"))

    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_the_first_page_leads_an_administrator_here(client, admin):
    client.force_login(admin)

    assert client.get("/").url == reverse("administration")


def test_an_administrator_sees_no_cases(client, world, admin, parcel):
    client.force_login(admin)

    assert client.get(reverse("case", args=[parcel.uid])).status_code == 404
    assert client.get(reverse("move", args=[parcel.uid, "send"])).status_code == 404
    for name in ("work", "search", "people", "administration", "accounts"):
        response = client.get(reverse(name))
        assert parcel.number not in response.content.decode()
    found = client.post(reverse("search"), {"cari": parcel.number, "q": parcel.number})
    assert parcel.number not in found.content.decode().replace(f'value="{parcel.number}"', "")


def test_a_local_administrator_manages_his_office_and_those_it_oversees(client, world, district_admin):
    client.force_login(district_admin)

    said = page(client, "administration")

    assert world.district.name in said
    assert world.village.name in said
    for stranger in (world.bp3mi, world.faraway, world.ministry):
        assert stranger.name not in said.replace(world.district.name, "")
        assert client.get(reverse("office", args=[stranger.uid])).status_code == 404


# Offices -------------------------------------------------------------------------------------------


def new_office(**more: Any) -> dict[str, Any]:
    return {
        "name": "Disnaker Muara Enim",
        "short_name": "Disnaker Muara Enim",
        "level": "district",
        "kind": "",
        "region": MUARA_ENIM,
        "region_query": "muara enim",
        "region_searched": "muara enim",
        "time_zone": "Asia/Jakarta",
        "opened_on": "2026-01-05",
        "phone": "",
        "email": "",
        "address": "",
        **more,
    }


def test_an_office_is_added(client, world, admin):
    client.force_login(admin)

    response = client.post(reverse("office_new"), new_office())

    office = Organisation.objects.get(name="Disnaker Muara Enim")
    assert response.url == reverse("office", args=[office.uid])
    said = last_event(office)
    assert (said["act"], said["actor"]["user"]) == ("office.opened", str(admin.uid))
    assert "Disnaker" not in str(said)


def test_an_office_that_opens_later_is_listed_and_given_its_people(client, world, admin):
    client.force_login(admin)

    client.post(reverse("office_new"), new_office(opened_on="2027-01-04"))

    office = Organisation.objects.get(name="Disnaker Muara Enim")
    page = client.get(reverse("office", args=[office.uid])).content.decode()
    assert "buka mulai 4 Januari 2027" in page
    assert "tutup" not in page.casefold()
    for name in ("office_invite", "office_appoint"):
        address = reverse(name, args=[office.uid])
        assert address in page
        assert 'value="2027-01-04"' in client.get(address).content.decode()
    assert "Disnaker Muara Enim" in client.get(reverse("administration")).content.decode()


def test_a_place_is_searched_before_the_office_is_added(client, world, admin):
    client.force_login(admin)
    before = Organisation.objects.count()

    response = client.post(reverse("office_new"), new_office(region="", region_searched=""))

    assert "Kabupaten Muara Enim" in response.content.decode()
    assert 'value="Disnaker Muara Enim"' in response.content.decode()
    assert Organisation.objects.count() == before


@pytest.mark.parametrize(
    ("level", "kind", "complaint"),
    [("other", "", "Pilih jenis kantornya."), ("district", "health", "Kosongkan: tingkat ini tidak mempunyai jenis.")],
)
def test_level_and_kind_must_fit(client, world, admin, level, kind, complaint):
    client.force_login(admin)

    response = client.post(reverse("office_new"), new_office(level=level, kind=kind))

    assert complaint in response.content.decode()


def test_the_same_office_is_not_added_twice(client, world, admin):
    client.force_login(admin)
    client.post(reverse("office_new"), new_office())

    response = client.post(reverse("office_new"), new_office())

    assert "sudah ada di tempat itu" in response.content.decode()
    assert Organisation.objects.filter(name="Disnaker Muara Enim").count() == 1


def test_a_district_adds_villages_of_its_own_region_only_and_oversees_them(client, world, district_admin):
    client.force_login(district_admin)
    village = {"level": "village", "name": "Desa Baru", "short_name": "Desa Baru"}

    refused = client.post(reverse("office_new"), new_office(**village))
    client.post(reverse("office_new"), new_office(**village, region="16.06.03.2002"))
    higher = client.post(reverse("office_new"), new_office(level="bp3mi", region="16.06"))

    assert "di luar wilayah kantor Anda" in refused.content.decode()
    assert "Desa Baru" in page(client, "administration")
    assert Organisation.objects.get(name="Desa Baru").ladder.get().overseer == world.district
    assert higher.status_code == 200
    assert not Organisation.objects.filter(name="Disnaker Muara Enim").exists()


def test_an_offices_data_change_with_before_and_after(client, world, admin):
    client.force_login(admin)
    data = {"name": "Desa Ulak Paceh Lama", "short_name": "Ulak Paceh", "phone": "0711 1", "email": "", "address": ""}

    client.post(reverse("office_change", args=[world.village.uid]), data)

    world.village.refresh_from_db()
    assert world.village.name == "Desa Ulak Paceh Lama"
    assert sorted(last_event(world.village)["f"]) == ["name", "phone", "short_name"]


def test_an_office_that_holds_cases_is_not_closed(client, world, admin, parcel):
    client.force_login(admin)

    response = client.post(reverse("office_close", args=[world.village.uid]), {"on": "2026-11-21"})

    assert "masih memegang 1 kasus terbuka" in response.content.decode()
    world.village.refresh_from_db()
    assert world.village.closed_on is None


def test_an_office_without_cases_is_closed(client, world, admin):
    client.force_login(admin)

    client.post(reverse("office_close", args=[world.faraway.uid]), {"on": "2026-11-21"})

    world.faraway.refresh_from_db()
    assert world.faraway.closed_on == date(2026, 11, 21)
    assert last_event(world.faraway)["act"] == "office.closed"


def test_an_office_is_not_closed_before_it_was_opened(client, world, admin):
    client.force_login(admin)
    day_before = world.faraway.opened_on - timedelta(days=1)

    response = client.post(reverse("office_close", args=[world.faraway.uid]), {"on": day_before.isoformat()})

    assert f"baru dibuka pada {format_local_date(world.faraway.opened_on)}" in response.content.decode()
    world.faraway.refresh_from_db()
    assert world.faraway.closed_on is None


def test_an_office_is_not_closed_for_days_on_which_it_still_held_a_case(client, world, admin, parcel):
    teleport(parcel, "done")
    client.force_login(admin)
    address = reverse("office_close", args=[world.village.uid])

    refused = client.post(address, {"on": "2026-11-20"})

    assert "masih memegang kasus pada 21 November 2026" in refused.content.decode()
    client.post(address, {"on": "2026-11-21"})
    world.village.refresh_from_db()
    assert world.village.closed_on == date(2026, 11, 21)


def test_the_page_of_a_closed_office_says_what_is_true_of_it(client, world, admin):
    client.force_login(admin)
    client.post(reverse("office_close", args=[world.faraway.uid]), {"on": "2026-11-21"})

    said = page(client, "office", world.faraway.uid)

    assert "Tidak ada lagi yang bertugas: kantor ini sudah ditutup." in said
    assert "Tidak ada pengawas: kantor ini tidak lagi memegang kasus." in said
    assert "Belum ada" not in said


def test_nobody_closes_his_own_office(client, world, district_admin):
    client.force_login(district_admin)

    response = client.post(reverse("office_close", args=[world.district.uid]), {"on": "2026-11-21"})

    assert "ditutup oleh pengelola di atasnya" in response.content.decode()


# Service, overseers, days off ----------------------------------------------------------------------


def serving(code: str, **more: str) -> dict[str, str]:
    return {"region": code, "region_query": "", "region_searched": "", "since": "2026-01-01", "until": "", **more}


def test_a_served_region_is_added_and_ended(client, world, admin):
    client.force_login(admin)
    office = an_office(Level.DISTRICT, MUARA_ENIM, serves=False)

    client.post(reverse("office_serve", args=[office.uid]), serving(MUARA_ENIM))
    served = office.served_regions.get()
    assert last_event(office)["x"] == {"region": MUARA_ENIM, "since": "2026-01-01", "until": None}
    client.post(reverse("office_stop_serving", args=[office.uid, served.pk]), {"on": "2026-12-01"})

    served.refresh_from_db()
    assert served.period.upper == date(2026, 12, 1)
    assert last_event(office)["act"] == "office.serves_no_more"


def test_a_region_another_office_serves_is_refused(client, world, admin):
    client.force_login(admin)
    office = an_office(Level.DISTRICT, MUARA_ENIM, serves=False)

    response = client.post(reverse("office_serve", args=[office.uid]), serving("16.06"))

    assert "sudah dilayani kantor lain setingkat" in response.content.decode()


def test_a_local_administrator_cannot_take_a_foreign_region(client, world, district_admin):
    client.force_login(district_admin)

    response = client.post(reverse("office_serve", args=[world.village.uid]), serving("35.78"))

    assert "di luar wilayah kantor Anda" in response.content.decode()


def test_an_overseer_is_found_added_and_removed(client, world, admin):
    client.force_login(admin)
    address = reverse("office_oversee", args=[world.faraway.uid])

    assert world.bp3mi.name in client.get(address, {"cari": "bp3mi"}).content.decode()
    client.post(f"{address}?cari=bp3mi", {"overseer": str(world.bp3mi.uid), "step": "2"})
    rung = world.faraway.ladder.get()
    assert (rung.overseer, rung.ladder_step) == (world.bp3mi, 2)
    client.post(reverse("office_drop_overseer", args=[world.faraway.uid, rung.pk]))

    assert not world.faraway.ladder.exists()
    assert last_event(world.faraway)["act"] == "office.oversees_no_more"


def test_a_day_off_says_how_many_deadlines_it_may_touch(client, world, admin, parcel):
    client.force_login(admin)
    move(move(parcel, "send", world.siti), "accept_handover", world.budi)
    deadline = Deadline.objects.filter(duty_of=world.district, unit="WD", met_at=None, ended_at=None).first()
    day = deadline.due_at.date()
    data = {"date": day.isoformat(), "name": "Berkabung", "decided_by": "Bupati 7/2026"}

    response = client.post(reverse("office_closure", args=[world.district.uid]), data, follow=True)
    again = client.post(reverse("office_closure", args=[world.district.uid]), data)

    said = response.content.decode()
    assert "tenggat yang sedang berjalan melewati hari itu" in said
    assert " 0 tenggat" not in said
    assert "Berkabung" in said
    assert "sudah dicatat sebagai libur" in again.content.decode()
    assert LocalClosure.objects.get().created_by == admin
    assert last_event(world.district)["act"] == "calendar.closed"


def test_only_the_ministry_closes_a_whole_region(client, world, admin, district_admin):
    data = {
        "date": "2026-12-24",
        "name": "Banjir",
        "decided_by": "Gubernur",
        "region": "16",
        "region_query": "",
        "region_searched": "",
    }
    client.force_login(district_admin)
    assert "pengelola kementerian" in client.post(reverse("region_closure"), data).content.decode()

    client.force_login(admin)
    client.post(reverse("region_closure"), data)

    assert LocalClosure.objects.get().region_id == "16"
    assert "Banjir" in page(client, "closures")


def test_a_year_without_joint_leave_that_a_deadline_reaches_is_told(client, world, admin):
    client.force_login(admin)
    parcel = a_parcel(world)
    assert "Cuti bersama belum diketahui" not in page(client, "closures")

    put(parcel, deadlines={"overall": {"due_at": datetime(2031, 3, 4, 10, tzinfo=UTC), "unit": "WD"}})

    said = page(client, "closures")
    assert "Cuti bersama belum diketahui untuk tahun" in said
    assert "2031" in said


def test_gaps_are_listed_by_level(client, world, admin):
    client.force_login(admin)

    assert "Kabupaten Muara Enim" in page(client, "service_gaps")
    assert "Kabupaten Muara Enim" not in page(client, "service_gaps", tingkat="bp3mi")
    an_officer(an_office(Level.DISTRICT, MUARA_ENIM), "Petugas", since=LONG_AGO)
    assert "Kabupaten Muara Enim" not in page(client, "service_gaps")


def test_an_office_page_shows_everything_about_it(client, world, admin):
    client.force_login(admin)

    said = page(client, "office", world.village.uid)

    for words in ("Siti Petugas", "Ulak Paceh, Lawan Wetan", world.district.name, str(world.village.uid)):
        assert words in said
