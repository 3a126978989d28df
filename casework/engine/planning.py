"""From a transition made in memory to the rows it changes: step, holder, parts, deadlines, windows, event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from viewflow.workflow.token import Token

from casework import access, clock, deadlines, rulebook
from casework.acting import Act
from casework.audit.body import EventBody, plain_value
from casework.deadlines import DeadlinePlan, Setting
from casework.duty import on_duty
from casework.engine.closing import settle_closing
from casework.engine.overall import settle_overall
from casework.engine.rebuilding import columns_of
from casework.engine.writing import Plan, deadline_rows
from casework.errors import GuardFailed
from casework.handover import kept_out
from casework.holders import Holder, holder_of, in_place_of
from casework.instances import fresh
from casework.models import Case, Deadline, Organisation, Participation, Step, Window
from casework.models.case import Severity
from casework.models.participation import Part
from casework.organisations import can_receive, officers_of
from casework.roles import Permission
from casework.stages import Ended, Stage
from casework.stays import CAME_TO_NOTHING

KEEPS_CLOCK = (*CAME_TO_NOTHING, "undo")


def plan_move(act: Act, version: int) -> Plan:
    """Plan a move whose transition has been made in memory on `act.case`.

    Arguments: `version`, that of the reference data. The state the case came from is `act.step.state`.
    """
    case, step = act.case, act.step
    if act.verb == "undo":
        restore_columns(act)
    running = DeadlinePlan(act.deadlines() if step is not None and not step.finished else [])
    came_from = step.state if step else ""
    plan = Plan(act, EventBody(case.uid, "", act.now), running)
    stage = case.stage
    if act.verb == "accept_handover":
        _accept(plan, act)
        setting = Setting(case, case.holder, act.now, version)
    elif isinstance(stage, Ended):
        setting = Setting(case, step.holder, act.now, version)
        _end(plan, setting, stage)
    else:
        setting = _go_on(plan, act, stage, version, came_from)
    _finish(plan, act, setting)
    plan.event = event_of(plan, act, case.as_read["state"])
    return plan


def _accept(plan: Plan, act: Act) -> None:
    step = act.step
    step.accepted_at = step.started = act.now
    step.owner = act.data.get("officer") or act.actor
    step.assigned = act.now
    act.case.officer = step.owner
    plan.step, plan.step_changed = step, True
    for deadline in list(plan.deadlines.running):
        if deadline.kind == Deadline.Kind.ACCEPTANCE:
            plan.deadlines.stop(deadline, act.now, met=True)
    if act.case.sealed and step.owner:
        plan.named.add(step.owner.pk)


def _end(plan: Plan, setting: Setting, stage: Ended) -> None:
    act, case = plan.act, plan.case
    finish_step(plan, act)
    deadlines.end_all(plan.deadlines, act.now)
    if case.workflow().stage(act.step.state).pauses:
        plan.pause = "end"
    case.finished = act.now
    case.holder = case.officer = case.due_at = None
    case.held_for = ""
    case.ended_by = act.actor
    for code in stage.windows:
        rule = setting.rule(code)
        ends = None
        for period in rulebook.periods(rule, emergency=case.is_emergency)[:1]:
            ends = clock.due(act.now, period["amount"], clock.Unit(period["unit"]), setting.calendar)
        plan.windows.append(Window(case_id=case.pk, rule=rule, started_at=act.now, ends_at=ends))


def _go_on(plan: Plan, act: Act, stage: Stage, version: int, came_from: str) -> Setting:
    """Open the next step: holder, acceptance, deadlines, pause."""
    case, step = act.case, act.step
    reopened = step is not None and step.finished is not None
    former: Organisation | None
    if reopened:
        case.finished = None
        case.ended_by = None
        former = _who_ended(step, act)
        current = _who_works_on(former, act)
    else:
        former = step.holder if step else None
        current = case.holder
    found = _next_holder(act, stage, current)
    new = next_step(act, found, reopened=reopened)
    setting = Setting(case, found.office, act.now, version)
    if not reopened:
        finish_step(plan, act)
    waits = None
    if new.accepted_at is None and step is not None and step.holder_id == found.office.pk:
        waits = deadlines.stop_waiting(plan.deadlines, act.now)
    _deadlines_of_stage(plan, act, setting, stage, came_from)
    _pass_overall_on(plan.deadlines, setting)
    if new.accepted_at is None:
        _wait_for_acceptance(plan, setting, waits)
    settle_pause(plan, setting, came_from if not reopened else "")
    plan.new_step = new
    if act.verb == "undo":
        plan.undone_step_id = step.pk
    if reopened or former is None or former.pk != found.office.pk:
        plan.parts[found.office.pk] = Part.HOLDER
    if former is not None and former.pk != found.office.pk:
        plan.parts[former.pk] = None if former.pk in act.offices_it_is_about() else case.part_of_former_holder()
    case.holder, case.held_for, case.officer = found.office, found.held_for, new.owner
    pass_expected_on(plan.deadlines, found.office, case.relation_office_id("sender"))
    return setting


def _who_ended(step: Step, act: Act) -> Organisation:
    """The office that ended a case, or took the place of that one since; one query."""
    parts = Participation.objects.filter(case=act.case.pk, part=Part.HOLDER, until__isnull=True)
    part = parts.select_related("organisation").first()
    return part.organisation if part is not None else step.holder


def _who_works_on(office: Organisation, act: Act) -> Organisation:
    """The office, or who serves its seat where it has nobody who could work on the case; one query."""
    kept_out = act.offices_kept_out()
    if office.pk not in kept_out and can_receive(office, act.today):
        return office
    return in_place_of(office, act.case, act.today, kept_out).office


def _next_holder(act: Act, stage: Stage, current: Organisation | None) -> Holder:
    case = act.case
    chosen = act.data.get("receiving_office")
    if act.follows_parent and act.office_before is not None:
        return Holder(act.office_before)
    if isinstance(chosen, Organisation) and not can_receive(chosen, act.today):
        raise GuardFailed(_("%s sudah tutup atau belum mempunyai petugas aktif.") % chosen)
    if isinstance(chosen, Organisation) and chosen.pk in act.offices_kept_out():
        raise GuardFailed(kept_out(act, chosen))
    if act.verb == "transfer" and chosen is not None:
        level = case.held_for or case.holder.level
        return Holder(chosen, level if chosen.level != level else "")
    return holder_of(
        act,
        stage,
        current=current,
        held_for=case.held_for,
        chosen=chosen if isinstance(chosen, Organisation) else None,
    )


def next_step(act: Act, found: Holder, *, reopened: bool = False) -> Step:
    """The step that begins now: accepted at once in the same office, by the receiver himself, or back at the sender.

    What comes back because a hand-over came to nothing is accepted there if it was before.
    """
    case, step, office = act.case, act.step, found.office
    same_office = step is not None and step.holder_id == office.pk
    back = step is not None and not reopened and step.sent_by_id == office.pk and act.verb != "transfer"
    back = back and any(past.accepted and past.holder.pk == office.pk for past in act.past_steps())
    by_receiver = act.office is not None and act.office.pk == office.pk
    stays_accepted = same_office and not reopened and step.is_accepted
    comes_in = back or by_receiver or act.follows_parent
    if act.verb in CAME_TO_NOTHING:
        comes_in = act.accepted_before and office == act.office_before
    accepted = not case.stage.acceptance or stays_accepted or comes_in
    owner = act.data.get("officer")
    if owner is None and same_office and step.owner_id and not reopened:
        owner = step.owner
    if owner is None and by_receiver:
        owner = act.actor
    if owner is None and (back or act.follows_parent):
        owner = _officer_before(act, office)
    sent_by = step.sent_by if same_office and step and not accepted else (step.holder if step else act.office)
    if reopened:
        sent_by = act.office
    sent_by_id = sent_by.pk if sent_by else None
    if act.follows_parent:
        sent_by_id = step.sent_by_id
    if act.verb in KEEPS_CLOCK:
        sent_by_id = act.sender_before_id if office == act.office_before else step.holder_id
    started = act.now if accepted else None
    return fresh(
        Step,
        process_id=case.pk,
        seq=step.seq + 1 if step else 1,
        state=case.state,
        flow_task=case.stage,
        flow_task_type=case.stage.task_type,
        token=Token("start"),
        created=act.now,
        assigned=act.now if owner and accepted else None,
        started=started,
        owner=owner if accepted else None,
        holder=office,
        entered_by=act.verb if step else "",
        sent_by_id=sent_by_id if sent_by_id != office.pk else None,
        accepted_at=started,
        reopens=reopened,
    )


def _officer_before(act: Act, office: Organisation) -> Any:
    owners = [past.owner_id for past in act.past_steps() if past.holder.pk == office.pk and past.owner_id]
    working = officers_of(office, Permission.WORK_CASES).in_bulk(owners) if owners else {}
    fit = (owner_id for owner_id in owners if owner_id in working and owner_id not in act.people_kept_out())
    return next((working[owner_id] for owner_id in fit), None)


def finish_step(plan: Plan, act: Act) -> None:
    """End the open step by the act's verb, keeping what was said in it."""
    step = act.step
    step.finished = act.now
    step.outcome = act.verb
    step.ended_by = act.actor
    passes_on = act.verb in (*CAME_TO_NOTHING, "transfer")
    if step.accepted_at is None and not passes_on and act.office is not None and act.office.pk == step.holder_id:
        step.accepted_at = act.now
    step.facts = facts_of(act.data)
    step.replaced = {name: plain_value(old) for name, old in _changed_columns(act.case)}
    plan.end_step = step


