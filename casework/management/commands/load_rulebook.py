"""`manage.py load_rulebook`: bring the rules and lists in the database up to the TOML files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.models import Holiday
from casework.rulebook import RulebookError, folders, load


class Command(BaseCommand):
    help = "Adds the rules, windows and lists of the rulebook's files; loads holidays if there are none yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, help="folder with *.toml (default: all there are)")
        parser.add_argument("--dry-run", action="store_true", help="check the files, and change nothing")

    def handle(self, *args: Any, folder: Path | None, dry_run: bool, **options: Any) -> None:
        try:
            report = load(*([folder] if folder else folders()), dry_run=dry_run)
        except RulebookError as error:
            raise CommandError(
                _("Buku aturan tidak dimuat, tidak ada yang diubah:\n%(problems)s") % {"problems": error}
            ) from None
        if dry_run:
            self.stdout.write(_("Uji coba: tidak ada yang disimpan."))
        self.stdout.write(
            _("Buku aturan: %(added)d baris baru, %(ended)d diakhiri, %(unchanged)d tetap.")
            % {"added": report.added, "ended": report.ended, "unchanged": report.unchanged}
        )
        if not dry_run and not Holiday.objects.exists():
            call_command("load_holidays", stdout=self.stdout, stderr=self.stderr)
