"""Open referrals follow their parent: to its holder, who asks for them from then on, and in what it turns out to be."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework import access, deadlines
from casework.acting import Act
from casework.deadlines import DeadlinePlan, Setting
from casework.duty import on_duty
from casework.engine.keeping_open import name_who_heads
from casework.engine.loading import Loaded, open_below
from casework.engine.planning import body_of, name_people, pass_expected_on, plan_move, settle_due
from casework.engine.writing import Plan, deadline_rows
from casework.errors import GuardFailed
from casework.models import Audience, Case, Organisation
from casework.models.participation import Part
from casework.outbox import CASE_NEWS, EMERGENCY, to_office
from casework.stays import FOLLOWS


def follow_parent(act: Act, parents: Plan) -> list[Plan]:
    """What becomes of the open cases below one, in the same act that lets it change.

    Where the parent comes to another office, that office asks in the place of the former: it takes part in each, and
    holds what the former held as the one who asks, with the clock it has; it accepts the parent, not these. The former
    keeps the part it keeps in the parent. Where the parent is sealed, becomes an emergency or another matter, so do
    they; who may open it in the office that asks may open them. Those that go below another parent follow that one;
    whom it is about is kept out of them and of all below.

    Arguments: `act`, made in memory, with its plan `parents`.
    """
    case, step, new = act.case, act.step, parents.new_step
    comes = new is not None and (new.reopens or step is None or step.holder_id != new.holder_id)
    turns = any(case.as_read.get(name) != getattr(case, name) for name in ("sealed", "severity", *case.shared_below))
    if case.sealed and act.below:
        name_who_heads(parents)
    names = case.sealed and bool(parents.named or parents.unnamed)
    moved_below = {pk for pk in act.below if pk in act.related and act.related[pk].parent_id != case.pk}
    touches_all = (case.is_open and (comes or turns or names or act.kept_out)) or (
        case.sealed and not case.as_read.get("sealed")
    )
    if not touches_all and not moved_below:
        return []
    by_themselves = act.beside | {follow.case.pk for follow in act.follows}
    wanted = (set(act.below) if touches_all else moved_below) - by_themselves
    plans = []
    for loaded in open_below(act, wanted):
        parent = act.related[loaded.case.parent_id] if loaded.case.pk in moved_below else case
        plans += _follow(loaded, parent, act, parents)
    return plans


def asked_by_another(loaded: Loaded, office: Organisation) -> list[Plan]:
    """Let another office ask for a case whose parent has ended: the one that asked passes everything on and closes."""
    theirs = _act(loaded, FOLLOWS)
    if office.pk in theirs.offices_kept_out():
        return []
    return [_plan(theirs, office, loaded.reference_version, former_keeps=loaded.case.part_of_former_holder())]


def _follow(loaded: Loaded, parent: Case, act: Act, parents: Plan) -> list[Plan]:
    child, asks = loaded.case, loaded.case.relation_office_id("sender")
    news = next((news.what for news in act.tells if news.case.pk == child.pk), "")
    theirs = _act(loaded, news or FOLLOWS, act.channel, beside=act.beside)
    moved = parent.pk != act.case.pk
    above = parent.parties.filter(until__isnull=True) if moved else act.kept_out
    theirs.kept_out = [party.below(child) for party in above if party.is_kept_out]
    if theirs.kept_out:
        theirs.add_parties(theirs.kept_out)
        theirs.records += theirs.kept_out
        _nobody_kept_out_handles(theirs)
    office = parent.holder
    if office is None or office.pk == asks or office.pk in theirs.offices_kept_out():
        office = None
    learnt = _learn(child, parent)
    named, unnamed = named_with(parents, parent, theirs) if child.sealed else (set(), set())
    if office is None and not (learnt or named or unnamed or news or theirs.kept_out):
        return []
    if office is None and not news:
        theirs.verb = "sealed_with_parent" if "sealed" in learnt else "changed_with_parent"
    if "sealed" in learnt and parent.pk == act.case.pk:
        theirs.actor = act.actor
    keeps = parents.parts.get(asks, child.part_of_former_holder()) if asks is not None else None
    plan = _plan(theirs, office, loaded.reference_version, former_keeps=keeps, is_news=bool(news))
    plan.named |= named
    plan.unnamed |= unnamed
    plan.parts |= {party.organisation_id: None for party in theirs.kept_out if party.organisation_id}
    plan.event.fields = {**plan.event.fields, **{name: learnt[name] for name in learnt if name != "sealed"}}
    plans = [plan, *follow_parent(theirs, plan)]
    act.records += theirs.records
    return plans


def _nobody_kept_out_handles(theirs: Act) -> None:
    """Raise GuardFailed where who is kept out by the case above holds, works on or was asked of one below."""
    child = theirs.case
    offices = {child.holder_id, child.relation_office_id("receiver")}
    if offices & theirs.offices_kept_out() or child.officer_id in theirs.people_kept_out():
        said = _("Kasus induk yang baru menyangkut penerima rujukan %(number)s; minta pengirimnya menarik dulu.")
        raise GuardFailed(said % {"number": child.number})


def _act(loaded: Loaded, verb: str, channel: str = "web", **more: Any) -> Act:
    return loaded.act(verb, relation="system", role="system", channel=channel, follows_parent=True, **more)


def named_with(parents: Plan, parent: Case, theirs: Act) -> tuple[set[int], set[int]]:
    """Who may open a sealed case from now on, or no more, because the act on the one above says so; as far as new.

    Only who works in the office that holds that one; where the case goes below another parent, whom that names.
    """
    same = parent.pk == parents.case.pk
    office_id = parent.holder_id or (parents.act.step.holder_id if same else None)
    open_it = access.people_who_open(theirs.case)
    named = access.of_office(parents.named if same else access.people_who_open(parent), office_id)
    return named - open_it - theirs.people_kept_out(), (parents.unnamed if same else set()) & open_it


def _learn(child: Case, parent: Case) -> dict[str, tuple[object, object]]:
    """Let a child case be as secret, as urgent and of the same matter as its parent; what changed, before and after."""
    before = {name: getattr(child, name) for name in ("sealed", "severity", *child.shared_with_parent)}
    child.sealed = child.sealed or parent.sealed
    if parent.is_emergency:
        child.severity = parent.severity
    child.learn_from(parent)
    return {name: (old, getattr(child, name)) for name, old in before.items() if getattr(child, name) != old}


def _plan(
    theirs: Act, office: Organisation | None, version: int, *, former_keeps: str | None, is_news: bool = False
) -> Plan:
    """The plan of a child case; `office`, which asks from now on, None where the same one does."""
    child, former = theirs.case, theirs.case.relation_office_id("sender")
    holder = child.holder
    if office is not None and child.let_ask(office):
        theirs.office_before = office
        plan = plan_move(theirs, version)
    else:
        child.last_act_at = theirs.now
        plan = Plan(theirs, body_of(theirs, child.state), DeadlinePlan(theirs.deadlines()), step=theirs.step)
        if _becomes_emergency(child):
            plan.messages.append(to_office(EMERGENCY, holder, Audience.DUTY))
        elif is_news or office is not None or child.sealed != child.as_read["sealed"]:
            plan.messages.append(to_office(CASE_NEWS, holder, Audience.OFFICER))
        if child.sealed:
            name_people(plan, theirs)
        if office is not None and theirs.step.sent_by_id == former:
            theirs.step.sent_by, plan.step_changed = office, True
    if office is not None:
        pass_expected_on(plan.deadlines, child.holder, office.pk)
        _take_part(plan, office, former, former_keeps)
    if _becomes_emergency(child):
        deadlines.hasten_answer(plan.deadlines, Setting(child, child.holder, theirs.now, version))
        settle_due(plan)
        plan.event.due = deadline_rows(plan.deadlines)
    return plan


def _becomes_emergency(child: Case) -> bool:
    return child.is_emergency and child.as_read["severity"] != child.severity


def _take_part(plan: Plan, office: Organisation, former: int | None, former_keeps: str | None) -> None:
    """Give the office that asks its part, and of a sealed case the people who may open it; leave the former its own."""
    child, theirs = plan.case, plan.act
    plan.event.plain = {**plan.event.plain, "asked_by": str(office.uid)}
    if office.pk != child.holder_id:
        plan.parts[office.pk] = Part.MONITOR
        if child.sealed:
            kept_out = theirs.people_kept_out()
            plan.named.update(access.people_who_sign(office, kept_out))
            plan.named.update(one.pk for one in on_duty(office, theirs.now) if one.pk not in kept_out)
    if former is not None and former not in (office.pk, child.holder_id):
        plan.parts[former] = None if former in theirs.offices_it_is_about() else former_keeps
