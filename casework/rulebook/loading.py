"""Bringing the database up to the rulebook's files. Rows are added, never edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from casework.clock.reference import reference_changed
from casework.models.rulebook import DeadlineRule, RulebookEntry

from .files import Rows, RulebookError, read_folder

_RULE_FIELDS = (
    "kind",
    "label",
    "label_en",
    "applies_to",
    "starts",
    "periods",
    "emergency_periods",
    "variants",
    "anchor",
    "never_pauses",
    "escalates_to",
    "ladder",
    "basis",
    "mark",
    "note",
)
_ENTRY_FIELDS = ("label", "label_en", "attributes", "basis", "mark")


@dataclass(frozen=True)
class Report:
    """What loading did (or, dry, would do): rows added, rows given a last day, rows that stay."""

    added: int
    ended: int
    unchanged: int


def load(folder: Path, *others: Path, dry_run: bool = False) -> Report:
    """Add the rows of a folder's files, and of others', that the database does not have yet, in one transaction.

    A row in the database is never edited: it may only get a last day (`valid_to`) and another place
    in its list. Raises RulebookError, naming file, key and reason, when a file is wrong or a row
    changed without a new `valid_from`; then nothing is changed.
    """
    rows = read_folder(folder, *others)
    with transaction.atomic():
        new_rules, kept_rules = _sort_rules(rows)
        new_entries, ended, moved, kept_entries = _sort_entries(rows)
        if rows.broken:
            raise RulebookError(rows.broken)
        if not dry_run and (new_rules or new_entries or ended or moved):
            DeadlineRule.objects.bulk_create(new_rules)
            RulebookEntry.objects.bulk_create(new_entries)
            RulebookEntry.objects.bulk_update([*ended, *moved], ["valid_to", "position"])
            reference_changed()
    return Report(len(new_rules) + len(new_entries), len(ended), kept_rules + kept_entries)


def _sort_rules(rows: Rows) -> tuple[list[DeadlineRule], int]:
    stored = {(row.code, row.valid_from): row for row in DeadlineRule.objects.all()}
    new = []
    for row in rows.rules:
        old = stored.get((row.code, row.valid_from))
        if old is None:
            new.append(row)
        else:
            _refuse_edits(rows, row, old, _RULE_FIELDS)
    return new, len(rows.rules) - len(new)


def _sort_entries(
    rows: Rows,
) -> tuple[list[RulebookEntry], list[RulebookEntry], list[RulebookEntry], int]:
    found = RulebookEntry.objects.all()
    stored = {(row.list, row.scope, row.code, row.valid_from): row for row in found}
    new, ended, moved = [], [], []
    for row in rows.entries:
        old = stored.get((row.list, row.scope, row.code, row.valid_from))
        if old is None:
            new.append(row)
            continue
        _refuse_edits(rows, row, old, _ENTRY_FIELDS)
        is_ended = row.valid_to != old.valid_to
        if is_ended and old.valid_to is not None:
            rows.broken.append(rows.came_from(row, f"its last day was {old.valid_to} and cannot be changed"))
        is_moved = row.position != old.position
        old.valid_to, old.position = row.valid_to, row.position
        if is_ended:
            ended.append(old)
        elif is_moved:
            moved.append(old)
    return new, ended, moved, len(rows.entries) - len(new) - len(ended)


def _refuse_edits(rows: Rows, row: Any, old: Any, fields: tuple[str, ...]) -> None:
    changed = [field for field in fields if getattr(row, field) != getattr(old, field)]
    if changed:
        reason = f"{', '.join(changed)} changed for {row.valid_from}: give it a new valid_from, rows are never edited"
        rows.broken.append(rows.came_from(row, reason))
