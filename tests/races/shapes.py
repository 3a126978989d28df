"""One act of every shape the engine knows, ready to be done once: for races, interruptions and the order of locks."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from casework import engine
from casework.models import Case, CaseLink, User
from casework.people import PersonData
from casework.people.entering import enter
from casework.people.merging import merge
from tests.complaint.given import call, open_at
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.journey.cases import FOR_CPMI, a_journey, at, why
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World
from workflows.complaint.models import ComplaintCase
from workflows.referral.models import Referral

Doing = Callable[[], Any]
"""Does the act; done twice it is the same request twice."""

OTHER = {"reason": "other", "reason_text": "Menunggu penimbangan ulang"}
GONE = {"reason": "duplicate_entry", "reason_text": "Tercatat dua kali"}


def moving(case: Case, verb: str, actor: User, confirmed_by: User | None = None, **data: Any) -> Doing:
    """A move from the case's present version."""
    current, request_id = fresh(case), uuid.uuid4()
    return lambda: engine.advance(
        current,
        verb,
        actor=actor,
        version=current.version,
        request_id=request_id,
        data=data,
        confirmed_by=confirmed_by,
    )


def amending(case: Case, name: str, actor: User, **data: Any) -> Doing:
    """An act that changes no state, from the case's present version."""
    current, request_id = fresh(case), uuid.uuid4()
    return lambda: engine.amend(current, name, actor=actor, version=current.version, request_id=request_id, data=data)


def opening(model: type[Case], actor: User, office: Any, data: dict[str, Any], **more: Any) -> Doing:
    request_id = uuid.uuid4()
    return lambda: engine.open_case(model, actor=actor, office=office, request_id=request_id, data=data, **more)


def sent(world: World) -> Case:
    return move(a_parcel(world), "send", world.siti)


def accepted(world: World) -> Case:
    return move(sent(world), "accept_handover", world.budi)


def dropped(world: World) -> Case:
    return move(accepted(world), "drop", world.budi, **GONE)


def put_off(world: World) -> Case:
    return move(accepted(world), "put_off", world.budi_sup, **OTHER)


def linked(one: Case, other: Case) -> Case:
    """The first case, linked with the second."""
    CaseLink.objects.create(one=one, other=other, kind=CaseLink.Kind.DUPLICATE, since=one.created)
    return one


def referral_data(world: World, **more: Any) -> dict[str, Any]:
    return {
        "receiving_office": str(world.legal_aid.uid),
        "purpose": "legal_aid",
        "asked": "Mohon bantuan.",
        "package": "Pokok perkara.",
        "legal_basis": "public_duty",
        **more,
    }


def refer(world: World, case: Case | None = None) -> Doing:
    parent = case or open_at(world, world.district, world.budi)
    return opening(Referral, world.budi, world.district, referral_data(world), parent=parent)


def open_emergency(world: World) -> Doing:
    """The move that follows at once looks at the linked journey, which is moved too."""
    journey = at(world, "in_placement")
    return opening(ComplaintCase, world.rina, world.bp3mi, call(danger="yes", person_name=""), linked=journey)


def open_of_somebody_known(world: World) -> Doing:
    """The NIK that is typed leads to somebody with an open journey, whom the person at the counter may see."""
    journey = a_journey(world, person=world.worker(nik="1606131705950001"))
    assert journey.is_open
    return opening(ComplaintCase, world.budi, world.district, call(person_nik="1606131705950001"))


def open_of_somebody_hidden(world: World) -> Doing:
    """The NIK is known of somebody the typist may not see: the holder of his open journey is told."""
    a_journey(world, person=world.worker(nik="1606131705950001"))
    return opening(ComplaintCase, world.outsider, world.faraway, call(person_nik="1606131705950001"))


def open_beside_of_somebody_known(world: World) -> Doing:
    """Opened from one worker's journey about another one, who was known before him."""
    world.worker(nik="1606131705950001")
    journey = a_journey(world, person=world.worker("Ahmad"))
    return opening(ComplaintCase, world.siti, world.village, call(person_nik="1606131705950001"), linked=journey)


def confirm_beside_older(world: World) -> Doing:
    """The second person confirms a move that looks at a linked case, which is older."""
    complaint = open_at(world, world.district, world.budi)
    journey = linked(at(world, "selection"), complaint)
    data, request_id = as_sent(SCENARIOS["record_death_before_departure"].data), uuid.uuid4()
    proposal = engine.propose(
        journey,
        "record_death_before_departure",
        actor=world.siti,
        version=journey.version,
        request_id=uuid.uuid4(),
        data=data,
    )
    return lambda: engine.confirm(proposal, actor=world.budi, request_id=request_id)


