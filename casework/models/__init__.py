"""One module per concept."""

from .organisation import (
    Membership,
    Organisation,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
    Oversight,
    ServedRegion,
)
from .person import Alias, Merge, NextOfKin, Passport, Person, Phone
from .region import Region, RegionSuccession
from .user import User

__all__ = [
    "Alias",
    "Membership",
    "Merge",
    "NextOfKin",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Oversight",
    "Passport",
    "Person",
    "Phone",
    "Region",
    "RegionSuccession",
    "ServedRegion",
    "User",
]
