"""A parcel that everybody's screens can show."""

from __future__ import annotations

import pytest

from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def parcel(world: World) -> Parcel:
    return a_parcel(world)
