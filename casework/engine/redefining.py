"""Moving a case because its workflow was defined anew: by `system`, for an operator's command."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from casework.acting import Act
from casework.deadlines import DeadlinePlan
from casework.engine.following import follow_parent
from casework.engine.loading import Loaded, load
from casework.engine.moving import changes_since
from casework.engine.planning import body_of, plan_move
from casework.engine.writing import Outcome, Plan, write
from casework.errors import GuardFailed, NotPossible, Stale
from casework.locks import in_order
from casework.models import Case, Organisation
from casework.moves import Actor, Move
from casework.stages import Placement
from casework.stays import REDEFINED, office_now


@in_order
def redefine(
    case: Case,
    state: str,
    *,
    version: int,
    request_id: uuid.UUID,
    plan: str,
    why: str,
    keep_deadlines: bool = False,
) -> Outcome:
    """Put a case that stands in a state of an earlier definition into one of the present definition.

    An open case begins a new step there: its holder is found as by a move (what was transferred stays with whom
    it was transferred to) and, being another office, gets a hand-over to accept. The stage's deadlines start by
    their rules, or go on as they run with `keep_deadlines`; a hand-over that still waits keeps its own. An ended
    case only changes its state.

    Arguments: `state`, where it stands from now on; `version`, the one the plan was made from; `plan`, the
    name of the plan, and `why`, in words: both stand in the event `definition_changed`.
    Raises Stale, NotPossible or GuardFailed; nothing has been changed then. A repeated request gets the
    first one's answer.
    """
    loaded = load(case.pk, looks_at=frozenset(), person_id=None, request_id=request_id, history=True)
    if loaded.handled is not None:
        return Outcome.from_json(loaded.handled.answered(None, case.pk))
    if loaded.case.version != version:
        raise Stale(changes_since(loaded.case, version))
    act = _act(loaded, state, why, request_id)
    before, came_from = act.case.definition, act.case.state
    act.carries_clock = keep_deadlines
    act.case.__dict__["state"] = state
    try:
        planned = _moved_on(act, loaded) if act.case.is_open else _renamed(act, came_from)
    except LookupError as missing:
        raise GuardFailed(str(missing)) from missing
    planned.event.plain = {**planned.event.plain, "plan": plan, "wf_before": before}
    followers = follow_parent(act, planned)
    return write([planned, *followers], main=planned, request_id=request_id)


def _act(loaded: Loaded, state: str, why: str, request_id: uuid.UUID) -> Act:
    case = loaded.case
    target = case.workflow().stages().get(state)
    if target is None or target.is_open != case.is_open:
        raise NotPossible(_("Tahap %(state)s tidak cocok untuk kasus ini.") % {"state": state})
    if target.is_open and target.pauses and case.is_emergency and not _stood_still(loaded):
        raise NotPossible(_("Kasus darurat tidak masuk ke tahap yang menunggu pihak lain."))
    move = Move(REDEFINED, "", (case.state,), state, (Actor("system"),), "system")
    said = {"reason_text": why}
    return loaded.act(
        REDEFINED, move=move, relation="system", role="system", channel="command", request_id=request_id, data=said
    )


def _stood_still(loaded: Loaded) -> bool:
    """Whether the stage where the case stands waited for others when it was entered, before it was an emergency."""
    assert loaded.step is not None
    return loaded.case.pauses.filter(started_at__gte=loaded.step.created).exists()


def _moved_on(act: Act, loaded: Loaded) -> Plan:
    act.office_before = _in_place_of_the_named(act)
    act.was_paused = act.case.pauses.filter(ended_at__isnull=True).exists()
    return plan_move(act, loaded.reference_version)


def _in_place_of_the_named(act: Act) -> Organisation | None:
    """Who holds a stage that names its office by what it is to the case: that office, or to whom it was transferred.

    None where the stage is placed otherwise, and where that office has not held the case yet.
    """
    case, level = act.case, act.case.stage.level
    if level not in (Placement.OPENER, Placement.SENDER, Placement.RECEIVER):
        return None
    office_id = case.opener_id if level == Placement.OPENER else case.placement_office_id(str(level), act.today)
    stays = act.past_steps()
    held = next((stay for stay in stays if stay.holder.pk == office_id), None)
    return office_now(held, stays) if held is not None else None


def _renamed(act: Act, came_from: str) -> Plan:
    case = act.case
    case.definition = case.workflow().definition()
    case.version += 1
    case.last_act_at = act.now
    return Plan(act, body_of(act, came_from), DeadlinePlan([]))
