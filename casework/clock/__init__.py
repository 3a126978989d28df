"""The clock: what time it is, when something is due, and how to say so.

Everything here but `now()`, `today()`, `calendar_for()` and the reference functions is pure. Times are aware;
results are in UTC. Units: running hours, calendar days, working days, months, a fixed date.

Rules (policy `P` unless the rulebook says otherwise): day 0 is the day of the event; for working days
an event after the closing hour or on a closed day counts from the next working day; hours run through
nights and weekends; everything but hours ends at 23:59:59 in the office's zone; months clamp.
"""

from .calendar import CLOSING, Calendar, end_of_day, local
from .counting import due, moved, remaining, units_paused, working_days_between
from .moment import now, today
from .offices import calendar_for, record_closure, years_with_cuti_bersama
from .progress import at_share, elapsed_share
from .reference import ReferenceCache, reference_changed, reference_version
from .units import Pauses, Unit
from .words import (
    Words,
    amount_in_words,
    duration_in_words,
    explain,
    format_local,
    format_local_date,
    in_words,
    mark_in_words,
    zone_name,
)
from .years import is_within_a_year, years_later

__all__ = [
    "CLOSING",
    "Calendar",
    "Pauses",
    "ReferenceCache",
    "Unit",
    "Words",
    "amount_in_words",
    "at_share",
    "calendar_for",
    "due",
    "duration_in_words",
    "elapsed_share",
    "end_of_day",
    "explain",
    "format_local",
    "format_local_date",
    "in_words",
    "is_within_a_year",
    "local",
    "mark_in_words",
    "moved",
    "now",
    "record_closure",
    "reference_changed",
    "reference_version",
    "remaining",
    "today",
    "units_paused",
    "working_days_between",
    "years_later",
    "years_with_cuti_bersama",
    "zone_name",
]
