"""`manage.py import_regions FILE`: bring the places up to the public list `wilayah.sql`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import clock
from casework.region_import import BrokenFileError, Report, import_regions


class Command(BaseCommand):
    help = "Imports places from the MySQL dump wilayah.sql; closes what the file no longer has."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="wilayah.sql")
        parser.add_argument("--on", type=date.fromisoformat, help="the day the file holds from (default: today)")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, file: Path, on: date | None, dry_run: bool, **options: Any) -> None:
        try:
            report = import_regions(file, on or timezone.localdate(clock.now()), dry_run=dry_run)
        except OSError as error:
            raise CommandError(
                _("%(file)s tidak dapat dibaca: %(why)s") % {"file": file, "why": error.strerror}
            ) from None
        except BrokenFileError as broken:
            raise CommandError(_("%s Tidak ada yang diubah.") % broken) from None
        self._say(report, dry_run)

    def _say(self, report: Report, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write(_("Uji coba: tidak ada yang disimpan."))
        self.stdout.write(
            _(
                "%(rows)d wilayah dibaca: %(added)d baru, %(renamed)d berganti nama, %(closed)d ditutup, "
                "%(reopened)d dibuka kembali."
            )
            % {
                "rows": report.rows,
                "added": report.added,
                "renamed": len(report.renamed),
                "closed": len(report.closed),
                "reopened": len(report.reopened),
            }
        )
        for code, before, now in report.renamed:
            self.stdout.write(
                _("Berganti nama  %(code)s  %(before)s → %(now)s") % {"code": code, "before": before, "now": now}
            )
        for code, path in report.closed:
            self.stdout.write(_("Ditutup  %(code)s  %(path)s") % {"code": code, "path": path})
        for code, path in report.reopened:
            self.stdout.write(_("Dibuka kembali  %(code)s  %(path)s") % {"code": code, "path": path})
