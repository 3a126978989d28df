"""`manage.py check_workflows`: whether every open case stands in a state that its workflow still knows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from casework.stages import flows
from casework.stranding import faults


class Command(BaseCommand):
    help = "Fails while open cases stand in states that no definition knows any more; Kawal does not start then."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            found = faults(cursor)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write("Every open case stands in a state of its workflow.")
        for flow in flows().values():
            self.stdout.write(f"  {flow.definition()}")
