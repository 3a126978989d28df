"""How the cases of a walk begin: who opens which, with what filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework.models import Organisation, User
from casework.stages import flow_of
from tests.complaint.given import call
from tests.factories.places import ULAK_PACEH
from tests.legal_aid.cases import application
from tests.specification import tables

if TYPE_CHECKING:
    from tests.walks.walking import Walk

_BY_COMPANY = (
    "begin_selection", "pass_selection", "pass_training", "pass_medical", "endorse_agreement", "complete_documents",
    "complete_orientation",
)  # fmt: skip
SAYS: dict[tuple[str, str], dict[str, Any]] = {
    ("complaint", "answer_information"): {"matter": "information"},
    ("complaint", "open_mediation"): {"category": "unpaid_wages"},
    ("complaint", "record_agreement"): {"category": "unpaid_wages"},
    **{("journey", verb): {"scheme": "p3mi", "birth_date": "1995-05-17"} for verb in _BY_COMPANY},
    ("journey", "begin_training"): {"scheme": "individual"},
    ("journey", "pass_medical_without_agreement"): {"scheme": "individual"},
    ("journey", "complete_documents_without_orientation"): {"scheme": "individual"},
    ("journey", "begin_medical_re_entry"): {"scheme": "re_entry"},
}
"""What an opening must say so that the goal can be reached."""
FROM_THE_START = {("journey", verb) for verb in _BY_COMPANY} | {
    ("complaint", verb) for verb in tables.moves("complaint") if verb not in ("safeguard", "stand_down")
}
"""Goals to which the first entry leads best, whatever looks nearer: an emergency is kept out of much."""
NOT_OF_THE_SCHEME = {
    "p3mi": {"begin_training", "begin_medical_re_entry"},
    "individual": {"begin_selection", "begin_medical_re_entry"},
    "re_entry": {"begin_selection", "begin_training"},
}
"""By the scheme said at the opening: moves that lead onto the path of another."""
_CATEGORIES = ("unpaid_wages", "", "overcharging", "job_fraud", "violence", "trafficking", "detained")
_SCHEMES = ("p3mi", "", "individual", "re_entry", "g2g", "crew_fishing")
_PURPOSES = {"legal_aid": "legal_aid", "police": "police_report", "mission": "mission", "other_legal_aid": "legal_aid"}


def opening_of(walk: Walk, kind: str, way: str) -> tuple[Organisation, User, dict[str, Any]]:
    """Office, person and filled-in form for a case that begins by itself."""
    world, choices = walk.world, walk.choices
    said = SAYS.get(walk.goal, {}) if walk.goal[0] == kind else {}
    if kind == "journey":
        at_bp3mi = way in ("placed", "nonprocedural")
        state = {"interest": "interest_registered", "placed": "in_placement", "home": "arrived_home"}
        born = "1995-05-17" if not choices.once_in(12) else "2009-11-25"
        data = {
            "full_name": "Rudi Hartono", "birth_date": born, "sex": "M", "village": ULAK_PACEH, "destination": "MY",
            "state": state.get(way, "nonprocedural_abroad"), "scheme": choices.pick(_SCHEMES), **said,
        }  # fmt: skip
        return (world.bp3mi, world.rina, data) if at_bp3mi else (world.village, world.siti, data)
    if kind == "complaint":
        name, office = choices.pick((("budi", world.district), ("siti", world.village), ("rina", world.bp3mi)))
        category = choices.pick(_CATEGORIES if choices.once_in(3) else _CATEGORIES[:3])
        more = {"category": category, "danger": "yes" if way == "danger" else "no", "respondent_name": "PT Contoh",
                "respondent_sort": "p3mi", "home_consent": choices.pick(("no", "yes"))}  # fmt: skip
        return office, getattr(world, name), call(**{**more, **said})
    at_body = way == "body"
    data = application(world, applied_on=walk.today.isoformat(), category=choices.pick(("unpaid_wages", "detained")))
    return (world.legal_aid, world.maya, data) if at_body else (world.village, world.siti, data)


def begin(walk: Walk, kind: str, way: str) -> int | None:
    """Open a case of a kind; a referral below a complaint or journey opened first. Returns its id."""
    if kind == "referral":
        above = walk.choices.pick((("complaint", "calm"), ("journey", "placed"), ("legal_aid", "body")))
        parent = begin(walk, *above)
        return refer(walk, parent) if parent is not None else None
    office, actor, data = opening_of(walk, kind, way)
    return walk.open(flow_of(kind).process_class, actor, office, data)


def refer(walk: Walk, parent: int, receiver: str = "") -> int | None:
    """Ask work of another body for an open case, by somebody of its holder who sees all of it."""
    case, choices = walk.board[parent], walk.choices
    receiver = receiver or choices.pick(tuple(_PURPOSES))
    office = getattr(walk.world, receiver)
    people = [one for one in walk.people_who_may_act(case, "holder") if case.holder in walk.offices_of(one)]
    if not people or office.pk == case.holder or office.pk in case.party_offices:
        return None
    data = {
        "receiving_office": str(office.uid), "purpose": _PURPOSES[receiver], "asked": "Mohon bantuan.",
        "package": "Pokok perkara.", "legal_basis": "public_duty",
    }  # fmt: skip
    holder = walk.offices[case.holder]
    model = flow_of("referral").process_class
    return walk.open(model, walk.users[choices.pick(people)], holder, data, parent=walk.handle(parent))


def open_beside(walk: Walk, pk: int) -> int | None:
    """A complaint or legal-aid case linked with one of the walk, by somebody who may see it."""
    kind = walk.choices.pick(("complaint", "legal_aid"))
    office, _actor, data = opening_of(walk, kind, "body" if kind == "legal_aid" else "calm")
    people = [one for one in walk.people_who_may_act(walk.board[pk], "holder") if office.pk in walk.offices_of(one)]
    if not people:
        return None
    return walk.open(flow_of(kind).process_class, walk.users[people[0]], office, data, linked=walk.handle(pk))
