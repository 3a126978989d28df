"""Parcels on their way between the village and its district."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from casework import engine
from casework.models import Case, Deadline, Organisation, User
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World, request_id

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=WIB)
"""A week without holidays: what is sent then must be answered by the end of Wednesday."""


def sent(world: World, parcel: Parcel | None = None, by: User | None = None) -> Parcel:
    """A parcel that the village has handed over and the district has not answered."""
    return move(parcel or a_parcel(world), "send", by or world.siti)


def at_district(world: World) -> Parcel:
    """A parcel that the district has accepted."""
    return move(sent(world), "accept_handover", world.budi)


def returned(case: Case, by: User, reason: str = "wrong_region") -> Case:
    return move(case, "return_handover", by, reason=reason, reason_text="Bukan wilayah kami")


def recalled(case: Case, by: User) -> Case:
    return move(case, "recall_handover", by, reason="sent_in_error", reason_text="Salah kirim")


def transferred(case: Case, by: User, office: object, **more: object) -> Case:
    return move(
        case,
        "transfer",
        by,
        receiving_office=str(office.uid),
        summary=more.pop("summary", "Pindah wilayah, mohon dilanjutkan"),
        reason=more.pop("reason", "moved"),
        reason_text="Pindah domisili",
        **more,
    )


def all_passed_on(office: Organisation, successor: Organisation, by: User) -> None:
    """The office passes on everything it holds, as before it closes."""
    engine.transfer_everything(
        office,
        successor,
        actor=by,
        shown=Case.objects.open().filter(holder=office).count(),
        reason="competence",
        reason_text="Kantor digabung",
        request_id=request_id(),
    )


def running(case: Case, kind: str = "stage") -> Deadline:
    """The one deadline of a kind that runs."""
    return fresh(case).deadlines.get(kind=kind, met_at=None, ended_at=None)
