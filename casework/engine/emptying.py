"""Transferring everything an office holds to another one before it closes, in one act."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from casework import access, clock
from casework.acting import Act
from casework.engine.carrying import carry_out, check_guards
from casework.engine.following import asked_by_another
from casework.engine.loading import load, read_batch, read_context
from casework.engine.planning import said
from casework.engine.staffing import WorkMoved
from casework.engine.telling import told
from casework.engine.writing import Plan, write
from casework.errors import GuardFailed, NotPossible, WorkChanged
from casework.holders import instead_of
from casework.locks import in_order, lock_cases, lock_request
from casework.models import Case, Organisation, Participation, Party, User, Window
from casework.models.participation import Part
from casework.organisations import organisations_where
from casework.roles import Permission

SUCCEEDS = "succeeded"
"""What is done to an ended case when an office takes the place of one that closes."""


def work_to_pass_on(office: Organisation, actor: User, acting: Organisation) -> QuerySet[Case]:
    """The open cases of an office that a supervisor acting for some office may transfer.

    Not those about himself, nor those about the overseer he acts for or another office of his: others pass them on
    one by one.
    """
    elsewhere = organisations_where(actor, Permission.WORK_CASES).exclude(pk=office.pk)
    about = Q(user=actor) | Q(organisation__in=elsewhere.values("pk"))
    parties = Party.objects.filter(about, case=OuterRef("pk"), until__isnull=True)
    return Case.objects.open().filter(holder=office).exclude(Exists(parties))


@in_order
def transfer_everything(
    office: Organisation,
    successor: Organisation,
    *,
    actor: User,
    shown: int,
    reason: str,
    reason_text: str,
    request_id: uuid.UUID,
) -> WorkMoved:
    """Transfer every open case of an office to another of its sort: an ordinary `transfer` each, all or none.

    Made by a supervisor of the office, or of one that oversees it, for `work_to_pass_on()`. A case about the
    office itself goes to the level above instead. What the office asked of others goes along with its cases; where
    those have ended, the successor asks in its place. In ended cases that can be reopened it has the part that
    the office had. Arguments: `shown`, how many cases the page spoke of; `reason`, a
    code of the list TRANSFER, with `reason_text`. The successor accepts each as always.
    Raises NotAllowed, WorkChanged, or GuardFailed with every case that the successor may not hold.
    """
    acting, role = access.may_empty(actor, office)
    lock_request(request_id)
    _now, _version, handled = read_context(request_id)
    if handled is not None:
        return WorkMoved.before(request_id, handled, actor)
    if (successor.level, successor.kind) != (office.level, office.kind):
        raise NotPossible(_("%(to)s bukan kantor sejenis dengan %(office)s.") % {"to": successor, "office": office})
    held = work_to_pass_on(office, actor, acting)
    below = Case.objects.open().filter(parent__in=held)
    ended = dict(parts_to_pass_on(office).values_list("case", "part"))
    lock_cases({*held.values_list("pk", flat=True), *below.values_list("pk", flat=True), *_asked_for(office), *ended})
    cases = list(held.order_by("pk").values_list("pk", "number"))
    if len(cases) != shown:
        raise WorkChanged([])
    if not cases and not ended:
        raise NotPossible(_("%s tidak memegang kasus terbuka.") % office)
    plans: list[Plan] = []
    refused: list[str] = []
    for pk, number in cases:
        loaded = load(pk, looks_at=frozenset(), person_id=None, request_id=None, history=True)
        act = loaded.act(
            "transfer",
            move=type(loaded.case).all_moves()["transfer"],
            actor=actor,
            office=acting,
            role=role,
            relation="holder" if acting == office else "above",
            data={"summary": reason_text, "reason": reason, "reason_text": reason_text},
            request_id=request_id,
            follows_office=True,
            beside=frozenset(pk for pk, _number in cases),
        )
        act.data["receiving_office"] = _receiver(act, successor)
        missing = check_guards(act) if act.data["receiving_office"] else [_("tidak ada kantor lain yang boleh.")]
        if missing:
            refused += [f"{number}: {message}" for message in missing]
        else:
            act.case.succeed(office, act.data["receiving_office"])
            moved = carry_out(act, loaded)
            moved[0].event.plain = {**moved[0].event.plain, "batch": str(request_id)}
            plans += moved
    if refused:
        raise GuardFailed(*refused)
    for pk in _asked_for(office):
        plans += asked_by_another(load(pk, looks_at=frozenset(), person_id=None, request_id=None), successor)
    for pk, part in ended.items():
        loaded = load(pk, looks_at=frozenset(), person_id=None, request_id=None)
        why = {"reason": reason, "reason_text": reason_text}
        act = loaded.act(SUCCEEDS, actor=actor, office=acting, role=role, data=why, request_id=request_id)
        plans.append(_in_its_place(act, part, office, successor))
    write(plans, main=plans[0], request_id=request_id, cases=len(cases))
    return WorkMoved(request_id, len(cases))


def parts_to_pass_on(office: Organisation) -> QuerySet[Participation]:
    """The parts an office has in ended cases that can be reopened or objected to.

    What it ended itself counts without limit, as some of that can be reopened at any time.
    """
    windows = Window.objects.running(clock.now()).filter(case=OuterRef("case"))
    takes_part = Participation.objects.filter(organisation=office, until__isnull=True, case__finished__isnull=False)
    return takes_part.filter(Q(part=Part.HOLDER) | Exists(windows))


def _in_its_place(act: Act, part: str, office: Organisation, successor: Organisation) -> Plan:
    plan = told(act, fields=said(act.data), plain={"sent_to": str(successor.uid), "batch": str(act.request_id)})
    if successor.pk not in act.offices_kept_out():
        takes_part = Participation.objects.filter(case=act.case.pk, organisation=successor, until__isnull=True)
        plan.parts = {office.pk: None}
        if part == Part.HOLDER or not takes_part.exists():
            plan.parts[successor.pk] = part
    return plan


def _asked_for(office: Organisation) -> list[int]:
    """The cases at other offices that this one asked for below a case that has ended since: no other office asks."""
    takes_part = Participation.objects.filter(case=OuterRef("pk"), organisation=office, until__isnull=True)
    below = Case.objects.open().filter(Exists(takes_part), parent__finished__isnull=False).exclude(holder=office)
    cases = read_batch(dict(below.values_list("pk", "kind")))
    return [pk for pk, case in cases.items() if case.relation_office_id("sender") == office.pk]


def _receiver(act: Act, successor: Organisation) -> Organisation | None:
    """Who takes a case over: the successor; of a case about its own holder the office that stands above both."""
    is_about_holder = act.case.holder_id in act.offices_it_is_about()
    return instead_of(act.case, act.today, act.offices_kept_out()) if is_about_holder else successor
