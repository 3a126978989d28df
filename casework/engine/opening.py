"""Opening a case: by a person, or in the same act as a move on another case."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from casework import access
from casework.access import Depth
from casework.acting import Act
from casework.engine.births import link, plan_birth, plan_opening
from casework.engine.carrying import finish_opening
from casework.engine.loading import Loaded, load, read_context
from casework.engine.moving import changes_since
from casework.engine.telling import tell
from casework.engine.writing import Outcome, Plan, write
from casework.errors import Invalid, NotAllowed, NotPossible, Stale
from casework.locks import in_order, lock_people, lock_request, need_cases
from casework.models import Case, CaseLink, Organisation, Person, User
from casework.shown import changed_beside

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@in_order
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
    parent_version: int | None = None,
    channel: str = "web",
) -> Outcome:
    """Open a case.

    Arguments: `model`, the kind's class; `actor` and the `office` he acts for; `data`, `files`, the
    opening form as filled in; `parent`, the case a referral belongs to; `linked`, a case it is
    linked with from the start; `parent_version`, the one the form was made from; `request_id` as in
    `advance()`.
    Returns the outcome of the opening. Raises NotAllowed, Stale, Invalid or GuardFailed; nothing is kept then.
    """
    lock_request(request_id)
    related_to = parent or linked
    _lock_person(data, related_to)
    loaded = None
    if related_to is not None:
        looks_at = frozenset({"children", "linked", "parent"})
        loaded = load(related_to.pk, looks_at=looks_at, person_id=None, request_id=request_id)
        now, version, handled = loaded.now, loaded.reference_version, loaded.handled
    else:
        now, version, handled = read_context(request_id)
    if handled is not None:
        return Outcome.from_json(handled.answered(actor))
    act = opening_act(
        model, actor=actor, office=office, now=now, version=version, near=loaded, is_child=parent is not None
    )
    act.channel, act.request_id = channel, request_id
    check_opener(act)
    if parent_version is not None and loaded is not None and loaded.case.version != parent_version:
        raise Stale(changes_since(loaded.case, parent_version, actor))
    form = model.opening_form(data or {}, files, act=act)
    if changed := changed_beside(form):
        raise Stale(list(changed.values()))
    if not form.is_valid():
        raise Invalid({name: [str(e) for e in errors] for name, errors in form.errors.items()})
    act.data = form.cleaned_data
    return _open(act, version, loaded.case if linked is not None and loaded else None)


def opened_before(request_id: uuid.UUID, actor: User) -> Outcome | None:
    """The answer that an opening form was given already, None for a new one. Raises NotPossible for another's."""
    _now, _version, handled = read_context(request_id)
    return Outcome.from_json(handled.answered(actor)) if handled is not None else None


def opening_act(
    model: type[Case],
    *,
    actor: User,
    office: Organisation,
    now: datetime,
    version: int,
    near: Loaded | None = None,
    is_child: bool = False,
) -> Act:
    """The act of opening a case that does not exist yet, for its form and for the opening itself.

    `near` is the case it is linked with or, with `is_child`, the case it is opened below.
    """
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
    )
    if near is not None:
        act.related = {near.case.pk: near.case, **near.related}
        case.parent = near.case if is_child else None
        act.linked_ids = frozenset() if is_child else frozenset(act.related)
    return act


def _open(act: Act, version: int, linked: Case | None) -> Outcome:
    """Write the case, then make the move that follows its opening at once, if its kind has one."""
    case = act.case
    plan = plan_opening(act, version)
    if linked is not None:
        link(linked, case, act, CaseLink.Kind.JOURNEY if linked.kind == "journey" else CaseLink.Kind.FOLLOW_UP)
    for one, other, kind in act.links:
        link(one, other, act, kind)
    births = [plan_birth(birth, act, version) for birth in act.births]
    following = case.after_opening(act)
    outcome = write(
        [plan, *births, *_tell_others(act)],
        main=plan,
        request_id=None if following else act.request_id,
        opened=[str(birth.case.uid) for birth in births],
    )
    outcome = finish_opening(plan.act) or outcome
    for birth in births:
        finish_opening(birth.act)
    return outcome


def _lock_person(data: Mapping[str, Any] | None, related_to: Case | None) -> None:
    """Lock the person the case will be about, before any case: the one chosen, and the one of the related case."""
    chosen = str((data or {}).get("person") or "")
    people = Q(uid=chosen) if _UID.fullmatch(chosen) else Q()
    if related_to is not None and related_to.person_id:
        people |= Q(pk=related_to.person_id)
    if people:
        lock_people(Person.objects.filter(people).values_list("pk", flat=True))


def _tell_others(act: Act) -> list[Plan]:
    """Tell the holders of cases that the opening found to be about the same person."""
    told = {one.case.pk: one for one in act.tells}
    need_cases(told)
    now = [load(pk, looks_at=frozenset(), person_id=None, request_id=None).case for pk in sorted(told)]
    return [tell(act, replace(told[case.pk], case=case)) for case in now]


def check_opener(act: Act) -> None:
    """Raise unless this person may open this kind of case for this office, below this parent."""
    if act.actor is None or act.office is None:
        raise NotAllowed(_("Kasus dibuka oleh petugas sebuah kantor."))
    act.role = access.role_in(act.actor, act.office)
    if not act.role:
        raise NotAllowed(_("Anda bukan petugas aktif di %(office)s.") % {"office": act.office})
    levels = act.case.opened_by_levels
    if levels and act.office.level not in levels:
        raise NotAllowed(_("%(office)s tidak dapat membuka jenis kasus ini.") % {"office": act.office})
    if act.parent is not None and not _holds(act, act.parent):
        raise NotAllowed(_("Hanya kantor yang memegang kasus ini yang dapat membuka rujukan."))
    if act.case.needs_parent and act.parent is None:
        raise NotPossible(_("Jenis kasus ini hanya dibuka dari kasus lain."))


def _holds(act: Act, parent: Case) -> bool:
    """Whether the person sees all of a case and his office holds it."""
    return parent.holder_id == act.office.pk and access.view_of(act.actor, parent) == Depth.FULL
