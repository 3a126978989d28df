"""`manage.py load_demo`: fills a demonstration once with offices, people and cases."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation

from casework.models import Case, Organisation, User
from config.demo.cases import load_cases
from config.demo.offices import build_cast
from config.demo.playing import Play


class Command(BaseCommand):
    help = "Load the demonstration's places, offices, logins and cases, unless they are there already."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        """1. Refuse a place where published passwords do not belong. 2. Load once, all or nothing. 3. Say so."""
        if not settings.KAWAL_EMBEDDED:
            raise CommandError("DATABASE_URL is set: demonstration logins never go into an outside database")
        if not settings.KAWAL_DEMO:
            raise CommandError("KAWAL_DEMO=0: this installation wants no demonstration logins")
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            if User.objects.filter(is_demo=True).exists():
                said = "The demonstration is loaded already; nothing was changed."
            elif Organisation.objects.exists():
                raise CommandError("offices have been set up here: use another KAWAL_DATA for the demonstration")
            else:
                load_cases(Play(build_cast()))
                said = f"The demonstration has {Organisation.objects.count()} offices and {Case.objects.count()} cases."
        if verbosity:
            self.stdout.write(said)
