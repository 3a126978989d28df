"""Opening a case: by a person, or in the same act as a move on another case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework import deadlines, numbers
from casework.acting import Act, Birth
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.loading import load, read_context, remember
from casework.engine.planning import event_of, name_people, next_step, settle_due
from casework.engine.writing import Outcome, Plan, write
from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible
from casework.holders import holder_of
from casework.locks import lock_rows
from casework.models import Case, CaseLink, Deadline, Organisation, User
from casework.models.participation import Part
from casework.organisations import organisations_where


def open_case(
    model: type[Case],
    *,
    actor: User,
    office: Organisation,
    request_id: uuid.UUID,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    parent: Case | None = None,
    linked: Case | None = None,
    channel: str = "web",
) -> Outcome:
    """Open a case.

    Arguments: `model`, the kind's class; `actor` and the `office` he acts for; `data`, `files`, the
    opening form as filled in; `parent`, the case a referral belongs to; `linked`, a case it is
    linked with from the start; `request_id` as in `advance()`.
    Returns the outcome of the opening. Raises NotAllowed, Invalid or GuardFailed; nothing is kept then.
    """
    with transaction.atomic():
        related_to = parent or linked
        loaded = None
        if related_to is not None:
            looks_at = frozenset({"children", "linked", "parent"})
            loaded = load(related_to.pk, related_to.kind, looks_at=looks_at, person_id=None, request_id=request_id)
            now, version, answer = loaded.now, loaded.reference_version, loaded.answer
        else:
            now, version, answer = read_context(request_id)
        if answer is not None:
            return Outcome.from_json(answer)
        case = model(opener=office, opened_by=actor, kind=model.workflow().kind, last_act_at=now)
        act = Act(
            case=case,
            step=None,
            now=now,
            reference_version=version,
            verb="open",
            actor=actor,
            office=office,
            relation="opener",
            channel=channel,
            request_id=request_id,
        )
        if loaded is not None:
            act.related = {loaded.case.pk: loaded.case, **loaded.related}
            case.parent = loaded.case if parent is not None else None
            act.linked_ids = frozenset() if parent is not None else frozenset(act.related)
        _check_opener(act)
        form = model.opening_form(data or {}, files, act=act)
        if not form.is_valid():
            raise Invalid({name: [str(e) for e in errors] for name, errors in form.errors.items()})
        act.data = form.cleaned_data
        return _open(act, version, loaded.case if linked is not None and loaded else None)


def _open(act: Act, version: int, linked: Case | None) -> Outcome:
    case = act.case
    plan = _plan_opening(act, version)
    if linked is not None:
        _link(linked, case, act, CaseLink.Kind.JOURNEY if linked.kind == "journey" else CaseLink.Kind.FOLLOW_UP)
    for one, other, kind in act.links:
        _link(one, other, act, kind)
    births = [plan_birth(birth, act, version) for birth in act.births]
    outcome = write([plan, *births], main=plan, request_id=act.request_id, opened=[str(b.case.uid) for b in births])
    case.opened(act)
    return outcome


def _check_opener(act: Act) -> None:
    if act.actor is None or act.office is None:
        raise NotAllowed(_("Kasus dibuka oleh petugas sebuah kantor."))
    if not organisations_where(act.actor, "work_cases").filter(pk=act.office.pk).exists():
        raise NotAllowed(_("Anda bukan petugas aktif di %(office)s.") % {"office": act.office})
    levels = act.case.opened_by_levels
    if levels and act.office.level not in levels:
        raise NotAllowed(_("%(office)s tidak dapat membuka jenis kasus ini.") % {"office": act.office})


def _plan_opening(act: Act, version: int) -> Plan:
    """Let the kind of case fill itself in, store it, and plan its first step."""
    case = act.case
    case.begin(act)
    if case.person_id:
        lock_rows("casework_person", [case.person_id])
    missing = [message for guard in case.opening_guards if (message := guard(act))]
    if missing:
        raise GuardFailed(*missing)
    stage = case.workflow().stages().get(case.state)
    if stage is None or not stage.entry:
        raise NotPossible(_("Kasus tidak dapat dibuka pada tahap ini."))
    case.definition = case.workflow().definition()
    case.flow_class = case.workflow()
    case.region = case.region or (case.person.village if case.person else None) or act.office.region
    found = holder_of(case, stage, act.today, current=act.office, chosen=act.data.get("receiving_office"))
    case.holder, case.held_for = found.office, found.held_for
    case.created = act.now
    case.number = numbers.next_case_number()
    step = next_step(act, found)
    case.officer = step.owner
    setting = Setting(case, found.office, act.now, version)
    plan = Plan(act, None, DeadlinePlan([]), new_step=step)  # type: ignore[arg-type]
    deadlines.enter_stage(plan.deadlines, setting, stage)
    if step.accepted_at is None:
        plan.deadlines.add(deadlines.start(setting, deadlines.ACCEPTANCE_RULE, Deadline.Kind.ACCEPTANCE))
    deadlines.reconcile_overall(plan.deadlines, setting, case.overall_deadlines(), paused=stage.pauses)
    settle_due(plan)
    case.as_read = {}
    case.save(force_insert=True)
    step.process_id = case.pk
    plan.parts = {office_id: str(part) for office_id, part in case.first_parts(act).items()}
    plan.parts[found.office.pk] = Part.HOLDER
    if act.office.pk != found.office.pk:
        plan.parts.setdefault(act.office.pk, Part.MONITOR)
    if case.sealed:
        name_people(plan, act)
    plan.event = event_of(plan, act, "")
    remember(case)
    return plan


def plan_birth(birth: Birth, mother: Act, version: int) -> Plan:
    """Plan a case that a move opens in the same act; linked with the case that was moved."""
    case = birth.model(
        opener=mother.case.holder or mother.step.holder,
        opened_by=mother.actor or mother.case.opened_by,
        kind=birth.model.workflow().kind,
        last_act_at=mother.now,
    )
    office = mother.office or mother.case.holder or mother.step.holder
    act = Act(
        case=case,
        step=None,
        now=mother.now,
        reference_version=version,
        verb="open",
        actor=mother.actor,
        office=office,
        relation="system",
        role="system",
        channel=mother.channel,
        data=birth.data,
        related={mother.case.pk: mother.case, **mother.related},
        linked_ids=frozenset({mother.case.pk}),
    )
    plan = _plan_opening(act, version)
    if birth.link_kind:
        _link(mother.case, case, act, birth.link_kind)
    return plan


def _link(one: Case, other: Case, act: Act, kind: str) -> None:
    CaseLink.objects.create(one=one, other=other, kind=kind, since=act.now, by=act.actor)
