"""Moving cases out of states that a changed workflow no longer knows: the plan, and carrying it out.

A plan is a CSV file with the columns `kind`, `from`, `to`, `definition`, `deadlines`, `reason`:

* cases of the kind that stand in `from` go on in `to`; with `definition` only those that live by it.
* `to` is a state of the present definition: an open one for open cases, an ended one for ended cases.
  It may be `from` itself where that state is still declared, but another level or rule holds for it now.
* `deadlines`: `new` (or empty) starts those of the new stage by their rules, `keep` lets the old ones run on.
* `reason`, in words, stands in the event of every case.

Where two lines fit a case, the one that names its definition counts.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from casework import clock, engine
from casework.errors import Refused, Stale
from casework.models import Case, StageRow, StageSuccession
from casework.plans import BrokenPlanError, rows_of
from casework.stages import CaseFlow, flows
from casework.stranding import stranded

COLUMNS = ("kind", "from", "to", "definition", "deadlines", "reason")
NEW, KEEP = "new", "keep"
NAMESPACE = uuid.UUID("0d1c7f7e-64d5-4e0a-9f0e-2f3a6a1d8b90")
_TRIES = 3


@dataclass(frozen=True)
class Line:
    """One line of a plan."""

    number: int
    flow: type[CaseFlow]
    state: str
    to: str
    definition: str
    keep_deadlines: bool
    reason: str

    @property
    def is_open(self) -> bool:
        return bool(self.flow.stages()[self.to].is_open)

    def cases(self) -> Iterator[Case]:
        """The cases it speaks of that do not live by the present definition yet, one by one."""
        cases = Case.objects.filter(kind=self.flow.kind, state=self.state).exclude(definition=self.flow.definition())
        if self.definition:
            cases = cases.filter(definition=self.definition)
        yield from cases.select_related("holder").order_by("pk").iterator(chunk_size=500)


@dataclass(frozen=True)
class Migrated:
    """What becomes of one case; `holder` is who holds it then, `refusal` says why nothing happens."""

    line: int
    number: str
    came_from: str
    to: str
    holder: str = ""
    refusal: str = ""


def read_plan(path: Path) -> list[Line]:
    """The lines of a plan, those that name a definition first.

    Raises `BrokenPlanError` with every line that is wrong, and every state with open cases that no line names.
    """
    faults: list[tuple[int | None, str]] = []
    lines: list[Line] = []
    named: dict[tuple[str, str, str], int] = {}
    for number, row in rows_of(path, COLUMNS):
        wrong = list(_faults_of(row))
        twin = named.setdefault((row["kind"], row["from"], row["definition"]), number)
        if twin != number:
            wrong.append(_("tahap dan definisi ini sudah ada di baris %s.") % twin)
        faults += [(number, reason) for reason in wrong]
        if not wrong:
            lines.append(
                Line(
                    number=number,
                    flow=flows()[row["kind"]],
                    state=row["from"],
                    to=row["to"],
                    definition=row["definition"],
                    keep_deadlines=row["deadlines"] == KEEP,
                    reason=row["reason"],
                )
            )
    if not named:
        faults.append((1, _("rencana ini kosong.")))
    faults += [(None, reason) for reason in _left_behind(named)]
    if faults:
        raise BrokenPlanError(faults)
    return sorted(lines, key=lambda line: (not line.definition, line.number))


def follow(lines: Iterable[Line], plan: str, *, dry_run: bool) -> Iterator[Migrated]:
    """Carry a plan out, case by case, each in a transaction of its own; yields what became of each.

    `plan` is a word for the whole file. Followed again, cases that moved stay where they are. A dry run does
    the same and takes it back. A case that refuses is reported and does not stop the others.
    """
    lines = list(lines)
    if not dry_run:
        _remember_successors(lines, plan)
    done: set[int] = set()
    for line in lines:
        for case in line.cases():
            if case.pk not in done:
                done.add(case.pk)
                yield _migrate(case, line, plan, dry_run=dry_run)


def _migrate(found: Case, line: Line, plan: str, *, dry_run: bool) -> Migrated:
    """Move one case, looking again when somebody acted meanwhile."""
    case: Case | None = found
    for _attempt in range(_TRIES):
        if case is None or case.state != line.state:
            break
        try:
            with transaction.atomic():
                engine.redefine(
                    case,
                    line.to,
                    version=case.version,
                    request_id=uuid.uuid5(NAMESPACE, f"{plan}/{line.number}/{case.uid}/{case.version}"),
                    plan=plan,
                    why=line.reason,
                    keep_deadlines=line.keep_deadlines,
                )
                after = Case.objects.select_related("holder").get(pk=case.pk)
                transaction.set_rollback(dry_run)
        except Stale:
            case = Case.objects.filter(pk=found.pk).first()
            continue
        except (Refused, DatabaseError) as refused:
            return _became(found, line, refusal=str(refused))
        return _became(found, line, holder=str(after.holder or ""))
    return _became(found, line, refusal=_("kasus ini sedang dikerjakan; ulangi."))


def _became(case: Case, line: Line, **more: str) -> Migrated:
    return Migrated(line.number, case.number, line.state, line.to, **more)


def _remember_successors(lines: list[Line], plan: str) -> None:
    """Keep which state took a former one's place, for the ways back of cases that once stood there.

    Where definitions name different ones, only the line for all of them counts.
    """
    for line in lines:
        alone = sum((one.flow, one.state) == (line.flow, line.state) for one in lines) == 1
        if line.state != line.to and (alone or not line.definition):
            StageSuccession.objects.update_or_create(
                kind=line.flow.kind,
                state=line.state,
                defaults={"became": line.to, "plan": plan[:100], "at": clock.now()},
            )


def _faults_of(row: dict[str, str]) -> Iterator[str]:
    flow = flows().get(row["kind"])
    if flow is None:
        yield _("jenis kasus %s tidak dikenal.") % (row["kind"] or "''")
        return
    former = StageRow.objects.filter(kind=row["kind"], state=row["from"]).first()
    target = flow.stages().get(row["to"])
    if former is None:
        yield _("tahap asal %s tidak pernah ada.") % (row["from"] or "''")
    elif row["from"] in flow.stages() and row["from"] != row["to"]:
        yield _("tahap asal %s masih ada; dari sana kasus pindah dengan langkah biasa.") % row["from"]
    if target is None:
        yield _("tahap tujuan %s tidak dikenal.") % (row["to"] or "''")
    elif former is not None and former.is_open != target.is_open:
        yield (
            _("kasus terbuka hanya dapat pindah ke tahap terbuka.")
            if former.is_open
            else _("kasus yang berakhir hanya dapat pindah ke tahap akhir.")
        )
    if row["definition"] and not row["definition"].startswith(f"{row['kind']}/"):
        yield _("definisi %s bukan dari jenis kasus ini.") % row["definition"]
    if row["deadlines"] not in ("", NEW, KEEP):
        yield _("isi deadlines dengan new atau keep.")
    if not row["reason"]:
        yield _("tulis alasannya.")


def _left_behind(named: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """The states with open cases that no line names."""
    lines = set(named)
    with connection.cursor() as cursor:
        for each in stranded(cursor):
            if lines.isdisjoint({(each.kind, each.state, ""), (each.kind, each.state, each.definition)}):
                yield _("%(kind)s.%(state)s menurut definisi %(definition)s: %(cases)d kasus tanpa baris.") % {
                    "kind": each.kind,
                    "state": each.state,
                    "definition": each.definition,
                    "cases": each.cases,
                }
