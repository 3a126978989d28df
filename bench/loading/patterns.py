"""The few cases from which all others are copied: opened and handed over by the engine, like any other."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from bench.loading.offices import village_of
from casework import engine
from casework.engine import Outcome
from casework.models import Case, User
from workflows.complaint.models import ComplaintCase

PLACE = 0
"""The district in which the patterns stand."""
SHARES = (9, 12, 16, 18, 20)
"""Up to which of twenty copies each pattern stands for."""


def build() -> None:
    """Open a complaint where it is held, at the district and at BP3MI; and some that somebody handed to the district.

    By their order: held by the district that took it in; sent by the village and accepted; not yet accepted; held by
    BP3MI; sent by the ministry and accepted.
    """
    village, district = f"v{PLACE}_0", f"d{PLACE}_0"
    _open(district)
    for sender, accepted in ((village, True), (village, False)):
        _send(_open(sender), sender, district if accepted else "")
    _open(f"b{PLACE}_sup")
    _send(_open("ministry_head"), "ministry_head", district)


def _send(case: Case, sender: str, receiver: str) -> None:
    """Begin the triage, which is the handler's, and let him accept."""
    _move(case, "begin_triage", sender, number_given=True, danger="no")
    if receiver:
        _move(case, "accept_handover", receiver)


def opening_of(login: str) -> Callable[[], Outcome]:
    """An act that opens a complaint about a new worker, taken in by somebody's office; it may be called again."""
    user = User.objects.get(username=login)
    office = user.memberships.get().organisation
    data: dict[str, Any] = {
        "danger": "no",
        "matter": "complaint",
        "complainant_kind": "family",
        "complainant_name": "Keluarga",
        "channel": "phone",
        "complainant_contact": "+62 812 1111 2222",
        "contact_is_safe": "yes",
        "respondent_name": "PT Contoh",
        "respondent_sort": "p3mi",
        "summary": "Gaji empat bulan tidak dibayar.",
        "category": "unpaid_wages",
        "home_consent": "no",
        "person_name": "Pekerja",
        "home": village_of(PLACE),
    }
    return lambda: engine.open_case(ComplaintCase, actor=user, office=office, request_id=uuid.uuid4(), data=data)


def _open(login: str) -> Case:
    return ComplaintCase.objects.get(uid=opening_of(login)().case)


def _move(case: Case, verb: str, login: str, **data: Any) -> None:
    case.refresh_from_db(fields=["version"])
    actor = User.objects.get(username=login)
    engine.advance(case, verb, actor=actor, version=case.version, request_id=uuid.uuid4(), data=data)
