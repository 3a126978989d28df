"""One move: what it does, its form, and making it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from casework import engine
from casework.acting import Act
from casework.engine.carrying import check_guards
from casework.engine.moving import may_leave_office, type_of
from casework.engine.preparing import prepare
from casework.errors import Refused
from casework.forms import move_form
from casework.models import Case
from casework.moves import Move
from casework.screens.case import identity_bar
from casework.screens.frame import user_of
from casework.screens.offices import picked
from casework.screens.picking import is_search
from casework.screens.preview import preview
from casework.screens.seeing import Seen, find, see
from casework.screens.sending import Answer, acted_on, carry, send, typed

_GRAVE_ENGINE_MOVES = ("return_handover", "recall_handover", "transfer", "undo")


@login_required
def move(request: HttpRequest, uid: uuid.UUID, verb: str) -> HttpResponse:
    """Show the form of a move with what it will do; on POST make it."""
    answer = Answer()
    if request.method == "POST" and not is_search(request):
        answer = _send(request, uid, verb)
        if answer.response is not None:
            return answer.response
    seen = see(request, uid)
    return _form_page(request, seen, _declared(seen.case, verb), answer)


def _send(request: HttpRequest, uid: uuid.UUID, verb: str) -> Answer:
    try:
        found = find(request, uid)  # no more than that: the engine reads the case under its lock and decides
    except Http404:
        found = acted_on(request, uid)
        return send(request, found, verb, _declared(found, verb).label, engine.advance)
    declared = _declared(found, verb)
    stays = not may_leave_office(type_of(found), declared)
    return send(request, found, verb, declared.label, engine.advance, stays_in_sight=stays)


def _declared(case: Case, verb: str) -> Move:
    try:
        return type_of(case).all_moves()[verb]
    except KeyError:
        raise Http404 from None


def _form_page(request: HttpRequest, seen: Seen, declared: Move, answer: Answer) -> HttpResponse:
    context: dict[str, Any] = {
        "case": seen.case,
        "bar": identity_bar(seen),
        "move": declared,
        "answer": answer,
        "is_grave": declared.verb in _GRAVE_ENGINE_MOVES or _ends(seen, declared),
    }
    status = 200
    post = request.POST if request.method == "POST" else None
    try:
        act = prepare(seen.case, declared.verb, actor=user_of(request))
        context["missing"] = _missing(act)
        if not context["missing"]:
            sent = None if is_search(request) else post
            form = move_form(declared, act, sent, request.FILES if sent else None)
            context["preview"] = preview(act, form)
            context["form"] = picked(request, carry(request, form, seen.case))
    except Refused as refused:
        context["missing"] = [{"label": declared.label, "reasons": refused.reasons}]
    if "form" not in context:
        status = 409
        context["typed"] = typed(request.POST, declared.form) if post else []
    return render(request, "screens/move/move.html", context, status=status)


def _missing(act: Act) -> list[dict[str, Any]]:
    reasons = check_guards(act)
    return [{"label": act.move.label, "reasons": reasons}] if act.move and reasons else []


def _ends(seen: Seen, declared: Move) -> bool:
    stages = seen.case.workflow().stages()
    return declared.target in stages and not stages[declared.target].is_open
