"""What the board can be narrowed to: the people and places of the offices somebody answers for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from casework.models import Organisation, ServedRegion, User
from casework.organisations import officers_of
from casework.roles import Permission

MOST = 200
"""Places offered; who answers for more offices than that narrows by office first."""


def officers_among(offices: Iterable[Organisation], chosen: str) -> Sequence[User]:
    """The people who work cases in the chosen office, by name; nobody until one is chosen. One query."""
    office = next((one for one in offices if str(one.uid) == chosen), None)
    return list(officers_of(office, Permission.WORK_CASES)) if office else []


def regions_among(offices: Iterable[Organisation]) -> list[tuple[str, str]]:
    """Code and name of the places these offices serve, by code; one query."""
    served = ServedRegion.objects.filter(organisation__in=[one.pk for one in offices]).select_related("region")
    found = {one.region_id: one.region.name for one in served.order_by("region")[:MOST]}
    return list(found.items())