def _changed_columns(case: Case) -> list[tuple[str, Any]]:
    """The kind's own columns and the severity as they were before the move, where it changed them."""
    read, held = case.as_read, vars(case)
    names = (*columns_of(type(case), own=True), "severity")
    return [(name, read[name]) for name in names if read.get(name) != held.get(name)]


def restore_columns(act: Act) -> None:
    """Give the case back what the undone move had changed; a seal stays raised."""
    undone = Step.objects.get(process_id=act.case.pk, seq=act.step.seq - 1)
    for name, value in undone.replaced.items():
        setattr(act.case, name, act.case._meta.get_field(name).to_python(value))


def _deadlines_of_stage(plan: Plan, act: Act, setting: Setting, stage: Stage, came_from: str) -> None:
    ahead = plan.deadlines
    if act.verb == "transfer" or act.carries_clock or act.follows_parent:
        kept = [d for d in ahead.running if d.kind in (Deadline.Kind.STAGE, Deadline.Kind.EXTRA)]
        deadlines.leave_stage(ahead, act.now, met=False)
        deadlines.carry_over(ahead, kept, setting)
        return
    late_since = _receiver_late_since(act, ahead) if act.verb in CAME_TO_NOTHING else None
    deadlines.leave_stage(ahead, act.now, met=act.verb not in KEEPS_CLOCK)
    if act.verb in KEEPS_CLOCK and not act.goes_on_with_rest:
        deadlines.carry_over(ahead, _left_running(act), setting, late_since=late_since)
    elif act.move is not None and act.move.goes_back:
        earlier = _deadlines_before(act)
        deadlines.go_on_with_rest(ahead, earlier, setting, stage)
    else:
        deadlines.enter_stage(ahead, setting, stage, since=stage_start(act, stage))


