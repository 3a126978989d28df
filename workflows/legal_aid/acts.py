"""Acts that exist only for legal-aid cases: services given, and hearings set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from casework import deadlines
from casework.acts import Amendment, act
from casework.models import Deadline
from workflows.legal_aid import guards
from workflows.legal_aid.forms.records import HearingForm, ServiceForm, planned_hearings
from workflows.legal_aid.models import Hearing, ServiceRecord

NOTES = ("D14", "D28", "legal_aid.execution")
"""Deadlines that are met by a note of what was done."""


@act(
    label=_("Catat layanan"),
    by="legal_aid",
    form=ServiceForm,
    kinds=["legal_aid"],
    guards=[guards.mediation_is_allowed],
    looks_at=["linked"],
)
def record_service(amendment: Amendment) -> None:
    """Keep a service, and what it means for mediation, hearings, appeal and execution.

    1. The service itself; it is the progress note that D28 (in an emergency D14) asks for.
    2. A mediation begins with its invitation and ends when it is concluded (D10).
    3. A hearing attended is held; the next date is the next hearing; a judgment starts the time to appeal.
    4. An appeal lodged meets that time; execution done or given up leaves reporting and closing.
    """
    data = amendment.act.data
    service = ServiceRecord(
        kind=data["kind"],
        performed_on=data["performed_on"],
        provider=data["provider"],
        participants=data.get("participants") or "",
        minutes=data["minutes"],
        result=data["result"],
        next_date=data.get("next_date"),
        documents=[document.uid for document in data.get("documents") or []],
        **_recorded(amendment),
    )
    amendment.records.append(service)
    meet_progress_note(amendment)
    _follow_mediation(amendment)
    if data.get("hearing") is not None:
        _hold(amendment, data["hearing"], service)
    if data.get("judgment"):
        amendment.change("appeal_date", data["appeal_until"])
    if data.get("appeal_filed"):
        _stop(amendment, "legal_aid.appeal", met=True)
        amendment.change("appeal_date", None)
    if data.get("execution"):
        amendment.change("execution", data["execution"])
        _stop(amendment, "legal_aid.execution", met=True)
        _start(amendment, "legal_aid.outcome_recorded", Deadline.Kind.STAGE)


@act(
    label=_("Catat jadwal sidang"),
    by="legal_aid",
    form=HearingForm,
    kinds=["legal_aid"],
    guards=[guards.is_in_litigation],
)
def set_hearing(amendment: Amendment) -> None:
    """Set a hearing, move it to another day, or let it fall away; the nearest is the case's deadline."""
    data = amendment.act.data
    replaced: Hearing | None = data.get("hearing")
    planned = [hearing for hearing in planned_hearings(amendment.act) if hearing != replaced]
    if replaced is not None:
        replaced.status = Hearing.Status.CANCELLED if data.get("cancelled") else Hearing.Status.MOVED
        amendment.records.append(replaced)
    if not data.get("cancelled"):
        new = _planned(
            amendment,
            data["held_on"],
            held_at=data.get("held_at"),
            court=data.get("court") or "",
            room=data.get("room") or "",
            agenda=data.get("agenda") or (replaced.agenda if replaced else ""),
        )
        planned.append(new)
    meet_progress_note(amendment)
    _set_next_hearing(amendment, planned, held=False)


def meet_progress_note(amendment: Amendment) -> None:
    """What was recorded is the note that the stage asks for; its next period starts."""
    for deadline in list(amendment.deadlines.running):
        if deadline.kind == Deadline.Kind.STAGE and deadline.rule.code in NOTES:
            stage = amendment.case.stage
            deadlines.fulfil(amendment.deadlines, deadline, amendment.setting, stage, amendment.act.step.created)


def _follow_mediation(amendment: Amendment) -> None:
    step, on = amendment.act.data.get("mediation_step"), amendment.act.data["performed_on"]
    if amendment.act.data["kind"] != "mediation" or amendment.case.state != "non_litigation":
        return
    if step == "concluded":
        _stop(amendment, "D10", met=True)
        amendment.change("mediation_since", None)
    elif amendment.case.mediation_since is None:
        amendment.change("mediation_since", on)
        _start(amendment, "D10", Deadline.Kind.EXTRA, since=on)


def _hold(amendment: Amendment, hearing: Hearing, service: ServiceRecord) -> None:
    hearing.status, hearing.service = Hearing.Status.HELD, service
    amendment.records.append(hearing)
    planned = [one for one in planned_hearings(amendment.act) if one != hearing]
    next_date = amendment.act.data.get("next_date")
    if next_date is not None:
        planned.append(_planned(amendment, next_date, court=hearing.court, room=hearing.room))
    _set_next_hearing(amendment, planned, held=True)


def _planned(amendment: Amendment, on: date, **more: Any) -> Hearing:
    hearing = Hearing(held_on=on, court_stage=amendment.case.court_stage, **more, **_recorded(amendment))
    amendment.records.append(hearing)
    return hearing


def _set_next_hearing(amendment: Amendment, planned: Iterable[Hearing], *, held: bool) -> None:
    """Let the nearest hearing be the deadline; the engine starts it once the old one has stopped."""
    nearest = min((hearing.held_on for hearing in planned), default=None)
    if held or nearest != amendment.case.next_hearing:
        _stop(amendment, "legal_aid.hearing", met=held)
        amendment.change("next_hearing", nearest)


def _stop(amendment: Amendment, code: str, *, met: bool) -> None:
    for deadline in list(amendment.deadlines.running):
        if deadline.rule.code == code:
            amendment.deadlines.stop(deadline, amendment.setting.now, met=met)


def _start(amendment: Amendment, code: str, kind: str, *, since: date | None = None) -> None:
    zone = ZoneInfo(amendment.setting.office.time_zone)
    moment = datetime.combine(since, time(0, 0), zone) if since else None
    amendment.deadlines.add(deadlines.start(amendment.setting, code, kind, since=moment))


def _recorded(amendment: Amendment) -> dict[str, Any]:
    doing = amendment.act
    return {"case_id": amendment.case.pk, "by": doing.actor, "office": doing.office, "at": doing.now}
