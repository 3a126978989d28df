"""One module per concept."""

from .calendar import Holiday, LocalClosure, ReferenceVersion
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
from .rulebook import DeadlineRule, RulebookEntry
from .user import User

__all__ = [
    "Alias",
    "DeadlineRule",
    "Holiday",
    "LocalClosure",
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
    "ReferenceVersion",
    "Region",
    "RegionSuccession",
    "RulebookEntry",
    "ServedRegion",
    "User",
]
