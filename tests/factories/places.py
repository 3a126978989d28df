"""Places, offices and officers for tests, written by the product's own functions."""

from __future__ import annotations

from datetime import date
from itertools import count
from pathlib import Path

from casework.levels import Level
from casework.models import Organisation, Region, User
from casework.organisations import appoint, serve
from casework.region_import import import_regions
from casework.roles import Role

SAMPLE = Path(__file__).parent.parent / "places" / "sample.sql"
"""Forty places of South Sumatra and around, typed as facts."""

LONG_AGO = date(2024, 1, 1)
TEBING_BULANG = "16.06.03.2008"
ULAK_PACEH = "16.06.13.2001"
MUSI_BANYUASIN = "16.06"
MUARA_ENIM = "16.03"
SOUTH_SUMATRA = "16"
TANAH_LAUT = "63.01"

_numbers = count(1)


def places() -> None:
    """The sample's places, in force since long ago."""
    if not Region.objects.exists():
        import_regions(SAMPLE, LONG_AGO)


def an_office(level: Level, code: str, *, kind: str = "", name: str = "", serves: bool = True) -> Organisation:
    """An office seated in a place, serving it unless told otherwise; nobody works there yet."""
    region = Region.objects.get(code=code)
    name = name or f"{level.label} {region.shown_name}"
    office = Organisation.objects.create(
        name=name, short_name=name[:60], level=level, kind=kind, region=region, opened_on=LONG_AGO
    )
    if serves:
        serve(office, region, LONG_AGO)
    return office


def a_user(name: str) -> User:
    """Somebody with an account and no office."""
    login = f"{name.lower().split()[0]}{next(_numbers)}"
    return User.objects.create_user(username=login, email=f"{login}@example.org", full_name=name)


def an_officer(office: Organisation, name: str, role: Role = Role.OFFICER, *, since: date = LONG_AGO) -> User:
    """Somebody who works in an office."""
    user = a_user(name)
    appoint(user, office, role, since, None, None)
    return user
