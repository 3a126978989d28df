"""`manage.py restore FILE`: fill an empty installation from a backup."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from config.backup import restore

from .backup import this_installation


class Command(BaseCommand):
    help = "Fills an empty database and an empty documents folder from a backup, and checks that nothing is missing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file written by manage.py backup")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        manifest = restore(this_installation(), file)
        rows, files = sum(manifest["tables"].values()), len(manifest["files"]) - 1
        self.stdout.write(f"Restored and checked: {rows} rows, {files} documents, as of {manifest['made_at']}")
        self.stdout.write("Next: manage.py prepare brings it up to this version.")
