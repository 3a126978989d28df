"""Cases for tests: opened and moved by the engine, or put into a stage consistently without its moves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from casework import engine
from casework.engine.loading import load
from casework.engine.planning import plan_move
from casework.engine.telling import told
from casework.engine.writing import Outcome, write
from casework.models import Case, Organisation, User
from casework.moves import Actor, Move
from casework.stages import flow_of


def move(case: Case, verb: str, /, actor: User, confirmed_by: User | None = None, **data: Any) -> Case:
    """Make a move from the case's present version; returns the case as it stands then."""
    current = fresh(case)
    engine.advance(
        current,
        verb,
        actor=actor,
        version=current.version,
        request_id=uuid.uuid4(),
        data=data,
        confirmed_by=confirmed_by,
    )
    return fresh(case)


def do(case: Case, name: str, /, actor: User, confirmed_by: User | None = None, files: Any = None, **data: Any) -> Case:
    """Do an act that changes no state, from the case's present version."""
    current = fresh(case)
    engine.amend(
        current,
        name,
        actor=actor,
        version=current.version,
        request_id=uuid.uuid4(),
        data=data,
        files=files,
        confirmed_by=confirmed_by,
    )
    return fresh(case)


def opened(outcome: Outcome) -> Case:
    """The case an opening speaks of, as an instance of its own kind."""
    base = Case.objects.get(uid=outcome.case)
    return flow_of(base.kind).process_class.objects.get(pk=base.pk)


def fresh(case: Case) -> Case:
    """The case as it stands now, as an instance of its own kind."""
    return flow_of(case.kind).process_class.objects.get(pk=case.pk)


def put(
    case: Case,
    *,
    parts: Mapping[Organisation, str | None] | None = None,
    deadlines: Mapping[str, Mapping[str, Any]] | None = None,
    **columns: Any,
) -> Case:
    """Change columns of a case, who takes part in it, or of its running deadlines, by kind, as if an act had."""
    with transaction.atomic():
        loaded = load(case.pk, looks_at=frozenset(), person_id=None, request_id=None)
        for name, value in columns.items():
            setattr(loaded.case, name, value)
        plan = told(loaded.act("put", relation="system", role="system"))
        plan.parts = {office.pk: part for office, part in (parts or {}).items()}
        for deadline in loaded.deadlines or ():
            if deadline.kind in (deadlines or {}):
                deadline.__dict__.update((deadlines or {})[deadline.kind])
                plan.deadlines.changed.append(deadline)
        write([plan], main=plan, request_id=None)
    return fresh(case)


def teleport(
    case: Case, state: str, *, holder: Organisation | None = None, accepted: bool = True, **columns: Any
) -> Case:
    """Put a case into any state as if a move by `system` had led there; columns are set on the way.

    Holder, step, deadlines and event are the engine's own, so that the case is as sound as any other.
    The receiving office has accepted, unless told otherwise.
    """
    jump = Move(
        verb="teleported",
        label="teleported",
        sources=(case.state,),
        target=state,
        by=(Actor("system"),),
        by_as_written="system",
    )
    with transaction.atomic():
        loaded = load(case.pk, looks_at=frozenset({"linked"}), person_id=None, request_id=None)
        data = {"receiving_office": holder} if holder else {}
        act = loaded.act(jump.verb, move=jump, relation="system", role="system", data=data)
        for name, value in columns.items():
            setattr(act.case, name, value)
        act.case.__dict__["state"] = state
        plan = plan_move(act, loaded.reference_version)
        if accepted and plan.new_step is not None and plan.new_step.accepted_at is None:
            plan.new_step.accepted_at = plan.new_step.started = act.now
            for deadline in list(plan.deadlines.running):
                if deadline.kind == "acceptance":
                    plan.deadlines.stop(deadline, act.now, met=True)
            act.case.due_at = plan.new_step.due_at = plan.deadlines.earliest() or act.case.due_at
        write([plan], main=plan, request_id=None)
    return fresh(case)
