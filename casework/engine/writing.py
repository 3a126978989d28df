"""Writing what acts decided: per case one statement with its rows and its event, in ascending id."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import orjson
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.db.models import Model
from django.utils.translation import gettext as _
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.token import Token

from casework.acting import Act
from casework.audit.body import EventBody
from casework.deadlines import DeadlinePlan
from casework.engine.addressing import messages_of
from casework.engine.keeping_open import name_who_heads
from casework.engine.rebuilding import columns_of
from casework.errors import GuardFailed
from casework.locks import need_cases, writes_now
from casework.models import Case, Deadline, Proposal, Step, User, Window
from casework.outbox import Message, rows
from casework.prepared import prepared_cursor

_CASE_COLUMNS = (
    "id", "uid", "number", "state", "version", "holder_id", "officer_id", "held_for", "severity", "sealed", "due_at",
    "finished", "last_act_at", "ended_by_id", "person_id", "region_id", "parent_id",
    "definition",
)  # fmt: skip
_BIRTH_COLUMNS = ("kind", "created", "entry_mode", "opener_id", "opened_by_id")
_END_COLUMNS = ("id", "outcome", "ended_by_id", "facts", "accepted_at", "replaced")
_CHANGED_STEP_COLUMNS = ("owner_id", "accepted_at", "due_at", "assigned", "started", "sent_by_id")
_NEW_STEP_COLUMNS = (
    "seq", "state", "flow_task_type", "token", "assigned", "started", "owner_id", "holder_id", "entered_by",
    "sent_by_id", "accepted_at", "due_at", "reopens",
)  # fmt: skip
_DEADLINE_COLUMNS = (
    "id", "kind", "rule_id", "period", "duty_of_id", "owed_to_id", "amount", "unit", "extra", "started_at", "due_at",
    "calendar", "pauses", "met_at", "ended_at", "breached_at", "next_alert_at", "alert_level",
)  # fmt: skip

_WRITE = (
    "SELECT open_step, event_seq, event_hash FROM kawal_write_act("
    "%s::jsonb, %s::bytea[], %s::uuid[], %s::int[], %s::text[], %s::bytea[], %s::bytea[])"
)
_RECEIVER_GONE = "KW023"
_DJANGO = DjangoJSONEncoder()


@dataclass(frozen=True)
class Outcome:
    """The answer of an act, `cases` how many it was about; a repeated request gets the same one."""

    case: uuid.UUID
    number: str
    state: str
    version: int
    seq: int
    hash: str
    act: str
    opened: tuple[str, ...] = ()
    cases: int = 1

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
    answered: dict[str, Any] | None = None
    messages: list[Message] = field(default_factory=list)
    is_birth: bool = False

    @property
    def case(self) -> Any:
        return self.act.case

    def payload(self) -> dict[str, Any]:
        """The rows as the SQL function takes them; what does not change is left out."""
        case, now = self.case, self.act.now
        rows: dict[str, Any] = {"now": now, "case": _columns(case, _CASE_COLUMNS)}
        own = own_columns(case)
        if self.is_birth:
            rows["is_new"] = True
            rows["case"] |= _columns(case, _BIRTH_COLUMNS) | {"flow_class": get_flow_ref(case.flow_class)}
        if own or self.is_birth:
            rows["own"] = own
        if self.end_step:
            rows["end_step"] = _columns(self.end_step, _END_COLUMNS)
        if self.new_step:
            rows["new_step"] = _columns(self.new_step, _NEW_STEP_COLUMNS) | {
                "flow_task": get_task_ref(self.new_step.flow_task)
            }
        elif self.step:
            rows["step_id"] = self.step.pk
            if self.step_changed:
                rows["step"] = _columns(self.step, _CHANGED_STEP_COLUMNS)
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
        if self.answered:
            rows["answered"] = self.answered
        if self.named:
            rows["named"] = sorted(self.named)
        if self.unnamed:
            rows["unnamed"] = sorted(self.unnamed)
        return rows


def write(
    plans: Iterable[Plan], *, main: Plan, request_id: uuid.UUID | None, opened: Iterable[str] = (), cases: int = 1
) -> Outcome:
    """Write the plans in ascending case id by one statement, the constraints checked at the end.

    Arguments: `opened`, ids of the cases the act opens; `cases`, how many it is about, for its answer.
    Returns the outcome of `main`. Raises IntegrityError in the very act that would break a promise.
    """
    ordered = sorted(plans, key=lambda plan: plan.case.pk)
    for plan in ordered:
        name_who_heads(plan)
    need_cases(plan.case.pk for plan in ordered)
    writes_now()
    case, act = main.case, main.event.act
    answer = Outcome(case.uid, case.number, case.state, case.version, 0, "", act, tuple(opened), cases)
    _say_whom_they_name(ordered)
    payloads = []
    for plan in ordered:
        if plan.settles is not None:
            _settle(plan, plan.settles)
        rows = plan.payload()
        if plan is main and request_id:
            actor_id = plan.act.actor.pk if plan.act.actor else None
            rows["request"] = {"request_id": request_id, "actor_id": actor_id, "act": act, "answer": answer.to_json()}
        payloads.append(rows)
    seq, digest = 0, b""
    for plan, written in zip(ordered, _call(payloads, ordered), strict=True):
        if plan.new_step:
            plan.new_step.pk = written[0]
        if plan is main:
            seq, digest = written[1:]
    return replace(answer, seq=seq, hash=bytes(digest).hex())


def _say_whom_they_name(plans: Iterable[Plan]) -> None:
    """Let the event of each sealed case say whom the act names for it: who may open what is itself history."""
    naming = [plan for plan in plans if plan.named and plan.case.sealed]
    if not naming:
        return
    people = User.objects.filter(pk__in={pk for plan in naming for pk in plan.named})
    uids = {pk: str(uid) for pk, uid in people.values_list("pk", "uid")}
    for plan in naming:
        plan.event.plain = {**plan.event.plain, "named": sorted(uids[pk] for pk in plan.named)}


def _call(payloads: list[dict[str, Any]], plans: Iterable[Plan]) -> list[tuple[int, int, bytes]]:
    built = []
    for payload, plan in zip(payloads, plans, strict=True):
        body, event_id, of_event = plan.event.build()
        built.append((body, event_id, of_event))
        if owed := rows(messages_of(plan), event_id):
            payload["outbox"] = owed
    openings = [opening for _body, _id, of_event in built for opening in of_event]
    arguments = [
        as_json(payloads),
        _array(_hex(body) for body, _id, _openings in built),
        _array(str(event_id) for _body, event_id, _openings in built),
        _array(str(len(of_event)) for _body, _id, of_event in built),
        _array(opening.path for opening in openings),
        _array(_hex(opening.salt) for opening in openings),
        _array(_hex(opening.ciphertext) for opening in openings),
    ]
    try:
        with prepared_cursor() as cursor:
            cursor.execute(_WRITE, arguments)
            return cursor.fetchall()
    except DatabaseError as fault:
        if getattr(fault.__cause__, "sqlstate", None) == _RECEIVER_GONE:
            gone = _("Kantor atau petugas yang dituju baru saja berhenti bertugas. Pilih yang lain.")
            raise GuardFailed(gone) from fault
        raise


def _array(values: Iterable[str]) -> str:
    """An array as PostgreSQL reads one; of values without quotes. The driver looks at each value's type instead."""
    return "{" + ",".join(f'"{value}"' for value in values) + "}"