def _pass_overall_on(ahead: DeadlinePlan, setting: Setting) -> None:
    """What runs across the case is the new holder's duty from now on, due when it was."""
    of_another = [d for d in ahead.running if d.kind == Deadline.Kind.OVERALL and d.duty_of_id != setting.office.pk]
    for former in of_another:
        ahead.stop(former, setting.now, met=False)
    deadlines.carry_over(ahead, of_another, setting)


def pass_expected_on(ahead: DeadlinePlan, holder: Organisation, asks: int | None) -> None:
    """What others wait for is owed by whoever holds the case by now to the office that asks, `asks` by id.

    To nobody where they are the same: then the holder sees to it himself.
    """
    owed_to = asks if asks != holder.pk else None
    for awaited in ahead.running:
        if awaited.kind == Deadline.Kind.EXPECTED and (awaited.duty_of_id, awaited.owed_to_id) != (holder.pk, owed_to):
            awaited.duty_of, awaited.owed_to_id = holder, owed_to
            ahead.change(awaited)


def _wait_for_acceptance(plan: Plan, setting: Setting, waits: Deadline | None) -> None:
    """Let the receiver's time to accept run; where it was given on unaccepted and comes back, what was left of his.

    Arguments: `waits`, the time he has for the same hand-over already, which goes on.
    """
    if not any(d.kind == Deadline.Kind.ACCEPTANCE for d in plan.deadlines.running):
        if waits is None:
            plan.deadlines.add(deadlines.start(setting, deadlines.ACCEPTANCE_RULE, Deadline.Kind.ACCEPTANCE))
            return
        deadlines.go_on_waiting(plan.deadlines, waits, setting)
    if setting.case.is_emergency:
        deadlines.hasten_answer(plan.deadlines, setting)


