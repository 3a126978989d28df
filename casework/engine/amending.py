"""Acts that change no state: data, notes, documents, parties; rights by act, before and after in the event."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework import access, deadlines
from casework.acting import Act
from casework.acts import ActKind, Amendment, act_kind
from casework.acts.declaring import Effect
from casework.audit.body import EventBody
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.carrying import carry_out, carry_through
from casework.engine.closing import settle_closing
from casework.engine.following import follow_parent, named_with
from casework.engine.loading import Loaded, load, open_below
from casework.engine.moving import check_form, office_of, under_lock
from casework.engine.overall import settle_overall
from casework.engine.planning import body_of, facts_of, name_people, settle_due, settle_pause
from casework.engine.writing import Outcome, Plan, deadline_rows, write
from casework.errors import GuardFailed, NeedsSecondPerson, NotAllowed, NotPossible
from casework.forms import plain_form
from casework.holders import instead_of
from casework.locks import lock_cases
from casework.models import Case, Organisation, User

CONFLICT = "conflict_of_interest"
"""Of the list `reasons.TRANSFER`: the case is about the office that holds it."""


def amend(
    case: Case,
    name: str,
    *,
    actor: User,
    version: int,
    request_id: uuid.UUID,
    data: Mapping[str, Any] | None = None,
    files: Mapping[str, Any] | None = None,
    office: Organisation | None = None,
    channel: str = "web",
    confirmed_by: User | None = None,
) -> Outcome:
    """Do an act that changes no state; `name` is the declared act, the other arguments as of `advance()`.

    Raises Stale, NotAllowed, NotPossible, GuardFailed, Invalid or NeedsSecondPerson; nothing has been
    changed then.
    """
    kind = act_kind(name)

    def make(loaded: Loaded) -> Outcome:
        act = make_plain_act(loaded, kind, actor, office, channel, request_id)
        act.confirmed_by = confirmed_by
        fill_in(act, kind, data, files)
        return _perform(act, kind, loaded)

    return under_lock(case, make, actor=actor, looks_at=kind.looks_at, version=version, request_id=request_id)


def note(case: Case, name: str, **arguments: Any) -> Outcome:
    """Add a note or a contact; superseded by a later one, never edited. Arguments as of `amend()`."""
    if not act_kind(name).is_note:
        raise NotPossible(_("%(act)s bukan catatan.") % {"act": act_kind(name).label})
    return amend(case, name, **arguments)


def make_plain_act(
    loaded: Loaded,
    kind: ActKind,
    actor: User,
    office: Organisation | None = None,
    channel: str = "web",
    request_id: uuid.UUID | None = None,
) -> Act:
    """The act of a person: checks that it exists for this kind of case and that he may do it."""
    case, step = loaded.case, loaded.step
    if kind.kinds and case.kind not in kind.kinds:
        raise NotPossible(_("%(act)s tidak ada pada jenis kasus ini.") % {"act": kind.label})
    if not case.is_open and not kind.when_ended:
        raise NotPossible(_("Kasus ini sudah berakhir."))
    grant = access.may_act(loaded.standing_of(actor), case, step, kind.by, is_note=kind.is_note)
    if grant is None or (office is not None and grant.office_id != office.pk):
        raise NotAllowed(_("%(act)s bukan wewenang Anda pada kasus ini.") % {"act": kind.label})
    return loaded.act(
        kind.name,
        actor=actor,
        office=office_of(loaded, grant.office_id),
        role=grant.role,
        relation=grant.relation,
        channel=channel,
        request_id=request_id,
    )


def fill_in(act: Act, kind: ActKind, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None = None) -> Form:
    """Validate what was filled in into `act.data`; as of a move. Returns the form; raises Stale or Invalid."""
    form = plain_form(kind.form, act, kind.reasons, data if data is not None else {}, files)
    check_form(form, act)
    act.data = form.cleaned_data
    return form


def _perform(act: Act, kind: ActKind, loaded: Loaded) -> Outcome:
    missing = [message for guard in kind.guards if (message := guard(act))]
    if missing:
        raise GuardFailed(*missing)
    if kind.needs_second_person(act) and act.confirmed_by is None:
        raise NeedsSecondPerson
    case = act.case
    office = case.holder or act.office
    setting = Setting(case, office, act.now, loaded.reference_version)
    running = DeadlinePlan(act.deadlines() if case.is_open else [])
    amendment = Amendment(act, running, setting)
    kind.effect(amendment)
    for record in amendment.records:
        record.save()
    if amendment.then is not None:
        return _go_on_to_move(act, amendment, kind, loaded)
    plan = _plan(act, amendment)
    plans = [plan]
    about_holder = [act] if amendment.passes_on else []
    if amendment.below is None:
        plans += follow_parent(act, plan)
    else:
        for theirs, its in _elsewhere(act, amendment):
            if theirs.case.sealed:
                its.named |= named_with(plan, case, theirs)[0]
            plans.append(_plan(theirs, its))
            about_holder += [theirs] if its.passes_on else []
    outcome = write(plans, main=plan, request_id=act.request_id)
    for each in about_holder:
        pass_on(each)
    return outcome


def _elsewhere(act: Act, amendment: Amendment) -> Iterator[tuple[Act, Amendment]]:
    """The same act on every open case below or that it reaches, by `system`, and what it is about to change there."""
    assert amendment.below is not None
    if amendment.reaches is None:
        yield from _below(act, amendment.below)
        return
    lock_cases(amendment.reaches)
    for pk in sorted(amendment.reaches):
        loaded = load(pk, looks_at=frozenset(), person_id=None, request_id=None)
        if loaded.case.is_open:
            yield _the_same(loaded, act, amendment.below)


def _below(act: Act, effect: Effect) -> Iterator[tuple[Act, Amendment]]:
    for loaded in open_below(act):
        theirs, its = _the_same(loaded, act, effect)
        yield theirs, its
        yield from _below(theirs, effect)


def _the_same(loaded: Loaded, act: Act, effect: Effect) -> tuple[Act, Amendment]:
    """An act done by `system` to another case as well."""
    theirs = loaded.act(act.verb, relation="system", role="system", channel=act.channel)
    setting = Setting(theirs.case, theirs.case.holder, theirs.now, loaded.reference_version)
    its = Amendment(theirs, DeadlinePlan(theirs.deadlines()), setting, below=effect)
    effect(its)
    for record in its.records:
        record.save()
    return theirs, its


def pass_on(about: Act) -> None:
    """Transfer a case that is about its own holder by `system`, in the transaction that found it out.

    Nothing happens where no other office is left (the ministry's own): it can only pass the case on itself. Nor to
    what went along with the case above it.
    """
    loaded = load(about.case.pk, looks_at=frozenset(), person_id=None, request_id=None, history=True)
    if loaded.case.holder_id != about.case.holder_id:
        return
    move = type(loaded.case).all_moves()["transfer"]
    said = {"reason": CONFLICT}
    act = loaded.act("transfer", move=move, relation="system", role="system", channel=about.channel, data=said)
    office = instead_of(loaded.case, act.today, act.offices_kept_out())
    if office is None:
        return
    act.data["receiving_office"] = office
    holder: Any = loaded.case.holder
    loaded.case.succeed(holder, office)
    carry_through(act, loaded, carry_out(act, loaded))


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


def _go_on_to_move(act: Act, amendment: Amendment, kind: ActKind, loaded: Loaded) -> Outcome:
    """The act makes a move in the same act (raising the severity to E starts the emergency track)."""
    assert amendment.then is not None
    verb, data = amendment.then
    move = type(act.case).all_moves()[verb]
    following = Act(
        case=act.case,
        step=act.step,
        now=act.now,
        reference_version=loaded.reference_version,
        verb=verb,
        move=move,
        actor=act.actor,
        office=act.office,
        role=act.role,
        relation="system",
        channel=act.channel,
        confirmed_by=act.confirmed_by,
        request_id=act.request_id,
        data=facts_of({}) | data | {"reason": act.data.get("reason"), "reason_text": act.data.get("reason_text")},
        related=act.related,
        linked_ids=act.linked_ids,
        below=act.below,
    )
    following._deadlines = amendment.deadlines.running
    plans = carry_out(following, loaded)
    main = plans[0]
    main.event.fields = {**main.event.fields, **amendment.fields}
    main.event.plain = {**main.event.plain, "with": kind.name}
    main.named |= amendment.named
    return carry_through(following, loaded, plans)
