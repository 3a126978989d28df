"""Holidays come from the package; offices add their own closures."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from casework.clock import reference_changed, reference_version
from casework.clock.holidays import load_holidays
from casework.models import Holiday

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_holidays():
    Holiday.objects.all().delete()
    reference_changed()


def test_it_loads_public_holidays_and_joint_leave():
    load_holidays(2026, 2026)
    assert Holiday.objects.filter(kind="public").count() == 17
    assert Holiday.objects.filter(kind="government").count() == 8
    assert Holiday.objects.filter(date=date(2026, 12, 25)).get().kind == "public"


def test_loading_twice_changes_nothing():
    load_holidays(2024, 2028)
    before = reference_version()
    report = load_holidays(2024, 2028)
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert reference_version() == before


def test_a_day_the_package_no_longer_has_goes_and_one_entered_by_hand_stays():
    Holiday.objects.create(date=date(2026, 5, 5), name="Lama", kind="public", source="python-holidays 0.1")
    Holiday.objects.create(date=date(2026, 5, 6), name="Pemilu", kind="public", source="Keppres 1/2026")
    assert load_holidays(2026, 2026).removed == 1
    assert not Holiday.objects.filter(name="Lama").exists()
    assert Holiday.objects.filter(name="Pemilu").exists()


def test_estimated_dates_are_marked():
    load_holidays(2028, 2028)
    assert Holiday.objects.filter(estimated=True).exists()
    assert not Holiday.objects.filter(name__contains="perkiraan").exists()


def test_it_warns_of_a_year_without_joint_leave():
    said = StringIO()
    call_command("load_holidays", "--from", "2027", "--to", "2028", stdout=StringIO(), stderr=said)
    assert "cuti bersama 2028 belum ada" in said.getvalue()
    assert "2027" not in said.getvalue()
