"""Writing what acts decided: per case one statement with its rows and its event, in ascending id."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from viewflow.workflow.fields import get_task_ref

from casework.acting import Act
from casework.audit.body import EventBody
from casework.deadlines import DeadlinePlan
from casework.locks import need_cases, writes_now
from casework.models import Case, Deadline, Proposal, Step, Window
from casework.models.case import Case as BaseCase

_CASE_COLUMNS = (
    "id", "uid", "state", "version", "holder_id", "officer_id", "held_for", "severity", "sealed", "due_at",
    "finished", "last_act_at", "ended_by_id", "person_id", "region_id", "parent_id",
    "definition",
)  # fmt: skip
_STEP_COLUMNS = (
    "id", "process_id", "seq", "state", "flow_task_type", "token", "created", "assigned", "started", "finished",
    "owner_id", "holder_id", "entered_by", "sent_by_id", "accepted_at", "due_at", "outcome", "ended_by_id", "facts",
    "replaced",
    "reopens", "undone",
)  # fmt: skip
_DEADLINE_COLUMNS = (
    "id", "kind", "rule_id", "period", "duty_of_id", "amount", "unit", "extra", "started_at", "due_at", "calendar",
    "pauses", "met_at", "ended_at", "breached_at", "next_alert_at", "alert_level",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """The answer of an act; a repeated request gets the same one."""

    case: uuid.UUID
    number: str
    state: str
    version: int
    seq: int
    hash: str
    act: str
    opened: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "case": str(self.case), "opened": list(self.opened)}

    @classmethod
    def from_json(cls, answer: dict[str, Any]) -> Outcome:
        return cls(**{**answer, "case": uuid.UUID(answer["case"]), "opened": tuple(answer["opened"])})


@dataclass(frozen=True)
class Settles:
    """What an act makes of the sweep's proposal that waits on the case; `letter` as it was sent."""

    how: str
    letter: str = ""


@dataclass
class Plan:
    """Everything one act changes on one case, computed and not yet written."""

    act: Act
    event: EventBody
    deadlines: DeadlinePlan
    end_step: Step | None = None
    new_step: Step | None = None
    step: Step | None = None
    step_changed: bool = False
    undone_step_id: int | None = None
    parts: dict[int, str | None] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    unnamed: set[int] = field(default_factory=set)
    pause: str = ""
    settles: Settles | None = None

    @property
    def case(self) -> Any:
        return self.act.case

    def payload(self) -> dict[str, Any]:
        """The rows as the SQL function takes them; what does not change is left out."""
        case, now = self.case, self.act.now
        rows: dict[str, Any] = {"now": now, "case": _columns(case, _CASE_COLUMNS)}
        if self.end_step:
            rows["end_step"] = _columns(self.end_step, _STEP_COLUMNS)
        if self.new_step:
            rows["new_step"] = _columns(self.new_step, _STEP_COLUMNS) | {
                "flow_task": get_task_ref(self.new_step.flow_task)
            }
        elif self.step:
            rows["step_id"] = self.step.pk
            if self.step_changed:
                rows["step"] = _columns(self.step, _STEP_COLUMNS)
        if self.undone_step_id:
            rows["undone_step"] = self.undone_step_id
        if self.deadlines.new:
            rows["deadlines_new"] = [_columns(d, _DEADLINE_COLUMNS) for d in self.deadlines.new]
        if self.deadlines.changed:
            rows["deadlines_changed"] = [_columns(d, _DEADLINE_COLUMNS) for d in self.deadlines.changed]
        if self.pause == "start":
            rows["pause_new"] = {"reason": case.state, "by_id": self.act.actor.pk if self.act.actor else None}
        elif self.pause == "end":
            rows["pause_ended"] = True
        if self.parts:
            rows["parts"] = [{"organisation_id": key, "part": part} for key, part in sorted(self.parts.items())]
        if self.windows:
            rows["windows"] = [_columns(w, ("rule_id", "started_at", "ends_at")) for w in self.windows]
        if self.named:
            rows["named"] = sorted(self.named)
        if self.unnamed:
            rows["unnamed"] = sorted(self.unnamed)
        return rows


