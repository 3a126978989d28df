"""Moving all open work of one person to colleagues of the same office, in one act: absence or departure.

What somebody still holds whose last role in an office ended by its date is moved by `system`. Each case gets its own
event (`work_moved`) with the same batch; steps, deadlines and what was done in the past stay.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from casework import access, clock
from casework.acting import Act
from casework.audit import record
from casework.deadlines import DeadlinePlan
from casework.engine.following import follow_parent
from casework.engine.loading import Handled, read_context, remember
from casework.engine.planning import body_of
from casework.engine.writing import Outcome, Plan, write
from casework.errors import GuardFailed, Invalid, NotPossible, WorkChanged
from casework.locks import in_order, lock_cases, lock_request
from casework.models import (
    Audience,
    Case,
    CaseUserObjectPermission,
    Membership,
    Organisation,
    Party,
    Proposal,
    Step,
    User,
)
from casework.models.organisation import active
from casework.organisations import officers_of, organisations_where, workers_of
from casework.outbox import CASE_NEWS, to_office
from casework.roles import Permission, roles_with

REASONS = "work_reasons"
"""The rulebook's list of why somebody's work moves."""
DEPARTURE = "departure"
"""Of these reasons: the person does not come back."""
OTHER = "other"
"""The only one of them that needs words."""
ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class WorkMoved:
    """What came of a hand-over of work: its batch, how many cases, and whether the request was answered before."""

    batch: uuid.UUID
    cases: int
    repeated: bool = False

    @classmethod
    def before(cls, request_id: uuid.UUID, handled: Handled, actor: User | None) -> WorkMoved:
        """The first answer again. Raises NotPossible when the request was another person's."""
        return cls(request_id, Outcome.from_json(handled.answered(actor)).cases, repeated=True)


@dataclass(frozen=True)
class _Order:
    """Who (None: `system`) of which office gives whose work in which office away, why, and in which capacity."""

    person: User
    office: Organisation
    actor: User | None
    acts_for: Organisation | None
    role: str
    reason: str
    reason_text: str
    request_id: uuid.UUID
    leaves: bool


@dataclass
class _Work:
    """The cases under their locks, by number, with what decides who may take them.

    `about_office` are the ids of those about the office itself, `kept_out` whom each is about, himself or by another
    office he works in; `below` are the ids of open sealed cases below them, which name who takes them.
    """

    cases: dict[str, Case]
    steps: dict[int, Step]
    about_office: set[int]
    kept_out: dict[int, set[int]]
    named: dict[int, set[int]]
    below: dict[int | None, list[int]]


def open_work(person: User, office: Organisation) -> QuerySet[Case]:
    """The open cases of an office whose officer is this person, referrals too, the most urgent first."""
    return Case.objects.open().filter(holder=office, officer=person).order_by("due_at", "pk")


def work_to_give(person: User, office: Organisation, actor: User) -> QuerySet[Case]:
    """The open work of somebody in an office, as far as somebody else may give it away.

    A case about himself, or another office of his, he neither sees nor moves.
    """
    elsewhere = organisations_where(actor, Permission.WORK_CASES).exclude(pk=office.pk)
    about = Q(user=actor) | Q(organisation__in=elsewhere.values("pk"))
    parties = Party.objects.filter(about, case=OuterRef("pk"), until__isnull=True)
    return open_work(person, office).exclude(Exists(parties))


def hand_over_work(
    person: User,
    office: Organisation,
    *,
    actor: User,
    shown: Mapping[str, int],
    everything_to: User | None,
    single: Mapping[str, User],
    reason: str,
    reason_text: str,
    request_id: uuid.UUID,
) -> WorkMoved:
    """Give all open work of a person to colleagues; made by a supervisor or head of the office.

    Arguments: `shown`, the cases the page showed, number -> version; `everything_to`, who takes what `single`
    (number -> colleague) does not give to somebody else; `reason`, a code of `work_reasons`, and for `other` its
    `reason_text`. Any other text is left out: offices that read the case need not know why somebody is away.
    Raises NotAllowed, Invalid, WorkChanged with the cases that changed meanwhile, or GuardFailed with every case
    that cannot go where it should and why; nothing has been changed then.
    """
    role = access.may_move_work(actor, office)
    said = reason_text if reason == OTHER else ""
    order = _Order(person, office, actor, office, role, reason, said, request_id, reason == DEPARTURE)
    return _hand_over(order, shown, everything_to, single)


