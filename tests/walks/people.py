"""More people and offices than the tests' world has, so that nobody is the only one who could do a thing."""

from __future__ import annotations

from casework.levels import Level
from casework.models import Organisation
from casework.organisations import oversee
from casework.roles import Role
from tests.factories.places import TANAH_LAUT, an_office, an_officer


def more_people() -> None:
    """A second head everywhere, and a second district and BP3MI to transfer to."""
    ministry = Organisation.objects.get(level=Level.OVERSIGHT)
    bp3mi = an_office(Level.BP3MI, TANAH_LAUT[:2], name="BP3MI Kalimantan Selatan")
    district = an_office(Level.DISTRICT, TANAH_LAUT, name="Disnaker Tanah Laut")
    oversee(ministry, bp3mi, 1)
    oversee(bp3mi, district, 1)
    for office in (bp3mi, district):
        for role in (Role.OFFICER, Role.SUPERVISOR, Role.HEAD):
            an_officer(office, f"{role.label} {office.name}", role)
    for office in Organisation.objects.order_by("pk"):
        an_officer(office, f"Kepala Kedua {office.name}", Role.HEAD)
