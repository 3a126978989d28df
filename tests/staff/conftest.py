"""Siti of the village has open work; her supervisor gives it to colleagues."""

from __future__ import annotations

import pytest

from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def parcels(world: World) -> list[Parcel]:
    """Three parcels that siti has opened and works on."""
    return [a_parcel(world) for _each in range(3)]
