"""`manage.py migrate_cases --plan FILE`: move cases out of states that a changed workflow no longer knows."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from casework.migrating import COLUMNS, Migrated, follow, read_plan
from casework.plans import BrokenPlanError


class Command(BaseCommand):
    help = f"Moves cases to states of the present definition, as a CSV plan says: {','.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", type=Path, required=True, help=f"CSV: {','.join(COLUMNS)}")
        parser.add_argument("--dry-run", action="store_true", help="say what would move, and move nothing")

    def handle(self, *args: Any, plan: Path, dry_run: bool, **options: Any) -> None:
        try:
            lines = read_plan(plan)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("%(file)s tidak dapat dibaca: %(why)s") % {"file": plan, "why": error}) from None
        except BrokenPlanError as broken:
            raise CommandError(_("%s\nTidak ada yang diubah.") % broken) from None
        if dry_run:
            self.stdout.write(_("Uji coba: tidak ada yang disimpan."))
        moved = refused = 0
        for one in follow(lines, plan.name, dry_run=dry_run):
            moved, refused = (moved, refused + 1) if one.refusal else (moved + 1, refused)
            self.stdout.write(self.line(one))
        self.stdout.write(
            _("%(moved)d kasus dipindahkan, %(refused)d tidak dapat.") % {"moved": moved, "refused": refused}
        )
        if refused:
            raise CommandError(_("Kasus yang tidak dapat dipindahkan disebut di atas; perbaiki, lalu ulangi."))

    def line(self, one: Migrated) -> str:
        """What became of one case, in one line."""
        what = [f"{one.came_from} → {one.to}", one.holder, _("DITOLAK: %s") % one.refusal if one.refusal else ""]
        return _("Baris %(line)d  %(number)s  %(what)s") % {
            "line": one.line,
            "number": one.number,
            "what": "; ".join(part for part in what if part),
        }
