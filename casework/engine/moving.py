"""Making a move: lock, read, check, change in memory, write, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from casework import access
from casework.acting import Act
from casework.engine.carrying import check_source, perform
from casework.engine.loading import Loaded, load
from casework.engine.ways_back import find_way_back
from casework.engine.writing import Outcome
from casework.errors import Invalid, NeedsSecondPerson, NotPossible, Stale
from casework.forms import move_form
from casework.history import event_in_words
from casework.locks import in_order
from casework.models import Case, Event, Organisation, User
from casework.moves import Move
from casework.people.finding import readable_cases
from casework.shown import changed_since_shown
from casework.stages import Stage, flow_of

_EVENTS_READ = 50
"""How far back it is looked for what happened since a page was opened."""
_ALWAYS_WHEN_UNACCEPTED = ("accept_handover", "return_handover", "recall_handover", "transfer")


def advance(
    case: Case,
    verb: str,
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
    """Make a move on a case.

    Arguments:
        case: the case (its id and kind are used; its state only to guess what has to be read). verb: the move.
        actor: who makes it. version: the version of the case that the actor saw. request_id: made with the
        form; a second arrival gets the first one's answer. data, files: what was filled in, as a form sends
        it. office: the office he acts for, if he works in several. confirmed_by: the second person, given by
        `confirm()` only.

    Returns the outcome with the event's place in the chain.
    Raises Stale, NotAllowed, NotPossible, GuardFailed, Invalid or NeedsSecondPerson; nothing has
    been changed then.
    """
    model = type_of(case)
    move = move_of(model, verb)
    history = may_leave_office(model, move, vars(case).get("state"))

    def make(loaded: Loaded) -> Outcome:
        act = make_act(loaded, move, actor, office, channel, request_id)
        act.confirmed_by = confirmed_by
        fill_in(act, data, files)
        return perform(act, loaded)

    return under_lock(
        case,
        make,
        actor=actor,
        looks_at=move.looks_at,
        version=version,
        request_id=request_id,
        history=history,
        entering=None if history else enters(model, move),
    )


def under_lock(
    case: Case,
    make: Callable[[Loaded], Outcome],
    *,
    actor: User,
    looks_at: frozenset[str],
    version: int,
    request_id: uuid.UUID,
    history: bool = False,
    entering: str | None = None,
) -> Outcome:
    """Do something to a case in one transaction, once, and only to the version that was seen.

    Locks the case with what `looks_at` names, and answers a request that was already handled with its first
    answer: NeedsSecondPerson where it proposed the act, whatever became of that since. Raises Stale.
    """

    @in_order
    def act() -> Outcome:
        loaded = load(
            case.pk,
            looks_at=looks_at,
            person_id=case.person_id,
            request_id=request_id,
            actor=actor,
            history=history,
            entering=entering,
        )
        if loaded.handled is not None:
            answer = loaded.handled.answered(actor, case.pk)
            if loaded.handled.is_proposal:
                raise NeedsSecondPerson
            return Outcome.from_json(answer)
        if loaded.case.version != version:
            raise Stale(changes_since(loaded.case, version, actor))
        return make(loaded)

    return act()


def enters(model: type[Case], move: Move) -> str | None:
    """The stage a move enters whose period runs from its first entry only, so that it is asked for an earlier one."""
    target = model.workflow().stage(move.target) if move.target and not move.goes_back else None
    return target.name if isinstance(target, Stage) and target.starts is not None else None


def may_leave_office(model: type[Case], move: Move, state: str | None = None) -> bool:
    """Whether another office may hold the case after a move, so that it asks who held it before.

    Not after one that ends it or stays at its level. `state` is where the case stands, as far as that is known.
    """
    if move.goes_back or move.is_engine:
        return move.verb != "accept_handover"
    flow = model.workflow()
    target = flow.stage(move.target) if move.target else None
    if not isinstance(target, Stage):
        return False
    sources = [state] if state in move.sources else move.sources
    return not all(target.is_held_like(flow.stage(source)) for source in sources)


def type_of(case: Case) -> type[Case]:
    """The class of a case's kind, whatever class the instance was read as."""
    return flow_of(case.kind).process_class


def move_of(model: type[Case], verb: str) -> Move:
    """A move of a kind of case. Raises NotPossible naming the verb when there is none."""
    try:
        return model.all_moves()[verb]
    except KeyError:
        raise NotPossible(_("Langkah %(verb)s tidak ada pada jenis kasus ini.") % {"verb": verb}) from None


