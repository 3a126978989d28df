"""Reading the public list of places (`wilayah.sql`, a MySQL dump) and bringing ours up to it.

Source: https://github.com/cahyadsn/wilayah, `db/wilayah.sql`, after Kepmendagri on region codes.
Places are never deleted: what a newer file no longer has is closed, what it has again is reopened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from casework.models.region import chain_of
from casework.regions import looking_at_all_places, refresh_paths

CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
INSERT = re.compile(r"INSERT\s+INTO\s+`?wilayah`?\s*(?:\(\s*`?kode`?\s*,\s*`?nama`?\s*\))?\s*(?:VALUES)?\s*", re.I)
VALUES = re.compile(r"VALUES\s*", re.I)
ROW = re.compile(r"\(\s*'(?P<code>(?:[^'\\]|''|\\.)*)'\s*,\s*'(?P<name>(?:[^'\\]|''|\\.)*)'\s*\)\s*(?P<then>[,;]?)\s*")
ESCAPED = re.compile(r"''|\\(.)")
LONGEST_NAME = 100


class BrokenFileError(Exception):
    """The file cannot be read; nothing was changed. Names the line (None: the file as a whole) and why."""

    def __init__(self, line: int | None, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(_("Baris %(line)s: %(reason)s") % {"line": line, "reason": reason} if line else reason)


@dataclass(frozen=True)
class Row:
    """One place of the file and the number of its line."""

    line: int
    code: str
    name: str


@dataclass
class Report:
    """What an import changed: counts, and the places a person should look at.

    `renamed` holds (code, name before, name now); `closed` and `reopened` hold (code, path).
    """

    rows: int = 0
    added: int = 0
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    closed: list[tuple[str, str]] = field(default_factory=list)
    reopened: list[tuple[str, str]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.added or self.renamed or self.closed or self.reopened)


def import_regions(path: Path, on: date, *, dry_run: bool = False) -> Report:
    """Bring the places up to a file.

    1. Read and check the whole file; the first broken line raises `BrokenFileError`.
    2. Add, rename, reopen and close in one statement; closed places end on `on`.
    3. Write the paths of what changed.

    One transaction, rolled back at the end of a dry run. The same file again changes nothing.
    """
    with path.open("rb") as file:
        rows = checked(read_rows(file))
    with transaction.atomic():
        report = _bring_up_to(rows, on)
        if report.changed:
            refresh_paths()
        transaction.set_rollback(dry_run)
    return report


def read_rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """The rows of a MySQL dump, line by line: comments and table definitions are passed over.

    Raises `BrokenFileError` at the first line that is none of these, is not UTF-8, or breaks off.
    """
    number = 0
    inside = ""  # "", "comment", "definition", or "rows" after INSERT
    wants_row = False
    for number, raw in enumerate(lines, start=1):
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise BrokenFileError(number, _("bukan teks UTF-8.")) from None
        if inside == "comment":
            inside = "" if "*/" in line else inside
        elif inside == "definition":
            inside = "" if line.endswith(";") else inside
        elif not line or line.startswith("--"):
            continue
        elif line.startswith("/*"):
            inside = "" if "*/" in line else "comment"
        elif not inside and line.upper().startswith(("DROP ", "CREATE ", "SET ", "LOCK ", "UNLOCK ", "ALTER ")):
            inside = "" if line.endswith(";") else "definition"
        else:
            rest = line
            if not inside:
                head = INSERT.match(line)
                if not head:
                    raise BrokenFileError(number, _("bukan bagian dari daftar wilayah: %s") % line[:60])
                inside, wants_row, rest = "rows", True, line[head.end() :]
            elif wants_row and (values := VALUES.match(line)):
                rest = line[values.end() :]
            while rest:
                row = ROW.match(rest)
                if not row or not wants_row:
                    raise BrokenFileError(number, _("baris rusak atau tanda koma hilang: %s") % rest[:60])
                yield Row(number, row["code"], ESCAPED.sub(lambda found: found[1] or "'", row["name"]))
                wants_row = row["then"] == ","
                inside = "" if row["then"] == ";" else inside
                rest = rest[row.end() :]
                if rest and not inside:
                    raise BrokenFileError(number, _("baris rusak atau tanda koma hilang: %s") % rest[:60])
    if inside:
        raise BrokenFileError(number, _("berkas terputus di tengah perintah."))


def checked(rows: Iterable[Row]) -> list[Row]:
    """The rows, once every code is well formed, stands once and has its parent, and every name is there."""
    found: dict[str, Row] = {}
    for row in rows:
        if not CODE.fullmatch(row.code):
            raise BrokenFileError(row.line, _("kode wilayah tidak dikenal: %s") % (row.code or "''"))
        if row.code in found:
            raise BrokenFileError(
                row.line,
                _("kode %(code)s sudah ada di baris %(line)s.") % {"code": row.code, "line": found[row.code].line},
            )
        if not row.name.strip() or not row.name.isprintable() or len(row.name) > LONGEST_NAME:
            raise BrokenFileError(row.line, _("nama wilayah %s kosong, terlalu panjang atau tidak terbaca.") % row.code)
        found[row.code] = row
    if not found:
        raise BrokenFileError(None, _("Berkas tidak memuat satu wilayah pun."))
    for row in found.values():
        for parent in chain_of(row.code)[1:2]:
            if parent not in found:
                raise BrokenFileError(
                    row.line,
                    _("wilayah induk %(parent)s dari %(code)s tidak ada.") % {"parent": parent, "code": row.code},
                )
    return list(found.values())


ONE_IMPORT_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('casework.region_import'))"

# One statement, so that the file's rows travel once; what is kept is renamed and reopened together.
BRING_UP_TO = r"""
WITH file AS MATERIALIZED (
    SELECT code, name FROM unnest(%(codes)s::varchar[], %(names)s::varchar[]) AS file(code, name)
), kept AS (
    UPDATE casework_region region SET name = file.name, valid_to = NULL
    FROM file, casework_region before
    WHERE file.code = region.code AND before.code = region.code
      AND (file.name <> region.name OR region.valid_to IS NOT NULL)
    RETURNING region.code, region.path, before.name AS before, region.name AS now,
              before.valid_to IS NOT NULL AS reopened
), closed AS (
    UPDATE casework_region region SET valid_to = greatest(%(on)s, region.valid_from)
    WHERE region.valid_to IS NULL AND NOT EXISTS (SELECT FROM file WHERE file.code = region.code)
    RETURNING region.code, region.path
), added AS (
    INSERT INTO casework_region (code, name, label, path, level, parent_id, valid_from)
    SELECT file.code, file.name, '', '', cardinality(string_to_array(file.code, '.')),
           nullif(regexp_replace(file.code, '\.?[0-9]+$', ''), ''), %(on)s
    FROM file
    WHERE NOT EXISTS (SELECT FROM casework_region region WHERE region.code = file.code)
    RETURNING code
)
SELECT 'renamed', code, before, now FROM kept WHERE before <> now
UNION ALL SELECT 'reopened', code, path, '' FROM kept WHERE reopened
UNION ALL SELECT 'closed', code, path, '' FROM closed
UNION ALL SELECT 'added', count(*)::text, '', '' FROM added
ORDER BY 1, 2
"""


def _bring_up_to(rows: list[Row], on: date) -> Report:
    report = Report(rows=len(rows))
    with looking_at_all_places(), connection.cursor() as cursor:
        cursor.execute(ONE_IMPORT_AT_A_TIME)
        cursor.execute(
            BRING_UP_TO, {"codes": [row.code for row in rows], "names": [row.name for row in rows], "on": on}
        )
        for what, code, first, second in cursor.fetchall():
            if what == "renamed":
                report.renamed.append((code, first, second))
            elif what == "added":
                report.added = int(code)
            else:
                getattr(report, what).append((code, first))
    return report
