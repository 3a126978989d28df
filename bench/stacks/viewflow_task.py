"""A plain viewflow human task by its own activations: assigned, started, completed, the next one created."""

from __future__ import annotations

import psycopg
from django.db import connection
from django.db.models import Model
from viewflow.workflow.models import Process, Task

from bench.comparison.flows import TicketFlow
from bench.place import Place
from bench.stacks.counting import statements_of
from casework.models import User

PROCESSES = 50
"""Processes of each worker."""
WORKERS = 4


def build(owner: psycopg.Connection, here: Place) -> None:
    """Start the workers' processes by viewflow itself, and copy the first until there are as many as cases."""
    while Process.objects.count() < PROCESSES * WORKERS:
        TicketFlow.start.run()
    pattern = Process.objects.order_by("pk")[0]
    missing = here.cases - Process.objects.count()
    if missing <= 0:
        return
    with owner.transaction():
        owner.execute(
            "CREATE TEMP TABLE fresh ON COMMIT DROP AS"
            " SELECT nextval(pg_get_serial_sequence('viewflow_process', 'id')) AS id FROM generate_series(1, %s)",
            [missing],
        )
        owner.execute(_copy(Process, {"id": "f.id"}) + " WHERE p.id = %s", [pattern.pk])
        owner.execute(_copy(Task, {"process_id": "f.id"}) + " WHERE p.process_id = %s", [pattern.pk])


def _copy(model: type[Model], known: dict[str, str]) -> str:
    """Rows `p` of one process for every fresh process `f`."""
    names = [f.column for f in model._meta.local_concrete_fields if not f.primary_key or f.column in known]
    values = ", ".join(known.get(name, f"p.{name}") for name in names)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM fresh f CROSS JOIN {table} p"  # noqa: S608


class Stack:
    """Somebody who finds his tasks in a list and does one after the other."""

    def __init__(self, here: Place, number: int) -> None:
        self.user = User.objects.get(username=f"d{number}_0")
        mine = slice(number * PROCESSES, (number + 1) * PROCESSES)
        self.processes = list(Process.objects.order_by("pk").values_list("pk", flat=True)[mine])
        self.tasks: list[int] = []
        self.statements = statements_of(self.step)
        self.backend = connection.connection.info.backend_pid

    def step(self) -> None:
        """One task as viewflow's view does it; the list of tasks is read once for all of them."""
        if not self.tasks:
            open_ones = Task.objects.filter(process__in=self.processes, finished__isnull=True)
            self.tasks = list(open_ones.values_list("pk", flat=True))
        task = Task.objects.get(pk=self.tasks.pop())
        with task.activation() as activation:
            activation.assign(self.user)
            activation.start(None)
            activation.execute()
