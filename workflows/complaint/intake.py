"""How a complaint begins: from its opening form, or by a move on another case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.levels import Level
from casework.models import Party, Person
from casework.models.participation import Part
from casework.organisations import offices_serving
from casework.people import PersonData, register_in
from workflows.across import link_open_journey
from workflows.complaint import categories
from workflows.complaint.kinds import ComplainantKind, HomeConsent, Matter

if TYPE_CHECKING:
    from casework.acting import Act
    from workflows.complaint.models import ComplaintCase

_FORM_FIELD = {"full_name": "person_name", "nik": "person_nik"}
"""Where the opening form shows what is wrong with a person's data."""

_TYPED = (
    "matter", "summary", "place", "country", "victim_is_abroad", "party_is_elsewhere", "complainant_kind",
    "is_anonymous", "channel", "home_consent",
)  # fmt: skip


def begin(case: ComplaintCase, act: Act) -> None:
    """Fill in a new complaint and put it into `received`; the answer is owed from now on."""
    if act.by_system:
        _take_from_case(case, act)
    else:
        _take_from_form(case, act)
    case.is_trafficking = categories.is_trafficking(act, case.category)
    case.answer_owed_since = act.now
    case.sealed = case.is_emergency or bool(act.data.get("seal"))
    case.enter("received")


def _take_from_form(case: Any, act: Act) -> None:
    data = act.data
    for name in _TYPED:
        setattr(case, name, data[name])
    case.category = data["category"]
    case.severity = "E" if data["danger"] == "yes" else categories.severity_of(act, case.category)
    case.person = _person(act)
    case.region = (case.person.village if case.person else None) or data["home"]
    if data["complainant_contact"] or case.complainant_kind == ComplainantKind.OFFICER:
        case.last_contact_at = act.now
    if case.person:
        link_open_journey(case, act)


def _take_from_case(case: Any, act: Act) -> None:
    """A complaint that a move on another case opens: category, severity, summary, person as it says them."""
    data = act.data
    case.matter = data.get("matter") or Matter.COMPLAINT
    case.category = data.get("category") or ""
    case.severity = data.get("severity") or categories.severity_of(act, case.category)
    if data.get("state") == "death_handling":
        case.severity = "E"
    case.summary = data.get("summary") or ""
    case.person = data.get("person")
    case.victim_is_abroad = bool(data.get("victim_is_abroad"))
    case.last_contact_at = act.now


def _person(act: Act) -> Person | None:
    """The worker chosen, or entered with what was typed; None where nothing is known."""
    data = act.data
    if data["person"] is not None:
        return data["person"]
    if not data["person_name"] and not data["person_description"]:
        return None
    typed = PersonData(
        full_name=data["person_name"],
        description=data["person_description"],
        nik=data["person_nik"],
        village=data["home"],
    )
    return register_in(act, typed, shown_as=_FORM_FIELD)


def add_parties(case: ComplaintCase, act: Act) -> None:
    """Complainant, victim and party complained of, as far as they are known."""
    data = act.data
    parties = []
    if not act.by_system:
        parties.append(_complainant(case, act))
        if data["respondent_name"]:
            parties.append(
                Party(role=Party.Role.RESPONDENT, sort=data["respondent_sort"], name=data["respondent_name"])
            )
    if case.person is not None or data.get("person_is_child"):
        is_child = bool(data.get("person_is_child")) or (case.person is not None and case.person.is_child_on(act.today))
        parties.append(Party(role=Party.Role.VICTIM, person=case.person, is_child=is_child))
    for party in parties:
        party.case_id, party.since, party.by = case.pk, act.now, act.actor
    Party.objects.bulk_create(parties)


def _complainant(case: ComplaintCase, act: Act) -> Party:
    data = act.data
    is_worker = case.complainant_kind == ComplainantKind.PMI
    return Party(
        role=Party.Role.COMPLAINANT,
        person=case.person if is_worker else None,
        name="" if case.is_anonymous else data["complainant_name"],
        contact=data["complainant_contact"],
        contact_is_safe=data["contact_is_safe"] == "yes",
    )


def home_offices(case: ComplaintCase, act: Act) -> dict[int, str]:
    """Village and district of the worker, only if the complainant agreed and nothing seals the case."""
    home = (case.person.village if case.person else None) or act.data.get("home")
    if case.home_consent != HomeConsent.YES or case.sealed or home is None:
        return {}
    parts: dict[int, str] = {}
    for level in (Level.VILLAGE, Level.DISTRICT):
        for office in offices_serving(level, home, act.today)[:1]:
            parts[office.pk] = Part.MONITOR
    return parts
