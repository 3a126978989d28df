"""Which days an office is closed on: the nation's, its regions' and its own."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from casework import clock
from casework.levels import Level
from casework.models import Organisation, Region
from tests.factories import places

pytestmark = pytest.mark.django_db

CHRISTMAS = date(2026, 12, 25)
FLOOD = date(2026, 11, 23)


@pytest.fixture
def village() -> Organisation:
    places.places()
    return places.an_office(Level.VILLAGE, places.TEBING_BULANG)


@pytest.fixture
def other_district() -> Organisation:
    places.places()
    return places.an_office(Level.DISTRICT, places.MUARA_ENIM)


def close(day: date = FLOOD, **whom: object) -> None:
    clock.record_closure(date=day, name="Banjir", decided_by="SK Bupati 1/2026", created_by=None, **whom)


def is_open(office: Organisation, day: date) -> bool:
    return clock.calendar_for(office, clock.reference_version()).is_working_day(day)


def test_every_office_keeps_the_national_holidays(village):
    clock.reference_changed()
    assert not is_open(village, CHRISTMAS)
    assert is_open(village, FLOOD)


def test_an_office_closes_alone(village, other_district):
    close(organisation=village)
    assert not is_open(village, FLOOD)
    assert is_open(other_district, FLOOD)


def test_a_region_closes_the_offices_in_it(village, other_district):
    close(region=Region.objects.get(code=places.MUSI_BANYUASIN))
    assert not is_open(village, FLOOD)
    assert is_open(other_district, FLOOD)


def test_a_village_does_not_close_its_district(village):
    district = places.an_office(Level.DISTRICT, places.MUSI_BANYUASIN)
    close(region=Region.objects.get(code=places.TEBING_BULANG))
    assert is_open(district, FLOOD)


def test_a_closure_is_seen_at_once_though_the_calendar_was_read_before(village):
    assert is_open(village, FLOOD)
    close(organisation=village)
    assert not is_open(village, FLOOD)


def test_a_closure_is_for_an_office_or_a_region(village):
    with pytest.raises(IntegrityError), transaction.atomic():
        close(organisation=village, region=village.region)
    with pytest.raises(IntegrityError), transaction.atomic():
        close()


def test_a_calendar_read_before_costs_no_query(village, django_assert_num_queries):
    close(region=village.region)
    version = clock.reference_version()
    clock.calendar_for(village, version)
    with django_assert_num_queries(0):
        clock.calendar_for(village, version)


def test_the_office_counts_in_its_own_zone(village):
    village.time_zone = "Asia/Jayapura"
    assert clock.calendar_for(village, clock.reference_changed()).zone == "Asia/Jayapura"


def test_the_years_with_joint_leave_are_known():
    years = clock.years_with_cuti_bersama(clock.reference_changed())
    assert 2026 in years
    assert 2028 not in years
