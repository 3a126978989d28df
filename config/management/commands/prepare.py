"""Bring database, reference data, translations and static files up to this version."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from config.catalogues import compile_catalogues
from config.errors import StartError


class Command(BaseCommand):
    help = "Migrate as the owner, load reference data, compile translations, collect static files. May be run again."

    def handle(self, *args: Any, **options: Any) -> None:
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        result = subprocess.run(migrate, cwd=settings.BASE_DIR, check=False)
        if result.returncode != 0:
            raise StartError("the migrations failed; the lines above say why")
        known = get_commands()
        for command in settings.KAWAL_PREPARE_COMMANDS:
            if command in known:
                call_command(command, verbosity=0)
        compile_catalogues(settings.BASE_DIR / "locale", settings.LOCALE_PATHS[0])
        call_command("collectstatic", interactive=False, verbosity=0)
