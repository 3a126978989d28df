"""The few cases from which all others are copied: opened and handed over by the engine, like any other."""

from __future__ import annotations

import uuid
from typing import Any

from bench.loading.offices import village_of
from casework import engine
from casework.models import Case, Person, User
from workflows.complaint.models import ComplaintCase

PLACE = 0
"""The district in which the patterns stand."""
SHARES = (12, 17, 20)
"""Of twenty copies: up to here taken in by the district; by the village and accepted there; still unaccepted."""


def build() -> list[Case]:
    """Open a complaint at the district, one handed over by the village, and one that nobody has accepted yet."""
    here = _open(f"d{PLACE}_0", None)
    sent = _open(f"v{PLACE}_0", None)
    waiting = _open(f"v{PLACE}_0", sent.person)
    _move(sent, "begin_triage", f"v{PLACE}_0", number_given=True, danger="no")
    _move(sent, "accept_handover", f"d{PLACE}_0")
    _move(waiting, "begin_triage", f"v{PLACE}_0", number_given=True, danger="no")
    return [here, sent, waiting]


def _open(login: str, person: Person | None) -> Case:
    user = User.objects.get(username=login)
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
    }
    data |= {"person": str(person.uid)} if person else {"person_name": "Pekerja", "home": village_of(PLACE)}
    outcome = engine.open_case(
        ComplaintCase, actor=user, office=user.memberships.get().organisation, request_id=uuid.uuid4(), data=data
    )
    return ComplaintCase.objects.get(uid=outcome.case)


def _move(case: Case, verb: str, login: str, **data: Any) -> None:
    case.refresh_from_db(fields=["version"])
    actor = User.objects.get(username=login)
    engine.advance(case, verb, actor=actor, version=case.version, request_id=uuid.uuid4(), data=data)
