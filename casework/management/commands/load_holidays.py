"""`manage.py load_holidays`: national holidays and cuti bersama from the package `holidays`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.clock.holidays import load_holidays

FIRST_YEAR = 2024
LAST_YEAR = 2028


class Command(BaseCommand):
    help = "Loads national holidays and cuti bersama; warns for years whose cuti bersama is not known yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", type=int, default=FIRST_YEAR, dest="first_year", metavar="YEAR")
        parser.add_argument("--to", type=int, default=LAST_YEAR, dest="last_year", metavar="YEAR")

    def handle(self, *args: Any, first_year: int, last_year: int, **options: Any) -> None:
        if last_year < first_year:
            raise CommandError(_("--to harus tahun yang sama dengan --from atau sesudahnya."))
        report = load_holidays(first_year, last_year)
        self.stdout.write(
            _("Hari libur: %(added)d baru, %(changed)d diperbarui, %(removed)d dihapus, %(unchanged)d tetap.")
            % {
                "added": report.added,
                "changed": report.changed,
                "removed": report.removed,
                "unchanged": report.unchanged,
            }
        )
        for year in report.years_without_joint_leave:
            self.stderr.write(
                _("Peringatan: cuti bersama %(year)d belum ada; tenggat di tahun itu masih dapat bergeser.")
                % {"year": year}
            )
