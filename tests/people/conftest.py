"""The cast: Siti in a village office, Budi in the district's, and somebody from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from casework.levels import Level
from casework.models import Organisation, User
from casework.roles import Role
from tests.factories.places import MUARA_ENIM, MUSI_BANYUASIN, TEBING_BULANG, an_office, an_officer, places


@dataclass
class Cast:
    village: Organisation
    district: Organisation
    elsewhere: Organisation
    siti_of_village: User
    budi_of_district: User
    outsider: User


@pytest.fixture
def cast() -> Cast:
    """Two offices that work together and one that has nothing to do with them."""
    places()
    village = an_office(Level.VILLAGE, TEBING_BULANG)
    district = an_office(Level.DISTRICT, MUSI_BANYUASIN)
    elsewhere = an_office(Level.DISTRICT, MUARA_ENIM)
    return Cast(
        village,
        district,
        elsewhere,
        an_officer(village, "Siti"),
        an_officer(district, "Budi"),
        an_officer(elsewhere, "Orang Luar", Role.HEAD),
    )
