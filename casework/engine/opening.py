"""Opening a case: by a person, or in the same act as a move on another case."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from casework.acting import Act
from casework.engine.births import link, plan_birth, plan_opening
from casework.engine.carrying import finish_opening, tell
from casework.engine.loading import load, read_context, read_related
from casework.engine.writing import Outcome, Plan, write
from casework.errors import Invalid, NotAllowed
from casework.locks import lock_rows
from casework.models import Case, CaseLink, Organisation, User
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
    for one in (plan, *births):
        outcome = finish_opening(one.act) or outcome
    return outcome


def _tell_others(act: Act) -> list[Plan]:
    """Tell the holders of cases that the opening found to be about the same person."""
    what = {case.pk: event for case, event in act.tells}
    lock_rows("casework_case", what)
    return [tell(act, case, what[pk]) for pk, case in read_related(what, act.case).items()] if what else []


def _check_opener(act: Act) -> None:
    if act.actor is None or act.office is None:
        raise NotAllowed(_("Kasus dibuka oleh petugas sebuah kantor."))
    if not organisations_where(act.actor, "work_cases").filter(pk=act.office.pk).exists():
        raise NotAllowed(_("Anda bukan petugas aktif di %(office)s.") % {"office": act.office})
    levels = act.case.opened_by_levels
    if levels and act.office.level not in levels:
        raise NotAllowed(_("%(office)s tidak dapat membuka jenis kasus ini.") % {"office": act.office})