def _hex(value: bytes) -> str:
    return r"\\x" + value.hex()


def own_columns(case: Case) -> dict[str, Any]:
    """The columns of the kind's own table that differ from what was read, as they are stored; noted as read."""
    if type(case) is Case:
        return {}
    changed, read, held = {}, case.as_read, vars(case)
    for name in columns_of(type(case), own=True):
        if name not in read or held.get(name) != read[name]:
            field = case._meta.get_field(name)
            read[name] = held.get(name)
            changed[field.column] = field.get_prep_value(getattr(case, name))
    return changed


def _settle(plan: Plan, settles: Settles) -> None:
    waiting = Proposal.objects.filter(case_id=plan.case.pk, proposed_by__isnull=True, settled_at__isnull=True)
    changes: dict[str, Any] = {"settled_at": plan.act.now, "settled_as": settles.how}
    if settles.how != Proposal.Settled.WITHDRAWN:
        changes["confirmed_by"] = plan.act.actor
    if settles.letter:
        changes["letter"] = settles.letter
    waiting.update(**changes)


def _columns(row: Model, names: Iterable[str]) -> dict[str, Any]:
    held = vars(row)
    return {name: held[name] if name in held else getattr(row, name) for name in names}


def as_json(rows: Any) -> str:
    """Rows as the SQL functions take them; times in full microseconds."""
    return orjson.dumps(rows, _plain, orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS).decode()


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Token) else _DJANGO.default(value)


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