def close_with_referral(world: World) -> Doing:
    """The referral is recalled in the same act."""
    parent = a_journey(world)
    data = referral_data(world)
    engine.open_case(
        Referral, actor=world.siti, office=world.village, request_id=uuid.uuid4(), data=data, parent=parent
    )
    (child,) = parent.children.all()
    wish = {f"child_{child.uid.hex}": "recall"}
    return moving(
        parent, "withdraw", world.siti, documents_returned="Paspor", **FOR_CPMI, **why("own_decision"), **wish
    )


def confirm(world: World) -> Doing:
    parcel, request_id = accepted(world), uuid.uuid4()
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=uuid.uuid4(), data={}
    )
    return lambda: engine.confirm(proposal, actor=world.budi2, request_id=request_id)


def propose(world: World) -> Doing:
    parcel, request_id = accepted(world), uuid.uuid4()
    return lambda: engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id, data={}
    )


def merge_people(world: World) -> Doing:
    keep, other = world.worker("Rudi"), world.worker("Rudy")
    return lambda: merge(keep, other, world.siti, world.village, "Orang yang sama")


def enter_somebody_hidden(world: World) -> Doing:
    a_journey(world, person=world.worker(nik="1606131705950001"))
    data, request_id = PersonData(full_name="Rudi", nik="1606131705950001"), uuid.uuid4()
    return lambda: enter(data, world.outsider, world.faraway, request_id)


SHAPES: dict[str, Callable[[World], Doing]] = {
    "stay": lambda world: moving(accepted(world), "weigh", world.budi, grams=5),
    "same office": lambda world: moving(
        a_journey(world), "submit_for_verification", world.siti, consent_notice_shown=True, **FOR_CPMI
    ),
    "hand-over": lambda world: moving(a_parcel(world), "send", world.siti),
    "accept": lambda world: moving(sent(world), "accept_handover", world.budi),
    "return": lambda world: moving(
        sent(world), "return_handover", world.budi, reason="wrong_region", reason_text="Bukan wilayah kami"
    ),
    "recall": lambda world: moving(
        sent(world), "recall_handover", world.siti, reason="sent_in_error", reason_text="Salah kirim"
    ),
    "transfer": lambda world: moving(
        a_parcel(world),
        "transfer",
        world.siti_sup,
        receiving_office=str(world.other_village.uid),
        summary="Pindah desa",
        reason="moved",
        reason_text="Pindah domisili",
    ),
    "undo": lambda world: moving(put_off(world), "undo", world.budi, reason="wrong_move", reason_text="Salah tekan"),
    "pause": lambda world: moving(accepted(world), "put_off", world.budi_sup, **OTHER),
    "resume": lambda world: moving(put_off(world), "carry_on", world.budi),
    "close": lambda world: moving(accepted(world), "finish", world.budi, confirmed_by=world.budi2),
    "close with a referral": close_with_referral,
    "reopen": lambda world: moving(
        dropped(world), "find_again", world.budi2, reason="persons_wish", reason_text="Ditemukan kembali"
    ),
    "refer": refer,
    "forced": lambda world: moving(linked(a_parcel(world), a_parcel(world)), "drop", world.siti, **GONE),
    "emergency": lambda world: moving(a_parcel(world), "alarm", world.siti),
    "birth": lambda world: moving(
        at(world, "reintegration"), "migrate_again", world.siti_head, **as_sent(SCENARIOS["migrate_again"].data)
    ),
    "open": lambda world: opening(type(a_parcel(world)), world.siti, world.village, {"content": "Beras"}),
    "open an emergency": open_emergency,
    "open of somebody known": open_of_somebody_known,
    "open of somebody hidden": open_of_somebody_hidden,
    "open beside of somebody known": open_beside_of_somebody_known,
    "note": lambda world: amending(a_parcel(world), "add_note", world.siti, text="Dicatat"),
    "propose": propose,
    "confirm": confirm,
    "confirm beside an older case": confirm_beside_older,
    "merge people": merge_people,
    "enter a person": enter_somebody_hidden,
}
"""By name: prepares what is needed in the world and returns the act itself."""

PLAIN = (
    "stay",
    "same office",
    "hand-over",
    "return",
    "recall",
    "pause",
    "resume",
    "close",
    "reopen",
    "refer",
    "forced",
    "open",
)
"""One of each; the others are variations that lock or write more."""

SEVERAL_ROWS = (
    "close with a referral",
    "refer",
    "forced",
    "birth",
    "open an emergency",
    "open of somebody known",
    "open of somebody hidden",
    "open beside of somebody known",
    "confirm beside an older case",
    "merge people",
    "enter a person",
)
"""Those that lock more than their own case."""