def hand_over_to_successor(
    person: User,
    office: Organisation,
    successor: User,
    *,
    actor: User,
    acts_for: Organisation,
    shown: int,
    request_id: uuid.UUID,
) -> WorkMoved:
    """Give all open work of somebody who leaves to one colleague, for an administrator, who sees no cases.

    The caller has checked that he administers the office; `acts_for` is his own, with which the histories show him;
    `shown` is how many cases the page spoke of.
    Raises as `hand_over_work()`; a sealed case goes to who is named in it already, or to a head.
    """
    order = _Order(person, office, actor, acts_for, ADMINISTRATOR, DEPARTURE, "", request_id, leaves=True)
    return _hand_over(order, shown, successor, {})


@in_order
def _hand_over(
    order: _Order, shown: Mapping[str, int] | int, everything_to: User | None, single: Mapping[str, User]
) -> WorkMoved:
    lock_request(order.request_id)
    _now, version, handled = read_context(order.request_id)
    if handled is not None:
        return WorkMoved.before(order.request_id, handled, order.actor)
    work = _lock_work(order)
    now = clock.now()
    _check_unchanged(work, shown)
    if not work.cases:
        raise NotPossible(_("%s tidak memegang kasus terbuka di kantor ini.") % order.person)
    to = _distribute(order, work, everything_to, single)
    _refuse_conflicts(order, work, to)
    plans = _plans(order, work, to, now, version)
    write(plans, main=plans[0], request_id=order.request_id, cases=len(work.cases))
    return WorkMoved(order.request_id, len(work.cases))


def left_behind() -> list[tuple[User, Organisation]]:
    """Who works no more in an office where open cases have him as their officer; one query."""
    theirs = Membership.objects.filter(user=OuterRef("user"), organisation=OuterRef("organisation"))
    works = theirs.filter(active(None), role__in=roles_with(Permission.WORK_CASES))
    held = Case.objects.open().filter(officer=OuterRef("user"), holder=OuterRef("organisation"))
    roles = Membership.objects.filter(~Exists(works), Exists(held)).select_related("user", "organisation")
    once = roles.order_by("user_id", "organisation_id").distinct("user_id", "organisation_id")
    return [(one.user, one.organisation) for one in once]


@in_order
def pass_on(person: User, office: Organisation) -> None:
    """Move what somebody still holds in an office where he works no more, by `system` in one act.

    Each case goes to the successor named when the role was ended, else to a head, else to a supervisor: to the first
    who works there, is no party of it and may open it where it is sealed. Where there is none it has no officer, and
    the office is told. Nothing is moved of somebody who works there again. Raises WorkChanged.
    """
    order = _Order(person, office, None, None, "system", DEPARTURE, "", uuid.uuid4(), leaves=True)
    _now, version, _answer = read_context(None)
    work = _lock_work(order)
    followers = _followers(person, office)
    if not work.cases or officers_of(office, Permission.WORK_CASES).filter(pk=person.pk).exists():
        return
    heads = set(officers_of(office, Permission.SIGN).values_list("pk", flat=True))
    to = {number: _who_follows(order, case, work, followers, heads) for number, case in work.cases.items()}
    plans = _plans(order, work, to, clock.now(), version)
    write(plans, main=plans[0], request_id=None, cases=len(work.cases))
    said = {"user": str(person.uid), "cases": len(work.cases), "batch": str(order.request_id)}
    record(office.uid, "office.work_moved", at=clock.now(), actor=None, office=office, extra=said)


def _followers(person: User, office: Organisation) -> list[User]:
    """Who may take over from somebody who has left an office: the successor named, heads, supervisors."""
    theirs = Membership.objects.filter(user=person, organisation=office, until__isnull=False)
    last = theirs.order_by("-until", F("successor").asc(nulls_last=True)).values("successor")[:1]
    named = officers_of(office, Permission.WORK_CASES).filter(pk__in=last)
    return [*named, *officers_of(office, Permission.SIGN), *officers_of(office, Permission.SUPERVISE_CASES)]


def _who_follows(order: _Order, case: Case, work: _Work, followers: list[User], heads: set[int]) -> User | None:
    about = work.kept_out.get(case.pk, set())
    fit = (one for one in followers if one.pk not in about and _seal_lets(order, case, work, one, heads))
    return next(fit, None)


