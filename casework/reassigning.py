"""Moving open cases when regions split, are joined or change hands: the plan, and carrying it out.

A plan is a CSV file with the columns `region`, `successor`, `from_office`, `to_office` (codes of regions,
opaque ids of offices; the last three may be empty, but not both `successor` and `to_office`):

* `region` and `successor`: cases of exactly that region get the new code; where another office of the same
  level serves the new region, it takes them over.
* `to_office`: cases of that region and of what lies inside it, held at the level of that office, go there;
  with `from_office` only those that it holds.

Where two lines fit a case, the one with the finer region counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casework import engine
from casework.errors import Refused, Stale
from casework.levels import Level
from casework.models import Case, Organisation, Region
from casework.organisations import can_receive, find_holder
from casework.plans import BrokenPlanError, rows_of
from casework.regions import record_successor

COLUMNS = ("region", "successor", "from_office", "to_office")
BY_REGION = (Level.VILLAGE, Level.DISTRICT, Level.BP3MI, Level.POLICE)
"""Levels whose office follows from the region; others were chosen for other reasons and need `to_office`."""
NAMESPACE = uuid.UUID("5b0b1f3c-6f0e-4c1e-9f7a-3d7c0f4a2c11")
_TRIES = 3


@dataclass(frozen=True)
class Line:
    """One line of a plan, with what it names."""

    number: int
    region: Region
    successor: Region | None
    from_office: Organisation | None
    to_office: Organisation | None

    def cases(self) -> Iterator[Case]:
        """The open cases it speaks of, one by one."""
        wanted = Q(region=self.region)
        if self.successor is None:
            wanted |= Q(region__code__startswith=f"{self.region.code}.")
        cases = _open_cases().filter(wanted)
        if self.from_office is not None:
            cases = cases.filter(holder=self.from_office)
        yield from cases.order_by("pk").iterator(chunk_size=500)


@dataclass(frozen=True)
class Moved:
    """What becomes of one case. `office` and `region` are None where they stay; `refusal` says why nothing happens."""

    line: int
    number: str
    holder: str
    office: Organisation | None
    region: Region | None
    refusal: str = ""


def read_plan(path: Path, today: date) -> list[Line]:
    """The lines of a plan, the finest region first. Raises `BrokenPlanError` with every line that is wrong."""
    faults: list[tuple[int | None, str]] = []
    lines: list[Line] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in rows_of(path, COLUMNS):
        try:
            line = _read_line(number, row, today)
        except Refused as wrong:
            faults += [(number, str(reason)) for reason in wrong.reasons]
            continue
        twin = seen.setdefault((line.region.code, row["from_office"]), number)
        if twin != number:
            faults.append((number, _("wilayah dan kantor asal ini sudah ada di baris %s.") % twin))
        lines.append(line)
    if not lines and not faults:
        faults.append((1, _("rencana ini kosong.")))
    if faults:
        raise BrokenPlanError(faults)
    return sorted(lines, key=lambda line: (-len(line.region.code), line.from_office is None, line.number))


def follow(lines: Iterable[Line], plan: str, today: date, *, dry_run: bool) -> Iterator[Moved]:
    """Carry a plan out, case by case, each in a transaction of its own; yields what became of each.

    `plan` is a word for the whole file: followed again, cases that moved stay where they are. A dry run
    changes nothing. A case that refuses is reported and does not stop the others.
    """
    done: set[int] = set()
    for line in lines:
        if line.successor is not None and line.region.valid_to and not dry_run:
            record_successor(line.region, line.successor, line.region.valid_to)
        for case in line.cases():
            if case.pk in done:
                continue
            done.add(case.pk)
            moved = _move(case, line, plan, today, dry_run=dry_run)
            if moved is not None:
                yield moved


def _open_cases() -> QuerySet[Case]:
    return Case.objects.filter(finished__isnull=True).select_related("holder", "opener", "region")


def _move(found: Case, line: Line, plan: str, today: date, *, dry_run: bool) -> Moved | None:
    """Move one case as the line says, looking again when somebody acted meanwhile; None if it stays as it is."""
    case: Case | None = found
    for _attempt in range(_TRIES):
        if case is None:
            return None
        assert case.holder is not None
        office = _office_for(case, line, today)
        moved = Moved(line.number, case.number, str(case.holder), office, line.successor)
        if office is None and line.successor is None:
            return None
        if dry_run:
            return _tried(case, moved, plan)
        try:
            _reassign(case, moved, plan)
        except Stale:
            case = _open_cases().filter(pk=found.pk).first()
            continue
        except Refused as refused:
            return Moved(line.number, case.number, str(case.holder), office, line.successor, str(refused))
        return moved
    return Moved(line.number, found.number, str(found.holder), None, None, _("kasus ini sedang dikerjakan; ulangi."))


def _tried(case: Case, moved: Moved, plan: str) -> Moved:
    """What would become of a case: done, looked at, and taken back."""
    try:
        with transaction.atomic():
            _reassign(case, moved, plan)
            transaction.set_rollback(True)
    except Refused as refused:
        return Moved(moved.line, moved.number, moved.holder, moved.office, moved.region, str(refused))
    return moved


def _reassign(case: Case, moved: Moved, plan: str) -> None:
    engine.reassign(
        case,
        version=case.version,
        request_id=uuid.uuid5(NAMESPACE, f"{plan}/{moved.line}/{case.uid}/{case.version}"),
        office=moved.office,
        region=moved.region,
        why=_("Pembagian wilayah berubah (%s).") % plan,
    )


def _office_for(case: Case, line: Line, today: date) -> Organisation | None:
    """The office that takes the case over, None where its holder keeps it."""
    assert case.holder is not None
    level = case.held_for or case.holder.level
    if line.to_office is not None:
        fits = line.to_office.level == level and line.to_office.kind == case.holder.kind
        return line.to_office if fits and line.to_office.pk != case.holder_id else None
    if level not in BY_REGION or line.successor is None:
        return None
    found = find_holder(level, line.successor, today, opener=case.opener)
    stands_in = found.missing_level is not None or found.organisation.level != level
    return None if stands_in or found.organisation.pk == case.holder_id else found.organisation


def _read_line(number: int, row: dict[str, str], today: date) -> Line:
    reasons: list[str] = []
    region = Region.objects.filter(code=row["region"]).first()
    if region is None:
        reasons.append(_("wilayah %s tidak dikenal.") % (row["region"] or "''"))
    successor = Region.objects.valid_on(today).filter(code=row["successor"]).first() if row["successor"] else None
    if row["successor"] and successor is None:
        reasons.append(_("wilayah baru %s tidak dikenal atau sudah ditutup.") % row["successor"])
    if successor is not None and region is not None:
        if successor == region:
            reasons.append(_("wilayah baru sama dengan wilayah lama."))
        elif successor.level != region.level:
            reasons.append(_("wilayah baru tidak setingkat dengan wilayah lama."))
    from_office = _office(row["from_office"], reasons)
    to_office = _office(row["to_office"], reasons)
    if to_office is not None and not can_receive(to_office, today):
        reasons.append(_("%s sudah tutup atau belum mempunyai petugas aktif.") % to_office)
    if not row["successor"] and not row["to_office"]:
        reasons.append(_("isi wilayah baru, kantor tujuan, atau keduanya."))
    if from_office is not None and from_office == to_office:
        reasons.append(_("kantor asal dan kantor tujuan sama."))
    if reasons or region is None:
        raise Refused(*reasons)
    return Line(number, region, successor, from_office, to_office)


def _office(text: str, reasons: list[str]) -> Organisation | None:
    if not text:
        return None
    try:
        return Organisation.objects.get(uid=text)
    except (Organisation.DoesNotExist, ValidationError):
        reasons.append(_("kantor %s tidak dikenal; pakai kode dari halaman kantornya.") % text)
        return None
