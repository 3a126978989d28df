"""Setting an installation up and keeping it: offices, whom they serve, who works there. No cases.

`Reach` says what one administrator may manage; everything else here is asked for with it, checks it,
and leaves an event on the office's chain.
"""

from .beginning import begin, is_empty, kept_code, make_code
from .offices import (
    add_overseer,
    change_office,
    close_day,
    close_office,
    drop_overseer,
    last_changed,
    note_recomputed,
    open_office,
    serve_region,
    stop_serving_region,
    touched_deadlines,
    years_without_joint_leave,
)
from .people import (
    Newcomer,
    Successor,
    activate,
    appoint_person,
    deactivate,
    end_appointment,
    invitation_link,
    invite,
    is_last,
    renew_invitation,
    work_left,
)
from .reach import Reach, reach_of

__all__ = [
    "Newcomer",
    "Reach",
    "Successor",
    "activate",
    "add_overseer",
    "appoint_person",
    "begin",
    "change_office",
    "close_day",
    "close_office",
    "deactivate",
    "drop_overseer",
    "end_appointment",
    "invitation_link",
    "invite",
    "is_empty",
    "is_last",
    "kept_code",
    "last_changed",
    "make_code",
    "note_recomputed",
    "open_office",
    "reach_of",
    "renew_invitation",
    "serve_region",
    "stop_serving_region",
    "touched_deadlines",
    "work_left",
    "years_without_joint_leave",
]