def _receiver_late_since(act: Act, ahead: DeadlinePlan) -> datetime | None:
    """From when on the receiver was late to answer the hand-over that goes back; never in severity E."""
    if act.case.is_emergency:
        return None
    due = [d.due_at for d in ahead.running if d.kind == Deadline.Kind.ACCEPTANCE and d.due_at]
    return due[0] if due and due[0] < act.now else None


def _left_running(act: Act) -> list[Deadline]:
    """The deadlines that ran in the step before when it ended: not what was met or ended while it lasted."""
    earlier = [d for d in _deadlines_before(act) if d.kind != Deadline.Kind.ACCEPTANCE or not act.accepted_before]
    return [d for d in earlier if d.step and (d.met_at or d.ended_at or act.now) >= d.step.finished]


def stage_start(act: Act, stage: Stage) -> datetime | None:
    """The moment a stage's period runs from when that is not its entry; only the first time it is entered."""
    if stage.starts is None or act.step is None:
        return None
    if act.was_in(stage.name):
        return None
    return stage.starts(act)


def _deadlines_before(act: Act) -> list[Deadline]:
    """The deadlines of the step that a move goes back to."""
    rows = Deadline.objects.select_related("rule", "step")
    return list(rows.filter(case_id=act.case.pk, step__seq=act.seq_before))


def settle_pause(plan: Plan, setting: Setting, came_from: str) -> None:
    """Begin or end the pause that a stage means; an emergency never pauses, also one that becomes so in between.

    Arguments: `came_from`, the state before the act; empty where the case had ended.
    """
    case = plan.case
    was_paused = plan.act.was_paused
    if was_paused is None:
        was_paused = case.workflow().stage(came_from).pauses and case.as_read.get("severity") != Severity.EMERGENCY
    pauses = case.stage.pauses and not case.is_emergency
    if pauses and not was_paused:
        deadlines.pause(plan.deadlines, setting.now)
        plan.pause = "start"
    elif was_paused and not pauses:
        deadlines.resume(plan.deadlines, setting)
        plan.pause = "end"


def _finish(plan: Plan, act: Act, setting: Setting) -> None:
    """What every move ends with: the workflow it was made by, overall deadlines, due date, sealing, version."""
    case = act.case
    case.definition = case.workflow().definition()
    if case.is_open:
        settle_overall(plan, setting)
    settle_closing(plan)
    settle_due(plan)
    if _reason(act).get("keep_sealed"):
        case.sealed = True
    if case.sealed:
        name_people(plan, act)
    case.version += 1
    case.last_act_at = act.now


def _reason(act: Act) -> dict[str, Any]:
    """What the rulebook says of the reason that was given: `keep_sealed`, `tell_head` (somebody withdraws in fear)."""
    code = act.data.get("reason")
    if act.move is None or not act.move.reasons or not code:
        return {}
    return rulebook.entry(f"reasons.{act.move.reasons}", code, act.today, act.reference_version).attributes


