"""Plans of operators: CSV files that are read and judged as a whole before anything happens."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

_BEYOND = "beyond"
"""Where the reader puts what a line has more than the heading."""


class BrokenPlanError(Exception):
    """The plan cannot be followed; nothing was changed. Holds (number of the line, what is wrong), all of them.

    The number is None for what no line says.
    """

    def __init__(self, faults: list[tuple[int | None, str]]) -> None:
        self.faults = faults
        super().__init__("\n".join(_in_words(number, why) for number, why in faults))


def rows_of(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a plan with the numbers of their lines. Raises `BrokenPlanError` for what is no such file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(_without_nul(file), restkey=_BEYOND)
        try:
            if tuple(reader.fieldnames or ()) != columns:
                raise BrokenPlanError([(1, _("judul kolom harus: %s") % ",".join(columns))])
            for row in reader:
                if _BEYOND in row:
                    raise BrokenPlanError([(reader.line_num, _("isinya lebih banyak daripada kolomnya."))])
                yield reader.line_num, {name: (row[name] or "").strip() for name in columns}
        except csv.Error as fault:
            raise BrokenPlanError([(reader.line_num + 1, _("tidak dapat dibaca: %s") % fault)]) from fault


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise BrokenPlanError([(number, _("berisi karakter NUL; simpan berkas sebagai teks biasa."))])
        yield line


def _in_words(number: int | None, why: str) -> str:
    return why if number is None else _("Baris %(line)s: %(reason)s") % {"line": number, "reason": why}
