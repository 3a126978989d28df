"""One module per concept."""

from .absence import Absence
from .calendar import Holiday, LocalClosure, ReferenceVersion
from .case import Case, CaseGroupObjectPermission, CaseLink, CaseUserObjectPermission, Severity
from .deadline import Deadline, Extension, Pause, Window
from .duty import DutyShift
from .escalation import Escalation
from .event import Event, Opening
from .handled import HandledForm, HandledRequest
from .organisation import (
    Membership,
    Organisation,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
    Oversight,
    ServedRegion,
)
from .outbox import Audience, Outbox
from .participation import Part, Participation, Party
from .person import Alias, Merge, NextOfKin, Passport, Person, Phone
from .proposal import Proposal
from .record import Consent, Contact, Document, Note, Payment
from .region import Region, RegionSuccession
from .rulebook import DeadlineRule, RulebookEntry
from .saved_form import SavedForm
from .stage import StageRow, StageSuccession
from .step import Step
from .user import User

__all__ = [
    "Absence",
    "Alias",
    "Audience",
    "Case",
    "CaseGroupObjectPermission",
    "CaseLink",
    "CaseUserObjectPermission",
    "Consent",
    "Contact",
    "Deadline",
    "DeadlineRule",
    "Document",
    "DutyShift",
    "Escalation",
    "Event",
    "Extension",
    "HandledForm",
    "HandledRequest",
    "Holiday",
    "LocalClosure",
    "Membership",
    "Merge",
    "NextOfKin",
    "Note",
    "Opening",
    "Organisation",
    "OrganisationGroupObjectPermission",
    "OrganisationUserObjectPermission",
    "Outbox",
    "Oversight",
    "Part",
    "Participation",
    "Party",
    "Passport",
    "Pause",
    "Payment",
    "Person",
    "Phone",
    "Proposal",
    "ReferenceVersion",
    "Region",
    "RegionSuccession",
    "RulebookEntry",
    "SavedForm",
    "ServedRegion",
    "Severity",
    "StageRow",
    "StageSuccession",
    "Step",
    "User",
    "Window",
]
