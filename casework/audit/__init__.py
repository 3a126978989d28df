"""The audit chain: what happened, appended once, in exact bytes."""

from casework.audit.body import EventBody
from casework.audit.record import Recorded, record

__all__ = ["EventBody", "Recorded", "record"]
