"""`manage.py setup_code`: the code that the first page of an empty installation asks for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casework.administration import is_empty, make_code


class Command(BaseCommand):
    help = "Prints the set-up code of an installation without accounts; run it as the account that serves the web."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            raise CommandError("somebody has an account already: administrators invite all others")
        self.stdout.write(make_code())
