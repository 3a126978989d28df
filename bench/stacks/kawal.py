"""Kawal's own move within an office, whole: `engine.advance()` as a screen or a sweep calls it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection

from bench.loading.offices import code_of
from bench.place import Place
from bench.stacks.counting import statements_of
from casework import engine
from casework.models import Case, User
from workflows.complaint.models import ComplaintCase

CASES = 100
"""Cases of each worker; he takes them in turn."""
FILLED: dict[str, tuple[str, dict[str, Any]]] = {
    "received": ("begin_triage", {"number_given": True, "danger": "no"}),
    "triage": ("begin_verification", {}),
    "verification": ("assign", {}),
    "assigned": ("begin_verification", {"plan": "Periksa slip gaji dan kontrak."}),
}
"""What the supervisor does with a complaint in each stage; from verification on to and fro."""


class Stack:
    """The supervisor of one district and complaints that his office took in."""

    def __init__(self, here: Place, number: int) -> None:
        self.actor = User.objects.get(username=f"d{number}_sup")
        self.officer = str(User.objects.get(username=f"d{number}_0").uid)
        self.cases = list(
            ComplaintCase.objects.filter(
                holder__level="district", holder__region=code_of(number), state__in=FILLED, opener__level="district"
            ).order_by("pk")[:CASES]
        )
        self.done = 0
        for case in self.cases:
            while case.state not in ("verification", "assigned"):
                self.move(case)
        self.backend = connection.connection.info.backend_pid
        self.statements = statements_of(self.step)

    def step(self) -> None:
        self.move(self.cases[self.done % len(self.cases)])
        self.done += 1

    def move(self, case: Case) -> None:
        """Make the move that is next, from the version that the last one left."""
        verb, data = FILLED[case.state]
        given = {**data, "officer": self.officer} if verb == "assign" else data
        outcome = engine.advance(
            case, verb, actor=self.actor, version=case.version, request_id=uuid.uuid4(), data=given
        )
        case.version = outcome.version
        case.__dict__["state"] = outcome.state
