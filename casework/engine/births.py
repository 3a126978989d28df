"""Planning a case that begins: its first step, deadlines, parts and event."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework import access, deadlines, numbers
from casework.acting import Act, Birth
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.overall import settle_overall
from casework.engine.planning import event_of, name_people, next_step, settle_due
from casework.engine.writing import Plan
from casework.errors import GuardFailed, NotPossible
from casework.holders import holder_of
from casework.locks import lock_people, made, need_cases, writes_now
from casework.models import Case, CaseLink, Deadline
from casework.models.participation import Part


def plan_opening(act: Act, version: int) -> Plan:
    """Let the kind of case fill itself in, store it, and plan its first step."""
    case = act.case
    writes_now()
    case.begin(act)
    if case.person_id and not act.by_system:
        lock_people([case.person_id])
    missing = [message for guard in case.opening_guards if (message := guard(act))]
    if missing:
        raise GuardFailed(*missing)
    stage = case.workflow().stages().get(case.state)
    if stage is None or not stage.entry:
        raise NotPossible(_("Kasus tidak dapat dibuka pada tahap ini."))
    case.definition = case.workflow().definition()
    case.flow_class = case.workflow()
    case.region = case.region or (case.person.village if case.person else None) or act.office.region
    found = holder_of(act, stage, current=act.office, chosen=act.data.get("receiving_office"))
    case.holder, case.held_for = found.office, found.held_for
    case.created = act.now
    step = next_step(act, found)
    case.officer = step.owner
    setting = Setting(case, found.office, act.now, version)
    plan = Plan(act, None, DeadlinePlan([]), new_step=step, is_birth=True)  # type: ignore[arg-type]
    deadlines.enter_stage(plan.deadlines, setting, stage)
    if step.accepted_at is None:
        plan.deadlines.add(deadlines.start(setting, deadlines.ACCEPTANCE_RULE, Deadline.Kind.ACCEPTANCE))
    settle_overall(plan, setting)
    settle_due(plan)
    case.as_read = {}
    case.id, case.number = numbers.next_case()
    case.pk = case.id
    case._state.adding = False
    made(cases=[case.pk])
    step.process_id = case.pk
    for deadline in plan.deadlines.new:
        deadline.case_id = case.pk
    plan.parts = {office_id: str(part) for office_id, part in case.first_parts(act).items()}
    plan.parts[found.office.pk] = Part.HOLDER
    if act.office.pk != found.office.pk:
        plan.parts.setdefault(act.office.pk, Part.MONITOR)
    if case.sealed:
        name_people(plan, act)
        if act.parent is not None:
            plan.named |= access.of_office(access.people_who_open(act.parent), act.office.pk) - act.people_kept_out()
    plan.event = event_of(plan, act, "")
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
        _parties=[party.also_of(case) for party in mother.parties() if party.is_kept_out],
    )
    plan = plan_opening(act, version)
    if birth.link_kind:
        link(mother.case, case, act, birth.link_kind)
    return plan


def link(one: Case, other: Case, act: Act, kind: str) -> None:
    """Link a case that begins with another one, which the act has locked."""
    need_cases([one.pk, other.pk])
    CaseLink.objects.create(one=one, other=other, kind=kind, since=act.now, by=act.actor)
