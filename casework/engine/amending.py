"""Acts that change no state: data, notes, documents, parties; rights by act, before and after in the event."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework import access
from casework.acting import Act
from casework.acts import ActKind, Amendment, act_kind
from casework.deadlines import DeadlinePlan, Setting
from casework.engine.amended import plan_amendment
from casework.engine.carrying import carry_out, carry_through, pass_on
from casework.engine.loading import Loaded
from casework.engine.moving import check_form, office_of, under_lock
from casework.engine.planning import facts_of
from casework.engine.writing import Outcome, write
from casework.errors import GuardFailed, NeedsSecondPerson, NotAllowed, NotPossible
from casework.forms import plain_form
from casework.models import Case, Organisation, User


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
    plans, about_holder = plan_amendment(act, amendment)
    outcome = write(plans, main=plans[0], request_id=act.request_id)
    for each in about_holder:
        pass_on(each)
    return outcome


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
