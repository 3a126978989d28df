"""A ticket whose state is a django-fsm field with its history kept: no holder, no deadline, no permission."""

from __future__ import annotations

from django.db import models
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords


class Ticket(models.Model):
    """One row per thing to do; every save adds a row of its history."""

    title = models.CharField(max_length=100)
    state = FSMField(default="waiting")
    updated = models.DateTimeField(auto_now=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.title

    @transition(field=state, source="waiting", target="working")
    def begin(self) -> None:
        """Somebody works on it."""

    @transition(field=state, source="working", target="waiting")
    def put_back(self) -> None:
        """Nobody works on it."""
