"""`manage.py backup FILE`: save database and documents into one file, while Kawal goes on working."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from config.backup import Installation, back_up


def this_installation() -> Installation:
    """Return what the commands save and fill; they connect as the schema's owner (manage.py)."""
    return Installation(connections["default"].settings_dict, settings.KAWAL_MEDIA, settings.KAWAL_OPENING_KEY)


class Command(BaseCommand):
    help = "Saves database and documents into one file. Keys are not in it: keep them elsewhere (docs/operating.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; it must not exist")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        manifest = back_up(this_installation(), file)
        rows, files = sum(manifest["tables"].values()), len(manifest["files"]) - 1
        self.stdout.write(f"{file}: {rows} rows, {files} documents, as of {manifest['made_at']}")
        self.stdout.write("The keys are not in it. Without encryption_key no personal value can be read.")