def _seal_lets(order: _Order, case: Case, work: _Work, to: User, heads: set[int]) -> bool:
    """Whether a case may be given to somebody as far as it is sealed."""
    giver, named = order.actor.pk if order.actor else None, work.named.get(case.pk, set())
    return not case.sealed or access.may_entrust_sealed(order.role, giver, to.pk, named, heads)


def _plans(order: _Order, work: _Work, to: Mapping[str, User | None], now: datetime, version: int) -> list[Plan]:
    """What changes on each case, once it is known who takes it over."""
    withdrawn = _settle_proposals(order, work, now)
    plans = []
    of_batch = frozenset(case.pk for case in work.cases.values())
    for number, case in work.cases.items():
        act = Act(
            case=case,
            step=work.steps[case.pk],
            now=max(now, case.last_act_at),
            reference_version=version,
            verb="work_moved",
            actor=order.actor,
            office=order.acts_for,
            role=order.role,
            relation="holder" if order.actor else "system",
            data={"officer": to[number], "reason": order.reason, "reason_text": order.reason_text},
            request_id=order.request_id,
            below=tuple(work.below.get(case.pk, ())),
            beside=of_batch,
        )
        plans.append(_plan(order, act, withdrawn.get(case.pk, []), work.named.get(case.pk, set())))
        plans += follow_parent(act, plans[-1])
    above = {plan.case.pk: plan for plan in plans}
    for plan in plans:
        if plan.case.sealed and plan.case.parent_id in above:
            plan.named |= above[plan.case.parent_id].named
    return plans


def _lock_work(order: _Order) -> _Work:
    """Lock the cases in ascending id, then read them: what left meanwhile is not there, what came is not locked.

    Seven statements, however many cases there are; one more for each other office that some are about.
    """
    person, office, actor = order.person, order.office, order.actor
    wanted = work_to_give(person, office, actor) if actor else open_work(person, office)
    locked = set(wanted.values_list("pk", flat=True))
    below: dict[int | None, list[int]] = {}
    for pk, parent_id in Case.objects.open().filter(parent__in=locked, sealed=True).values_list("pk", "parent_id"):
        below.setdefault(parent_id, []).append(pk)
    lock_cases(locked.union(*below.values()))
    cases = {case.number: case for case in wanted.select_related("holder", "officer")}
    if any(case.pk not in locked for case in cases.values()):
        raise WorkChanged(sorted(number for number, case in cases.items() if case.pk not in locked))
    for case in cases.values():
        remember(case)
    steps = Step.objects.filter(process__in=locked, finished__isnull=True)
    work = _Work(cases, {step.process_id: step for step in steps}, set(), {}, {}, below)
    _keep_out(work, office, list(Party.objects.filter(case__in=locked, until__isnull=True)))
    for case_id, user_id in CaseUserObjectPermission.objects.filter(content_object__in=locked).values_list(
        "content_object_id", "user_id"
    ):
        work.named.setdefault(case_id, set()).add(user_id)
    return work


def _keep_out(work: _Work, office: Organisation, parties: list[Party]) -> None:
    """Note whom the cases are about; of a case about the office itself nothing is given away."""
    elsewhere = {party.organisation_id for party in parties if party.organisation_id} - {office.pk}
    workers = {pk: set(workers_of([pk])) for pk in elsewhere}
    for party in parties:
        if party.organisation_id == office.pk:
            work.about_office.add(party.case_id)
        about = work.kept_out.setdefault(party.case_id, set())
        about |= {party.user_id} if party.user_id is not None else set()
        about |= workers.get(party.organisation_id or 0, set())


def _check_unchanged(work: _Work, shown: Mapping[str, int] | int) -> None:
    """Raise WorkChanged, naming the cases, unless the page showed what is there now."""
    if isinstance(shown, int):
        if len(work.cases) != shown:
            raise WorkChanged([])
        return
    now = {number: case.version for number, case in work.cases.items()}
    changed = {number for number, _version in now.items() ^ dict(shown).items()}
    if changed:
        raise WorkChanged(sorted(changed))


