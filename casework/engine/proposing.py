"""Acts that need a second person: proposed by one user, confirmed by another; nothing happens in between."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from casework import access, clock, outbox
from casework.acts import act_kind
from casework.audit.body import plain_value
from casework.engine.amending import amend, make_plain_act
from casework.engine.amending import fill_in as fill_in_act
from casework.engine.loading import PROPOSED, Loaded, load, read_context
from casework.engine.moving import advance, changes_since, fill_in, make_act, type_of
from casework.engine.planning import said
from casework.engine.telling import told
from casework.engine.writing import Outcome, write
from casework.errors import NotAllowed, NotPossible, Stale
from casework.locks import in_order, lock_cases
from casework.models import Audience, Case, Organisation, Proposal, User
from casework.outbox import to_office
from casework.shown import shown_values


@in_order
def propose(
    case: Case,
    name: str,
    *,
    actor: User,
    version: int,
    request_id: uuid.UUID,
    data: Mapping[str, Any],
    office: Organisation | None = None,
) -> Proposal:
    """Keep a move or act that needs a second person until another user confirms it.

    Checked like the act itself, so that nothing impossible waits; arguments as of `advance()`. What is kept says
    what the form would overwrite as it is now: the second person does not confirm what was proposed of an older value.
    The request repeated gets the same proposal, whatever became of it.
    """
    move = type_of(case).all_moves().get(name)
    looks_at = move.looks_at if move else act_kind(name).looks_at
    loaded = load(case.pk, looks_at=looks_at, person_id=case.person_id, request_id=request_id, actor=actor)
    if loaded.handled is not None:
        loaded.handled.answered(actor, case.pk)
        return Proposal.objects.get(request_id=request_id)
    if loaded.case.version != version:
        raise Stale(changes_since(loaded.case, version, actor))
    if move is not None:
        act = make_act(loaded, move, actor, office)
        form = fill_in(act, data)
    else:
        act = make_plain_act(loaded, act_kind(name), actor, office)
        form = fill_in_act(act, act_kind(name), data)
    waiting = Proposal.objects.filter(case_id=case.pk, act=name, proposed_by__isnull=False, settled_at__isnull=True)
    if waiting.filter(case_version=version).exists():
        raise NotPossible(_("Usulan yang sama masih menunggu orang kedua. Konfirmasi atau batalkan dulu."))
    waiting.update(settled_at=loaded.now, settled_as=Proposal.Settled.WITHDRAWN)
    proposal = Proposal.objects.create(
        case_id=case.pk,
        act=name,
        data=_as_sent(data) | shown_values(form),
        case_version=version,
        request_id=request_id,
        proposed_by=actor,
        office=act.office,
        proposed_at=loaded.now,
    )
    _tell_chain(loaded, PROPOSED, proposal, actor, fields=said(act.data), request_id=request_id)
    return proposal


@in_order
def confirm(proposal: Proposal, *, actor: User, request_id: uuid.UUID) -> Outcome:
    """Confirm a proposed act as its second person; it happens now, in the name of both.

    Raises NotAllowed for the proposer himself and for whoever may not see the whole case, and what
    the act itself raises; a proposal on a case that moved meanwhile is Stale. The request repeated gets the
    first one's answer.
    """
    lock_cases([proposal.case_id])
    proposal = Proposal.objects.select_related("case", "proposed_by", "office").get(pk=proposal.pk)
    case = proposal.case
    if proposal.proposed_by is None:
        raise NotPossible(_("Usul penutupan dilaksanakan kepala kantor dengan langkahnya sendiri."))
    if actor.pk == proposal.proposed_by_id:
        raise NotAllowed(_("Konfirmasi harus dilakukan orang lain, bukan pengusulnya sendiri."))
    if access.view_of(actor, case) < access.Depth.MONITOR:
        raise NotAllowed(_("Anda tidak terlibat dalam kasus ini."))
    _now, _version, handled = read_context(request_id)
    if handled is not None and actor.pk == proposal.confirmed_by_id:
        return Outcome.from_json(handled.answered(proposal.proposed_by, case.pk))
    if proposal.settled_at is not None:
        raise NotPossible(_("Usulan ini sudah diselesaikan."))
    outcome = _doing(case, proposal.act)(
        case,
        proposal.act,
        actor=proposal.proposed_by,
        version=proposal.case_version,
        request_id=request_id,
        data=_query(proposal.data),
        office=proposal.office,
        confirmed_by=actor,
    )
    done = {"settled_at": clock.now(), "settled_as": Proposal.Settled.DONE, "confirmed_by": actor}
    Proposal.objects.filter(pk=proposal.pk).update(**done)
    return outcome


def _doing(case: Case, name: str) -> Callable[..., Outcome]:
    """How a proposed move or act is done. Raises NotPossible when the workflow no longer has it."""
    if name in type_of(case).all_moves():
        return advance
    try:
        act_kind(name)
    except LookupError:
        gone = _("Langkah yang diusulkan tidak ada lagi pada alur kerja ini. Batalkan usulannya.")
        raise NotPossible(gone) from None
    return amend


@in_order
def decline(proposal: Proposal, *, actor: User) -> None:
    """Withdraw or refuse an act proposed by a user; nothing of it happens. Declined already, it stays so.

    Raises NotPossible for one that was settled otherwise, or that the sweep proposed.
    """
    if proposal.is_closing:
        raise NotPossible(_("Kepala kantor menolak usul penutupan dengan alasan tertulis."))
    loaded = load(proposal.case_id, looks_at=frozenset(), person_id=None, request_id=None)
    if access.view_of(actor, loaded.case) < access.Depth.MONITOR:
        raise NotAllowed(_("Anda tidak terlibat dalam kasus ini."))
    proposal = Proposal.objects.select_related("office").get(pk=proposal.pk)
    if proposal.settled_at is None:
        settled = {"settled_at": loaded.now, "settled_as": Proposal.Settled.DECLINED}
        Proposal.objects.filter(pk=proposal.pk).update(**settled)
        _tell_chain(loaded, "declined", proposal, actor)
    elif proposal.settled_as != Proposal.Settled.DECLINED:
        raise NotPossible(_("Usulan ini sudah diselesaikan."))


def _tell_chain(
    loaded: Loaded,
    what: str,
    proposal: Proposal,
    actor: User,
    *,
    fields: Any = None,
    request_id: uuid.UUID | None = None,
) -> None:
    act = loaded.act(what, actor=actor, office=proposal.office)
    plan = told(act, fields=fields, plain={"proposal": proposal.act})
    if what == PROPOSED:
        plan.messages.append(to_office(outbox.PROPOSAL_WAITING, proposal.office, Audience.HEADS))
    write([plan], main=plan, request_id=request_id)


def _as_sent(data: Mapping[str, Any]) -> dict[str, Any]:
    lists = getattr(data, "lists", None)
    items = lists() if lists else data.items()
    return {key: plain_value(value) for key, value in items}


def _query(data: dict[str, Any]) -> Any:
    """Kept data as a form takes it: lists as several values of one key."""
    query = QueryDict(mutable=True)
    for key, value in data.items():
        if isinstance(value, list):
            query.setlist(key, value)
        elif value is not None:
            query[key] = str(value)
    return query
