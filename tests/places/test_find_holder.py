"""Which office holds a stage: there is always one."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.errors import Refused
from casework.levels import Level
from casework.models import Organisation, Region
from casework.organisations import (
    NoOffice,
    Reason,
    can_receive,
    find_holder,
    gaps,
    level_above,
    offices_serving,
    oversee,
    overseers,
    serve,
    stop_serving,
)
from casework.regions import record_successor
from casework.roles import Role
from tests.factories.places import (
    MUARA_ENIM,
    MUSI_BANYUASIN,
    SOUTH_SUMATRA,
    TEBING_BULANG,
    ULAK_PACEH,
    an_office,
    an_officer,
    places,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


@pytest.fixture
def village() -> Region:
    places()
    return Region.objects.get(code=TEBING_BULANG)


@pytest.fixture
def district(village: Region) -> Organisation:
    office = an_office(Level.DISTRICT, MUSI_BANYUASIN)
    an_officer(office, "Budi")
    return office


@pytest.fixture
def bp3mi(village: Region) -> Organisation:
    office = an_office(Level.BP3MI, SOUTH_SUMATRA)
    an_officer(office, "Rina")
    return office


def test_the_office_that_serves_the_region_holds_it_at_the_cost_of_one_statement(
    village: Region, district: Organisation
) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = find_holder(Level.DISTRICT, village, TODAY)

    assert (found.organisation, found.missing_level, found.reason) == (district, None, Reason.SERVES)
    assert len(queries) == 1


def test_the_nearest_of_several_offices_holds_it(village: Region) -> None:
    an_officer(an_office(Level.LEGAL_AID, SOUTH_SUMATRA), "Jauh")
    near = an_office(Level.LEGAL_AID, MUSI_BANYUASIN)
    an_officer(near, "Dekat")

    assert find_holder(Level.LEGAL_AID, village, TODAY).organisation == near
    assert [office.region_id for office in offices_serving(Level.LEGAL_AID, village, TODAY)] == ["16.06", "16"]


def test_an_office_without_an_active_officer_is_stood_in_for_by_its_overseer(
    village: Region, district: Organisation, bp3mi: Organisation
) -> None:
    empty = an_office(Level.VILLAGE, TEBING_BULANG)
    oversee(bp3mi, empty, 2)
    camat = an_office(Level.OVERSIGHT, "16.06.03", kind="camat")
    oversee(camat, empty, 1)
    an_officer(camat, "Camat")

    found = find_holder(Level.VILLAGE, village, TODAY)

    assert (found.organisation, found.missing_level, found.reason) == (camat, Level.VILLAGE, Reason.NO_OFFICER)


def test_people_who_do_not_work_cases_are_no_officers(village: Region, bp3mi: Organisation) -> None:
    office = an_office(Level.DISTRICT, MUSI_BANYUASIN)
    an_officer(office, "Periksa", Role.AUDITOR)
    an_officer(office, "Admin", Role.ADMINISTRATOR)
    left = an_officer(office, "Pergi")
    left.is_active = False
    left.save(update_fields=["is_active"])

    assert not can_receive(office, TODAY)
    assert find_holder(Level.DISTRICT, village, TODAY).organisation == bp3mi


@pytest.mark.parametrize("level", [Level.VILLAGE, Level.DISTRICT, Level.POLICE, Level.LEGAL_AID, Level.OTHER])
def test_where_no_office_of_the_level_serves_the_region_the_level_above_holds_on_its_behalf(
    village: Region, bp3mi: Organisation, level: Level
) -> None:
    found = find_holder(level, village, TODAY)

    assert (found.organisation, found.missing_level, found.reason) == (bp3mi, level, Reason.NO_OFFICE)


@pytest.mark.parametrize(("level", "kind"), [(Level.POLICE, "polda"), (Level.LEGAL_AID, "kanwil")])
def test_police_and_legal_aid_have_their_own_level_above(
    village: Region, bp3mi: Organisation, level: Level, kind: str
) -> None:
    above = an_office(Level.OVERSIGHT, SOUTH_SUMATRA, kind=kind)
    an_officer(above, "Atasan")

    assert find_holder(level, village, TODAY).organisation == above


def test_the_ministry_serves_everywhere_without_being_told(village: Region) -> None:
    ministry = an_office(Level.OVERSIGHT, "32", kind="ministry", serves=False)
    an_officer(ministry, "Pusat")

    found = find_holder(Level.VILLAGE, village, TODAY)

    assert (found.organisation, found.missing_level) == (ministry, Level.VILLAGE)


def test_at_last_the_opener_holds_it(village: Region) -> None:
    opener = an_office(Level.VILLAGE, ULAK_PACEH)

    found = find_holder(Level.DISTRICT, village, TODAY, opener=opener)

    assert (found.organisation, found.missing_level, found.reason) == (opener, Level.DISTRICT, Reason.OPENER)


def test_an_unknown_region_is_the_openers(district: Organisation) -> None:
    opener = an_office(Level.VILLAGE, ULAK_PACEH)

    assert find_holder(Level.DISTRICT, None, TODAY, opener=opener).organisation == district


def test_without_an_opener_it_says_that_there_is_nobody(village: Region) -> None:
    with pytest.raises(NoOffice, match="Tebing Bulang"):
        find_holder(Level.DISTRICT, village, TODAY)


def test_an_office_the_case_is_about_is_passed_over(
    village: Region, district: Organisation, bp3mi: Organisation
) -> None:
    found = find_holder(Level.DISTRICT, village, TODAY, exclude=[district.pk])

    assert (found.organisation, found.reason) == (bp3mi, Reason.BARRED)


def test_service_is_dated(village: Region, district: Organisation, bp3mi: Organisation) -> None:
    stop_serving(district.served_regions.get(), date(2026, 6, 1))

    assert find_holder(Level.DISTRICT, village, date(2026, 5, 31)).organisation == district
    assert find_holder(Level.DISTRICT, village, date(2026, 6, 1)).organisation == bp3mi


def test_two_offices_of_a_level_cannot_serve_one_region_on_one_day(village: Region, district: Organisation) -> None:
    other = an_office(Level.DISTRICT, MUARA_ENIM)

    with pytest.raises(Refused, match="sudah dilayani"):
        serve(other, Region.objects.get(code=MUSI_BANYUASIN), TODAY)

    stop_serving(district.served_regions.get(), TODAY)
    serve(other, Region.objects.get(code=MUSI_BANYUASIN), TODAY)


def test_a_closed_village_is_served_where_its_successor_is(village: Region, bp3mi: Organisation) -> None:
    office = an_office(Level.VILLAGE, ULAK_PACEH)
    an_officer(office, "Siti")
    record_successor(village, Region.objects.get(code=ULAK_PACEH), TODAY)
    village.valid_to = TODAY
    village.save(update_fields=["valid_to"])

    assert find_holder(Level.VILLAGE, village, TODAY).organisation == office


def test_a_place_that_was_renumbered_twice_is_served_where_it_is_now(village: Region, bp3mi: Organisation) -> None:
    office = an_office(Level.VILLAGE, "16.06.13.2002")
    an_officer(office, "Siti")
    between = Region.objects.get(code=ULAK_PACEH)
    record_successor(village, between, TODAY)
    record_successor(between, office.region, TODAY)
    Region.objects.filter(code__in=[village.code, between.code]).update(valid_to=TODAY)
    village.refresh_from_db()

    assert find_holder(Level.VILLAGE, village, TODAY).organisation == office


def test_the_level_above_an_office(village: Region, district: Organisation, bp3mi: Organisation) -> None:
    office = an_office(Level.VILLAGE, TEBING_BULANG)
    ministry = an_office(Level.OVERSIGHT, "32", kind="ministry", serves=False)
    an_officer(ministry, "Pusat")

    assert level_above(office, TODAY).organisation == district
    assert level_above(district, TODAY).organisation == bp3mi
    assert level_above(bp3mi, TODAY).organisation == ministry
    with pytest.raises(NoOffice):
        level_above(ministry, TODAY)


def test_overseers_come_by_step_of_the_ladder(village: Region, district: Organisation, bp3mi: Organisation) -> None:
    office = an_office(Level.VILLAGE, TEBING_BULANG)
    oversee(bp3mi, office, 2)
    oversee(district, office, 1)

    assert overseers(office, TODAY) == {1: [district], 2: [bp3mi]}


def test_gaps_are_places_without_a_staffed_office(village: Region) -> None:
    staffed = an_office(Level.VILLAGE, TEBING_BULANG)
    an_officer(staffed, "Siti")
    an_office(Level.VILLAGE, ULAK_PACEH)

    missing = set(gaps(Level.VILLAGE, TODAY).values_list("code", flat=True))

    assert TEBING_BULANG not in missing
    assert ULAK_PACEH in missing
    assert "11.01.02.2018" in missing
    assert "16.06.03" not in missing


def test_what_is_served_from_further_up_is_no_gap(village: Region) -> None:
    office = an_office(Level.LEGAL_AID, SOUTH_SUMATRA)
    an_officer(office, "Advokat")

    missing = set(gaps(Level.LEGAL_AID, TODAY).values_list("code", flat=True))

    assert MUSI_BANYUASIN not in missing
    assert "32.01" in missing
