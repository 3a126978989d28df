"""`manage.py walkthrough`: plays a whole case through the engine and prints every step."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from casework.models import User
from config.demo.offices import build_cast, find_cast
from config.demo.playing import Play
from config.demo.telling import Teller
from config.demo.walks import WALKS


class Command(BaseCommand):
    help = "Play one whole case (or, without a name, one of each kind) through the engine, telling every step."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("walks", nargs="*", metavar="walk", help=f"any of: {', '.join(WALKS)} (default: all)")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default="id")
        parser.add_argument("--keep", action="store_true", help="keep the cases (demonstration installations only)")

    def handle(self, *args: Any, walks: list[str], language: str, keep: bool, **options: Any) -> None:
        """1. Find the demonstration's offices, or invent some. 2. Play and tell. 3. Take it all back, unless kept."""
        unknown = [name for name in walks if name not in WALKS]
        if unknown:
            raise CommandError(f"there is no walk {unknown[0]}: choose from {', '.join(WALKS)}")
        if keep and not settings.KAWAL_DEMO:
            raise CommandError(
                "--keep needs KAWAL_DEMO=1: invented cases and offices do not belong here, and would stay"
            )
        if User._meta.db_table not in connection.introspection.table_names():
            raise CommandError("there are no tables yet: run `make run`, or `manage.py prepare`, once before")
        with translation.override(language), transaction.atomic():
            cast = find_cast() or build_cast(invented=True)
            for name in walks or WALKS:
                walk = WALKS[name]
                teller = Teller(self.stdout, colour=self.style)
                teller.begin(walk.title)
                ended = walk.script(Play(cast, teller.tell))
                teller.end(ended)
            if not keep:
                transaction.set_rollback(True)
                self.stdout.write(_("Tidak ada yang disimpan: semua langkah ini ditarik kembali."))