def settle_due(plan: Plan) -> None:
    """Put the earliest running deadline on case and step. Raises GuardFailed when none would run."""
    case = plan.case
    if case.finished is not None:
        return
    due = plan.deadlines.earliest()
    if due is None:
        raise GuardFailed(f"No deadline would run on {case.number} in {case.state}; its rule is missing.")
    case.due_at = due
    step = plan.new_step or plan.step or plan.act.step
    if step.due_at != due or plan.new_step:
        step.due_at = due
        if plan.new_step is None:
            plan.step, plan.step_changed = step, True


def name_people(plan: Plan, act: Act) -> None:
    """Name who may open a sealed case: who sealed it, heads and officer of the office it comes to or ended in."""
    case = plan.case
    newly = case.sealed and not case.as_read.get("sealed", False)
    moved = case.is_open and case.holder_id != case.as_read.get("holder_id")
    if newly and act.actor is not None:
        plan.named.add(act.actor.pk)
    if newly or moved:
        office = case.holder or act.step.holder
        kept_out = act.people_kept_out()
        plan.named.update(access.people_who_sign(office, kept_out))
        plan.named.update(one.pk for one in on_duty(office, act.now) if one.pk not in kept_out)
    officer = act.data.get("duty_officer") or case.officer
    if officer is not None and (newly or moved or officer.pk != case.as_read.get("officer_id")):
        plan.named.add(officer.pk)


def event_of(plan: Plan, act: Act, came_from: str) -> EventBody:
    """The event of an act: what moved, which due dates changed, what was said (as commitments)."""
    case = act.case
    plain: dict[str, Any] = {"step": plan.new_step.seq if plan.new_step else (act.step.seq if act.step else 1)}
    about: list[Case] = [one.case for one in act.follows]
    about += [one.case for one in act.tells] + [one.case for one in act.amends]
    others = [str(case.uid) for case in about]
    if others or act.births:
        plain["also"] = sorted(others) + ["opened"] * len(act.births)
    if act.clock_was_behind:
        plain["clock_was_behind"] = True
    came_to = plan.new_step.holder_id if plan.new_step else None
    was_at = act.step.holder_id if act.step else case.opener_id
    if plan.new_step and (plan.new_step.sent_by_id or came_to != was_at):
        plain["sent_to"] = str(plan.new_step.holder.uid)
        plain["accepted"] = plan.new_step.accepted_at is not None
    if case.held_for:
        plain["held_for"] = case.held_for
    if _reason(act).get("tell_head"):
        plain["tell_head"] = True
    body = body_of(act, came_from)
    body.due, body.plain = deadline_rows(plan.deadlines), plain
    return body


def body_of(act: Act, came_from: str) -> EventBody:
    """What the event of every act says: who, where, when, from which state to which, what was filled in."""
    case = act.case
    return EventBody(
        chain=case.uid,
        act=f"{case.kind}.{act.verb}",
        at=act.now,
        actor=act.actor,
        office=act.office,
        role=act.role,
        channel=act.channel,
        behalf=act.behalf,
        confirmed_by=act.confirmed_by,
        state_from=came_from,
        state_to=case.state,
        definition=case.definition,
        reason=act.data.get("reason") or "",
        fields=said(act.data),
        request_id=act.request_id,
    )


def said(data: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What was filled in, as fields to commit to; keys in the audit's alphabet."""
    return {
        f"form.{key.lower()}": (None, fact)
        for key, fact in facts_of(data).items()
        if key != "reason" and fact not in (None, "", [])
    }


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """Cleaned form data as JSON to keep with the step; files are documents and not kept here."""
    return {key: _fact(value) for key, value in data.items() if not hasattr(value, "chunks")}


def _fact(value: Any) -> Any:
    if isinstance(value, Model):
        return {"id": str(getattr(value, "uid", value.pk)), "text": str(value)}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict):
        return [_fact(item) for item in value]
    return plain_value(value)
