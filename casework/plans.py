"""Plans of operators: CSV files that are read and judged as a whole before anything happens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _


class BrokenPlanError(Exception):
    """The plan cannot be followed; nothing was changed. Holds (number of the line, what is wrong), all of them.

    The number is None for what no line says.
    """

    def __init__(self, faults: list[tuple[int | None, str]]) -> None:
        self.faults = faults
        super().__init__("\n".join(_in_words(number, why) for number, why in faults))


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a plan with the numbers of their lines. Raises `BrokenPlanError` for another heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != columns:
            raise BrokenPlanError([(1, _("judul kolom harus: %s") % ",".join(columns))])
        for row in reader:
            yield reader.line_num, {name: (row[name] or "").strip() for name in columns}


def _in_words(number: int | None, why: str) -> str:
    return why if number is None else _("Baris %(line)s: %(reason)s") % {"line": number, "reason": why}
