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
RING = 3
FIRST = 10
"""Hand-overs are between the districts from here on, so that other stacks' cases stay where they are."""


class Stack:
    """Three districts that transfer complaints in a ring; of `send` and `accept` only `measured` is timed.

    Of two, the one that gets a case back would hold it at once: nobody accepts what he sent himself.
    """

    def __init__(self, here: Place, number: int, measured: str) -> None:
        self.measured = measured
        first = FIRST + (RING if measured == "send" else 0)
        self.sides = [self._side(first + place) for place in range(RING)]
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
        """Do the half that is not measured, unless an earlier run has left it done."""
        waits = self._case.steps.filter(finished__isnull=True, accepted_at__isnull=True).exists()
        if self.measured == "send" and waits:
            self.accept()
        elif self.measured == "accept" and not waits:
            self.send()

    def step(self) -> None:
        """Send, or accept, the next case."""
        if self.measured == "send":
            self.send()
        else:
            self.accept()
        self.done += 1

    def send(self) -> None:
        """The holder's supervisor transfers the case to the other district."""
        mine, other = self._here_and_next()
        data = {"reason": "other", "reason_text": "Pekerja pindah ke kabupaten itu.", "summary": "Berkas lengkap."}
        self._move("transfer", mine[1], {**data, "receiving_office": str(other[0].uid)})
        self._case.holder = other[0]

    def accept(self) -> None:
        """The receiving district's supervisor takes it."""
        self._move("accept_handover", self._here_and_next()[0][1], {})

    @property
    def _case(self) -> Any:
        return self.cases[self.done % len(self.cases)]

    def _here_and_next(self) -> tuple[tuple[Organisation, User], tuple[Organisation, User]]:
        place = [office.pk for office, _sup in self.sides].index(self._case.holder_id)
        return self.sides[place], self.sides[(place + 1) % RING]

    def _move(self, verb: str, actor: User, data: dict[str, Any]) -> None:
        case = self._case
        outcome = engine.advance(case, verb, actor=actor, version=case.version, request_id=uuid.uuid4(), data=data)
        case.version = outcome.version