def make_act(
    loaded: Loaded,
    move: Move,
    actor: User,
    office: Organisation | None,
    channel: str = "web",
    request_id: uuid.UUID | None = None,
) -> Act:
    """The act of a person: checks that he may make the move from where the case stands."""
    case, step = loaded.case, loaded.step
    check_source(case, move)
    grant = access.may(loaded.standing_of(actor), case, step, move, office_id=office.pk if office else None)
    act = loaded.act(
        move.verb,
        move=move,
        actor=actor,
        role=grant.role,
        relation=grant.relation,
        office=office_of(loaded, grant.office_id),
        channel=channel,
        request_id=request_id,
    )
    if move.goes_back:
        find_way_back(act)
    check_acceptance(act)
    return act


def office_of(loaded: Loaded, office_id: int) -> Organisation:
    """An office by id, without a query where it is at hand; of others it is read once."""
    for known in (loaded.case.holder, loaded.case.opener, loaded.step.holder if loaded.step else None):
        if known is not None and known.pk == office_id:
            return known
    if office_id not in loaded.offices:
        loaded.offices[office_id] = Organisation.objects.get(pk=office_id)
    return loaded.offices[office_id]


def check_acceptance(act: Act) -> None:
    """While a hand-over waits, only accepting, sending back, transfer, emergency, death and withdrawal are open.

    In severity E the first move of the receiving office accepts.
    """
    step, move = act.step, act.move
    if step is None or step.finished is not None or step.is_accepted or act.by_system:
        return
    if move.unaccepted or move.verb in _ALWAYS_WHEN_UNACCEPTED:
        return
    if act.case.is_emergency and act.office is not None and act.office.pk == act.case.holder_id:
        return
    raise NotPossible(_("Terima dulu serah terima kasus ini."))


def fill_in(act: Act, data: Mapping[str, Any] | None, files: Mapping[str, Any] | None = None) -> Form:
    """Validate what was filled in into `act.data`; returns the form.

    Raises Invalid with the messages by field, and Stale where the form showed data that has changed since.
    """
    form = move_form(act.move, act, data if data is not None else {}, files)
    check_form(form, act)
    act.data = form.cleaned_data
    act.behalf = form.cleaned_data.get("behalf") or ""
    return form


def check_form(form: Form, act: Act) -> None:
    """Refuse a form that is older than what it would overwrite (Stale), and one that is filled in wrongly (Invalid)."""
    if changed := changed_since_shown(form, act.today):
        raise Stale([*changed.values(), *_who_changed(act, changed)])
    if not form.is_valid():
        raise Invalid({name: [str(e) for e in errors] for name, errors in form.errors.items()})


def changes_since(case: Case, version: int, actor: User | None = None) -> list[str]:
    """What happened since a version was seen, in words: each move with who made it and when, and where the case is.

    Whoever sees only the status of the case, or nobody, is told only the last.
    """
    told = []
    if actor is not None and access.view_of(actor, case) >= access.Depth.MONITOR:
        newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[:_EVENTS_READ]
        moved = [event for event in newest if _moved(case, event.content)][: case.version - version]
        told = [event_in_words(event, case) for event in reversed(moved)]
    return [*told, _standing_in_words(case)]


def _who_changed(act: Act, names: Collection[str]) -> list[str]:
    """The latest events that changed values of the case or its person, in words, as far as who asks may read them."""
    reader, case = act.confirmed_by or act.actor, act.case
    if reader is None or access.view_of(reader, case) < access.Depth.MONITOR:
        return []
    chains = {case.uid: case}
    if case.person is not None:
        about_him = readable_cases(reader).filter(person=case.person_id)
        chains |= {case.person.uid: case, **{one.uid: one for one in about_him.select_related("holder", "opener")}}
    told, left = [], set(names)
    for event in Event.objects.filter(case_uid__in=chains).order_by("-at", "-seq")[:_EVENTS_READ]:
        if changed := left & _changed_in(event.content):
            left -= changed
            told.append(event_in_words(event, chains[event.case_uid]))
    return told


def _changed_in(content: dict[str, Any]) -> set[str]:
    """What an event changed, as forms name it: columns, rules of deadlines, and `due` for any deadline."""
    if content["act"].endswith(".proposed"):
        return set()
    rules = {row["rule"] for row in content["due"]}
    return {path.rpartition(".")[2] for path in content["f"]} | rules | ({"due"} if rules else set())


def _moved(case: Case, content: dict[str, Any]) -> bool:
    """Whether an event was a move, or changed state, office or officer without one."""
    verb = content["act"].partition(".")[2]
    is_move = verb in type_of(case).all_moves()
    return is_move or content["from"] != content["to"] or bool(content["x"].get("sent_to"))


def _standing_in_words(case: Case) -> str:
    if case.holder is None:
        return _("Sekarang: %(stage)s.") % {"stage": case.stage_label}
    where = {"stage": case.stage_label, "office": case.holder}
    if case.officer is None:
        return _("Sekarang: %(stage)s di %(office)s.") % where
    return _("Sekarang: %(stage)s di %(office)s, petugas %(officer)s.") % {**where, "officer": case.officer}
