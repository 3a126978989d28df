"""A parcel, opened through the engine."""

from __future__ import annotations

from casework import engine
from tests.factories.cases import opened
from tests.toy.models import Parcel
from tests.world import World, request_id


def a_parcel(world: World, **data: object) -> Parcel:
    """A parcel that siti of the village has just opened."""
    outcome = engine.open_case(
        Parcel, actor=world.siti, office=world.village, request_id=request_id(), data={"content": "Rice", **data}
    )
    return opened(outcome)
