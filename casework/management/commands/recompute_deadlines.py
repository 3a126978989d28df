"""`manage.py recompute_deadlines`: count running deadlines by the calendar in force, after showing what moves."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import clock
from casework.engine.recomputing import Moved, moved_by_calendar, recompute_case
from casework.errors import Refused


class Command(BaseCommand):
    help = "Shows which running deadlines a changed calendar moves; --apply moves them, each with an event of its case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="move them; without it nothing is changed")

    def handle(self, *args: Any, apply: bool, **options: Any) -> None:
        """Go through the cases one by one, each in a transaction of its own: broken off, it goes on where it was."""
        cases = moved = 0
        for case_id, of_case in groupby(moved_by_calendar(), key=lambda one: one.case.pk):
            for one in of_case:
                self.stdout.write(_line(one))
                moved += 0 if apply else 1
            cases += 1
            if apply:
                moved += self._recompute(case_id)
        self.stdout.write(
            ngettext("%(moved)d tenggat pada %(cases)d kasus.", "%(moved)d tenggat pada %(cases)d kasus.", moved)
            % {"moved": moved, "cases": cases}
        )
        if not apply and moved:
            self.stdout.write(_("Belum ada yang diubah. Jalankan lagi dengan --apply."))

    def _recompute(self, case_id: int) -> int:
        try:
            return recompute_case(case_id)
        except Refused as refused:
            self.stderr.write(" ".join(map(str, refused.reasons)))
            return 0


def _line(one: Moved) -> str:
    office = one.deadline.duty_of or one.case.holder
    zone = office.time_zone if office else "Asia/Jakarta"
    before, after = (clock.format_local(moment, zone) for moment in (one.before, one.after))
    return f"{one.case.number}  {office}  {one.deadline.rule.code}  {before} → {after}"
