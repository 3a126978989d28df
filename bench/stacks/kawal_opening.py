"""Opening a complaint: worker, case, parties, deadlines, participations, first event."""

from __future__ import annotations

from django.db import connection

from bench.loading import patterns
from bench.place import Place
from bench.stacks.counting import statements_of


class Stack:
    """An officer of a district at the counter."""

    def __init__(self, here: Place, number: int) -> None:
        self.open = patterns.opening_of(f"d{15 + number}_0")
        self.statements = statements_of(self.step)
        self.backend = connection.connection.info.backend_pid

    def step(self) -> None:
        self.open()
