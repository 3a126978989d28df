"""A django-fsm transition with django-simple-history: read under a lock, change, save with its history row."""

from __future__ import annotations

import psycopg
from django.db import connection, transaction

from bench.comparison.models import Ticket
from bench.place import Place
from bench.stacks.counting import statements_of


def build(owner: psycopg.Connection, here: Place) -> None:
    """Add tickets until there are as many as cases."""
    table = Ticket._meta.db_table
    owner.execute(
        f"INSERT INTO {table} (title, state, updated) SELECT 'Ticket ' || n, 'waiting', now()"  # noqa: S608
        f" FROM generate_series((SELECT count(*) FROM {table}) + 1, %s) n",
        [here.cases],
    )


class Stack:
    """A worker's own tickets, moved to and fro."""

    def __init__(self, here: Place, number: int) -> None:
        self.tickets = list(
            Ticket.objects.order_by("pk").values_list("pk", flat=True)[number * 200 : number * 200 + 200]
        )
        self.backend = connection.connection.info.backend_pid
        self.done = 0
        self.statements = statements_of(self.step)

    def step(self) -> None:
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update().get(pk=self.tickets[self.done % len(self.tickets)])
            ticket.begin() if ticket.state == "waiting" else ticket.put_back()
            ticket.save()
        self.done += 1