def _distribute(order: _Order, work: _Work, everything_to: User | None, single: Mapping[str, User]) -> dict[str, User]:
    colleagues = set(officers_of(order.office, Permission.WORK_CASES)) - {order.person}
    to: dict[str, User] = {}
    for number in work.cases:
        chosen = single.get(number) or everything_to
        if chosen is None:
            raise Invalid({"everything_to": [_("Pilih siapa yang menerima kasus %s.") % number]})
        if chosen not in colleagues:
            raise Invalid(
                {
                    "everything_to": [
                        _("%(who)s bukan petugas aktif %(office)s.") % {"who": chosen, "office": order.office}
                    ]
                }
            )
        to[number] = chosen
    return to


def _refuse_conflicts(order: _Order, work: _Work, to: Mapping[str, User]) -> None:
    """Raise GuardFailed with every case that may not go where it should, and what to do about it."""
    heads = set(officers_of(order.office, Permission.SIGN).values_list("pk", flat=True))
    reasons = []
    unnamed = 0
    for number, case in work.cases.items():
        said = {"case": number, "who": to[number]}
        if case.pk in work.about_office:
            reasons.append(
                _("%(case)s menyangkut kantor ini sendiri; limpahkan kasus itu ke tingkat di atasnya.") % said
            )
        elif to[number].pk in work.kept_out.get(case.pk, ()):
            reasons.append(_("%(case)s: %(who)s atau kantornya adalah pihak dalam kasus ini; pilih rekan lain.") % said)
        elif not _seal_lets(order, case, work, to[number], heads):
            unnamed += 1
            refused = _("%(case)s disegel dan %(who)s tidak disebut namanya: hanya kepala yang dapat menyerahkannya.")
            reasons.append(refused % said)
    if reasons and order.role == ADMINISTRATOR:
        raise GuardFailed(_in_numbers(len(reasons) - unnamed, unnamed))
    if reasons:
        raise GuardFailed(*reasons)


def _in_numbers(conflicts: int, unnamed: int) -> str:
    """What keeps work from going to a successor, for an administrator, who learns no case's number."""
    said = []
    if conflicts:
        said.append(_("%d kasus tidak boleh ditangani orang itu.") % conflicts)
    if unnamed:
        said.append(_("%d kasus disegel, dan orang itu tidak disebut namanya di dalamnya.") % unnamed)
    said.append(_("Pilih kepala kantor itu, atau minta kepala lebih dulu mengalihkan pekerjaannya lewat menu Petugas."))
    return " ".join(said)


def _plan(order: _Order, act: Act, withdrawn: list[str], named: set[int]) -> Plan:
    """Change the officer of case and step; nothing else moves.

    Arguments: `withdrawn`, acts proposed that are so no more; `named`, ids of who may open the case when sealed.
    """
    case, step, officer = act.case, act.step, act.data["officer"]
    before, after = str(order.person.uid), str(officer.uid) if officer else None
    case.officer = step.owner = officer
    step.assigned = act.now if officer else None
    case.version += 1
    case.last_act_at = act.now
    event = body_of(act, case.state)
    event.fields = {**event.fields, "case.officer": (before, after)}
    event.plain = {"batch": str(order.request_id), "step": step.seq, "officer": after, "before": before}
    if withdrawn:
        event.plain["withdrawn"] = withdrawn
    plan = Plan(act, event, DeadlinePlan([]), step=step, step_changed=True)
    if officer is None:
        plan.messages.append(to_office(CASE_NEWS, order.office, Audience.OFFICERS))
    if case.sealed:
        if officer is not None:
            plan.named.add(officer.pk)
        if officer is not None and officer.pk not in named:
            event.plain["named"] = [after]
        if order.leaves and order.person.pk in named:
            plan.unnamed.add(order.person.pk)
            event.plain["unnamed"] = [before]
    return plan


def _settle_proposals(order: _Order, work: _Work, now: datetime) -> dict[int, list[str]]:
    """What waits for a second person goes on waiting: a new officer changes nothing of what was proposed.

    Only what somebody proposed who leaves is withdrawn, since he can no longer answer for it. Returns the acts
    withdrawn, by case.
    """
    waiting = Proposal.objects.filter(case__in=[case.pk for case in work.cases.values()], settled_at__isnull=True)
    withdrawn: dict[int, list[str]] = {}
    for proposal in waiting.select_related("case"):
        if order.leaves and proposal.proposed_by_id == order.person.pk:
            withdrawn.setdefault(proposal.case_id, []).append(proposal.act)
            proposal.settled_at = now
        elif proposal.case_version == proposal.case.version:
            proposal.case_version += 1
        proposal.save(update_fields=["settled_at", "case_version"])
    return withdrawn
