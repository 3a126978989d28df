"""Moving a case because the map changed: an ordinary transfer, made by `system` for an operator's command."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.acting import Act
from casework.audit.body import EventBody
from casework.deadlines import DeadlinePlan
from casework.engine.carrying import carry_out, check_guards
from casework.engine.loading import Loaded, load
from casework.engine.moving import changes_since
from casework.engine.writing import Outcome, Plan, write
from casework.errors import GuardFailed, NotPossible, Stale
from casework.locks import in_order
from casework.models import Case, Organisation, Region

REASON = "competence"
"""Of the list `reasons.TRANSFER`: another office is competent now."""


@in_order
def reassign(
    case: Case,
    *,
    version: int,
    request_id: uuid.UUID,
    office: Organisation | None = None,
    region: Region | None = None,
    why: str = "",
) -> Outcome:
    """Hand an open case over to another office, and put it under another region, in one event.

    Arguments: `version`, the one the plan was made from; `office`, who takes it over (None: its holder
    keeps it); `region`, its new region (None: the same); `why`, for the receiver, in words. The receiver
    accepts as always. Raises Stale, NotPossible or GuardFailed; nothing has been changed then.
    """
    loaded = load(case.pk, looks_at=frozenset(), person_id=None, request_id=request_id)
    if loaded.handled is not None:
        return Outcome.from_json(loaded.handled.answered(None, case.pk))
    if loaded.case.version != version:
        raise Stale(changes_since(loaded.case, version))
    if not loaded.case.is_open:
        raise NotPossible(_("Kasus ini sudah berakhir."))
    before = loaded.case.region_id
    if region is not None:
        loaded.case.region = region
    moved = _transferred(loaded, office, why, request_id) if office is not None else [_relocated(loaded, request_id)]
    plan = moved[0]
    if region is not None:
        plan.event.fields = {**plan.event.fields, "region": (before, region.code)}
    return write(moved, main=plan, request_id=request_id)


def _transferred(loaded: Loaded, office: Organisation, why: str, request_id: uuid.UUID) -> list[Plan]:
    act = _act(loaded, "transfer", request_id)
    act.data = {"receiving_office": office, "summary": why, "reason": REASON, "reason_text": why}
    missing = check_guards(act)
    if missing:
        raise GuardFailed(*missing)
    return carry_out(act, loaded)


def _relocated(loaded: Loaded, request_id: uuid.UUID) -> Plan:
    act = _act(loaded, "region_renamed", request_id)
    case = act.case
    case.last_act_at = act.now
    event = EventBody(
        chain=case.uid,
        act=f"{case.kind}.{act.verb}",
        at=act.now,
        role=act.role,
        channel=act.channel,
        state_from=case.state,
        state_to=case.state,
        definition=case.definition,
        request_id=request_id,
    )
    return Plan(act, event, DeadlinePlan([]), step=act.step)


def _act(loaded: Loaded, verb: str, request_id: uuid.UUID) -> Act:
    move = type(loaded.case).all_moves().get(verb)
    return loaded.act(verb, move=move, relation="system", role="system", channel="command", request_id=request_id)
