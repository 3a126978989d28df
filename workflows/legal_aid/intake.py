"""How a legal-aid case begins: the application as it was written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import rulebook
from casework.models import Case, Party, Person
from casework.models.case import Severity
from casework.people import PersonData, PhoneData, register_in
from workflows.across import link_open_journey

if TYPE_CHECKING:
    from casework.acting import Act
    from workflows.legal_aid.models import LegalAidCase

_FORM_FIELD = {"phones": "phone"}
"""Where the opening form shows what is wrong with a person's data, if not under the same name."""


def origin(act: Act) -> Case | None:
    """The case this one is opened from (a referral, complaint or journey): the first that was read."""
    return next(iter(act.related.values()), None)


def person_of_origin(act: Act) -> Person | None:
    """The client as the case it is opened from names him; a referral may keep that to itself."""
    case = origin(act)
    return case.person if case is not None else None


def begin(case: LegalAidCase, act: Act) -> None:
    """Take the application down and put the case into `intake`.

    Severity E is declared by the move that names body and companion; until then a grave matter is high.
    """
    data, came_from = act.data, origin(act)
    case.person = data.get("person") or person_of_origin(act) or _registered(act)
    case.applicant = data.get("applicant") or case.Applicant.PERSON
    case.applied_as, case.attested = data.get("applied_as") or case.AppliedAs.ORAL, data.get("attested") or ""
    case.applied_on = data.get("applied_on") or act.today
    case.category, case.topic, case.account = data["category"], data["topic"], data["account"]
    case.entry_mode = case.applicant
    row = rulebook.entry("complaint_categories", case.category, act.today, act.reference_version)
    case.severity = Severity.HIGH if row.attributes.get("severity") in ("E", "H") else Severity.NORMAL
    case.sealed = came_from is not None and came_from.sealed
    if not case.sealed:  # guards 2 and 4 look at linked cases
        link_open_journey(case, act)
    case.enter("intake")


def _registered(act: Act) -> Person:
    data = act.data
    typed = PersonData(
        full_name=data["full_name"],
        nik=data.get("nik") or "",
        birth_date=data.get("birth_date"),
        sex=data.get("sex") or "",
        village=data.get("village"),
        phones=[PhoneData(data["phone"])] if data.get("phone") else [],
    )
    return register_in(act, typed, shown_as=_FORM_FIELD)


def add_parties(case: LegalAidCase, act: Act) -> None:
    """Note who applied for the client, and the other side."""
    data = act.data
    people = [
        (Party.Role.NEXT_OF_KIN, data.get("applicant_name"), data.get("applicant_contact")),
        (Party.Role.RESPONDENT, data.get("opponent"), ""),
    ]
    Party.objects.bulk_create(
        Party(case_id=case.pk, role=role, name=name, contact=contact or "", since=act.now, by=act.actor)
        for role, name, contact in people
        if name
    )