def write(plans: Iterable[Plan], *, main: Plan, request_id: uuid.UUID | None, opened: Iterable[str] = ()) -> Outcome:
    """Write the plans in ascending case id, chain heads last, the constraints checked at the end.

    Returns the outcome of `main`. Raises IntegrityError in the very act that would break a promise.
    """
    ordered = sorted(plans, key=lambda plan: plan.case.pk)
    need_cases(plan.case.pk for plan in ordered)
    writes_now()
    outcome: Outcome | None = None
    for plan in ordered:
        _write_own_columns(plan.case)
        if plan.settles is not None:
            _settle(plan, plan.settles)
    for plan in ordered:
        rows = plan.payload()
        if plan is ordered[-1]:
            rows["check"] = True
        answer = Outcome(
            plan.case.uid, plan.case.number, plan.case.state, plan.case.version, 0, "", plan.event.act, tuple(opened)
        )
        if plan is main and request_id:
            rows["request"] = {
                "request_id": request_id,
                "actor_id": plan.act.actor.pk if plan.act.actor else None,
                "act": plan.event.act,
                "answer": answer.to_json(),
            }
        step_id, seq, digest = _call(rows, plan.event)
        if plan.new_step:
            plan.new_step.pk = step_id
        if plan is main:
            outcome = Outcome(**{**answer.__dict__, "seq": seq, "hash": bytes(digest).hex()})
    assert outcome is not None
    return outcome


def _call(rows: dict[str, Any], event: EventBody) -> tuple[int, int, bytes]:
    body, event_id, openings = event.build()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_step, event_seq, event_hash FROM kawal_write_act(%s::jsonb, %s, %s, %s, %s, %s)",
            [
                json.dumps(rows, cls=Encoder),
                body,
                event_id,
                [opening.path for opening in openings],
                [opening.salt for opening in openings],
                [opening.ciphertext for opening in openings],
            ],
        )
        return cursor.fetchone()


def _write_own_columns(case: Case) -> None:
    """Write the changed columns of the kind's own table; the base table is the SQL function's."""
    model = type(case)
    changed = {
        f.attname: getattr(case, f.attname)
        for f in model._meta.local_concrete_fields
        if not f.primary_key and getattr(case, f.attname) != case.as_read.get(f.attname)
    }
    if changed and model is not BaseCase:
        model._base_manager.filter(pk=case.pk).update(**changed)
        case.as_read.update(changed)


def _settle(plan: Plan, settles: Settles) -> None:
    waiting = Proposal.objects.filter(case_id=plan.case.pk, proposed_by__isnull=True, settled_at__isnull=True)
    changes: dict[str, Any] = {"settled_at": plan.act.now, "settled_as": settles.how}
    if settles.how != Proposal.Settled.WITHDRAWN:
        changes["confirmed_by"] = plan.act.actor
    if settles.letter:
        changes["letter"] = settles.letter
    waiting.update(**changes)


def _columns(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


class Encoder(DjangoJSONEncoder):
    """Full microseconds: Django's own encoder cuts times to milliseconds."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime):
            return o.isoformat()
        if o.__class__.__module__ == "viewflow.workflow.token":
            return str(o)
        return super().default(o)


def deadline_rows(plan: DeadlinePlan) -> list[dict[str, Any]]:
    """What an event says of deadlines: rule, kind, due date, whether met or ended."""
    return [deadline_row(deadline) for deadline in [*plan.changed, *plan.new]]


def deadline_row(deadline: Deadline) -> dict[str, Any]:
    """One deadline as an event says it."""
    return {
        "rule": deadline.rule.code,
        "since": str(deadline.rule.valid_from),
        "kind": str(deadline.kind),
        "due": deadline.due_at,
        "met": deadline.met_at is not None,
        "ended": deadline.ended_at is not None,
    }
