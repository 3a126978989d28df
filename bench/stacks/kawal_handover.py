"""Handing a case over to another office and accepting it there; which of the two is measured says the argument."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection

from bench.loading.offices import code_of
from bench.place import Place
from bench.stacks.counting import statements_of
from casework import engine
from casework.models import Organisation, User
from workflows.complaint.models import ComplaintCase

CASES = 50
FIRST = 10
"""Hand-overs are between the districts from here on, so that other stacks' cases stay where they are."""


class Stack:
    """Two districts that transfer complaints to each other; of `send` and `accept` only `measured` is timed."""

    def __init__(self, here: Place, number: int, measured: str) -> None:
        self.measured = measured
        first = FIRST + 4 * number + (2 if measured == "send" else 0)
        self.sides = [self._side(first), self._side(first + 1)]
        held = ComplaintCase.objects.filter(
            holder__in=[office for office, _sup in self.sides], opener=self.sides[0][0], state="received"
        )
        self.cases = list(held.select_related("holder").order_by("pk")[:CASES])
        self.done = 0
        self.backend = connection.connection.info.backend_pid
        self.statements = statements_of(self.step, self.ready)

    def _side(self, district: int) -> tuple[Organisation, User]:
        office = Organisation.objects.get(level="district", region=code_of(district))
        return office, User.objects.get(username=f"d{district}_sup")

    def ready(self) -> None:
        """Do the half that is not measured; a case that an earlier run left unaccepted is accepted first."""
        if self.measured == "accept":
            self.send()
            return
        if self._case.steps.filter(finished__isnull=True, accepted_at__isnull=True).exists():
            self.accept()

    def step(self) -> None:
        """Send, or accept, the next case."""
        if self.measured == "send":
            self.send()
        else:
            self.accept()
        self.done += 1

    def send(self) -> None:
        """The holder's supervisor transfers the case to the other district."""
        mine, other = self._from_and_to()
        data = {"reason": "other", "reason_text": "Pekerja pindah ke kabupaten itu.", "summary": "Berkas lengkap."}
        self._move("transfer", mine[1], {**data, "receiving_office": str(other[0].uid)})
        self._case.holder = other[0]

    def accept(self) -> None:
        """The receiving district's supervisor takes it."""
        self._move("accept_handover", self._from_and_to()[0][1], {})

    @property
    def _case(self) -> Any:
        return self.cases[self.done % len(self.cases)]

    def _from_and_to(self) -> list[tuple[Organisation, User]]:
        return self.sides if self._case.holder_id == self.sides[0][0].pk else self.sides[::-1]

    def _move(self, verb: str, actor: User, data: dict[str, Any]) -> None:
        case = self._case
        outcome = engine.advance(case, verb, actor=actor, version=case.version, request_id=uuid.uuid4(), data=data)
        case.version = outcome.version
