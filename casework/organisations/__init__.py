"""Offices: whom they serve, who works there, and which of them holds a stage."""

from .finding import Found, NoOffice, Reason, can_receive, find_holder, gaps, level_above, offices_serving, overseers
from .memberships import (
    appoint,
    drop_ended_permissions,
    end_membership,
    officers_of,
    offices_headed_by,
    offices_left_to,
    organisations_where,
    workers_of,
)
from .offices import close_organisation, oversee, serve, stop_serving

__all__ = [
    "Found",
    "NoOffice",
    "Reason",
    "appoint",
    "can_receive",
    "close_organisation",
    "drop_ended_permissions",
    "end_membership",
    "find_holder",
    "gaps",
    "level_above",
    "officers_of",
    "offices_headed_by",
    "offices_left_to",
    "offices_serving",
    "organisations_where",
    "oversee",
    "overseers",
    "serve",
    "stop_serving",
    "workers_of",
]
