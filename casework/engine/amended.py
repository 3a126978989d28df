"""Planning what an act without a move changes, on its own case and on the open cases below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casework import deadlines
from casework.acting import Act, AlsoAmend
from casework.acts import Amendment
from casework.acts.declaring import Effect
from casework.audit.body import EventBody
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.closing import settle_closing
from casework.engine.following import follow_parent, named_with
from casework.engine.loading import Loaded, last_step, load, open_below
from casework.engine.overall import settle_overall
from casework.engine.planning import body_of, name_people, settle_due, settle_pause
from casework.engine.writing import Plan, deadline_rows
from casework.locks import LocksMissing, lock_cases
from casework.models import Audience
from casework.outbox import CASE_NEWS, to_office


def plan_amendment(act: Act, amendment: Amendment) -> tuple[list[Plan], list[Act]]:
    """The plans of an amendment whose effect is there and stored, its own case's first, then of the cases below.

    And the acts on those that turned out to be about their own holder: they are passed on once all is written.
    """
    plan = _plan(act, amendment)
    plans, about_holder = [plan], [act] if amendment.passes_on else []
    if amendment.below is None:
        return plans + follow_parent(act, plan), about_holder
    for theirs, its in _elsewhere(act, amendment):
        if theirs.case.sealed and amendment.reaches is None:
            its.named |= named_with(plan, act.case, theirs)[0]
        plans.append(_plan(theirs, its))
        about_holder += [theirs] if its.passes_on else []
    return plans, about_holder


def amend_beside(act: Act, also: AlsoAmend) -> tuple[list[Plan], list[Act]]:
    """Plan what a move changes on another case without moving it, by `system`; its holder is told.

    What comes below that case by the move itself is left to `follow_parent()`. Returns what `plan_amendment()` does.
    """
    case: Any = also.case
    now, version = max(act.now, case.last_act_at), act.reference_version or 0
    below = sorted(pk for pk, one in act.related.items() if one.is_open and one.as_read["parent_id"] == case.pk)
    loaded = Loaded(case, last_step(case), now, version, None, dict(act.related), below=tuple(below))
    theirs = loaded.act(also.what, relation="system", role="system", channel=act.channel)
    amendment = _take_effect(theirs, version, also.effect)
    amendment.plain["linked"] = str(act.case.uid)
    if not amendment.passes_on:
        amendment.messages.append(to_office(CASE_NEWS, case.holder, Audience.OFFICER))
    return plan_amendment(theirs, amendment)


def _elsewhere(act: Act, amendment: Amendment) -> Iterator[tuple[Act, Amendment]]:
    """The same act on every open case below or that it reaches, by `system`, and what it is about to change there."""
    assert amendment.below is not None
    if amendment.reaches is None:
        yield from _below(act, amendment.below)
        return
    lock_cases(reached := set(amendment.reaches()))
    if came_since := set(amendment.reaches()) - reached:
        raise LocksMissing(cases=came_since)
    for pk in sorted(reached):
        loaded = load(pk, looks_at=frozenset(), person_id=None, request_id=None)
        yield _the_same(loaded, act, amendment.below)


def _below(act: Act, effect: Effect) -> Iterator[tuple[Act, Amendment]]:
    for loaded in open_below(act):
        theirs, its = _the_same(loaded, act, effect)
        yield theirs, its
        yield from _below(theirs, effect)


def _the_same(loaded: Loaded, act: Act, effect: Effect) -> tuple[Act, Amendment]:
    """An act done by `system` to another case as well."""
    theirs = loaded.act(act.verb, relation="system", role="system", channel=act.channel)
    return theirs, _take_effect(theirs, loaded.reference_version, effect)


def _take_effect(theirs: Act, version: int, effect: Effect) -> Amendment:
    setting = Setting(theirs.case, theirs.case.holder or theirs.step.holder, theirs.now, version)
    amendment = Amendment(theirs, DeadlinePlan(theirs.deadlines()), setting)
    effect(amendment)
    for record in amendment.records:
        record.save()
    return amendment


def _plan(act: Act, amendment: Amendment) -> Plan:
    case = act.case
    event = _event(act, amendment)
    plan = Plan(
        act, event, amendment.deadlines, named=amendment.named, parts=amendment.parts, messages=amendment.messages
    )
    if case.is_open:
        settle_pause(plan, amendment.setting, case.state)
        if case.is_emergency and case.as_read["severity"] != case.severity:
            deadlines.hasten_answer(plan.deadlines, amendment.setting)
        settle_overall(plan, amendment.setting)
        deadlines.refresh_extras(plan.deadlines, amendment.setting, case.stage)
        settle_closing(plan)
        plan.step = act.step
        if case.officer_id != case.as_read["officer_id"]:
            act.step.owner, act.step.assigned, plan.step_changed = case.officer, act.now, True
            case.version += 1
        settle_due(plan)
        if case.sealed:
            name_people(plan, act)
    case.last_act_at = act.now
    plan.event.due = deadline_rows(plan.deadlines)
    return plan


def _event(act: Act, amendment: Amendment) -> EventBody:
    body = body_of(act, act.case.state)
    body.fields = {**body.fields, **amendment.fields}
    body.documents, body.plain = amendment.documents, amendment.plain
    return body
