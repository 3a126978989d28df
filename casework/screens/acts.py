"""One act without a move: its form, and doing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from casework import engine
from casework.acts import ActKind, act_kind
from casework.engine.preparing import prepare
from casework.errors import Refused
from casework.forms import plain_form
from casework.screens.case import identity_bar
from casework.screens.frame import user_of
from casework.screens.offices import picked
from casework.screens.picking import is_search
from casework.screens.seeing import Seen, see
from casework.screens.sending import Answer, acted_on, carry, send, typed


@login_required
def act(request: HttpRequest, uid: uuid.UUID, name: str) -> HttpResponse:
    """Show the form of an act, with the document or deadline the address names; on POST do it.

    Who sees only the status may add notes, nothing else.
    """
    try:
        kind = act_kind(name)
    except LookupError:
        raise Http404 from None
    if kind.hidden:
        raise Http404
    answer = Answer()
    if request.method == "POST" and not is_search(request):
        answer = _send(request, uid, kind)
        if answer.response is not None:
            return answer.response
    return _form_page(request, _see(request, uid, kind), kind, answer)


def _send(request: HttpRequest, uid: uuid.UUID, kind: ActKind) -> Answer:
    try:
        case = _see(request, uid, kind).case
    except Http404:
        case = acted_on(request, uid)
    return send(request, case, kind.name, kind.label, engine.amend)


def _see(request: HttpRequest, uid: uuid.UUID, kind: ActKind) -> Seen:
    seen = see(request, uid)
    if not (seen.in_full or kind.is_note):
        raise Http404
    return seen


def _form_page(request: HttpRequest, seen: Seen, kind: ActKind, answer: Answer) -> HttpResponse:
    context: dict[str, Any] = {"case": seen.case, "bar": identity_bar(seen), "act": kind, "answer": answer}
    status = 200
    post = request.POST if request.method == "POST" else None
    try:
        prepared = prepare(seen.case, kind.name, actor=user_of(request))
        reasons = [message for guard in kind.guards if (message := guard(prepared))]
        if reasons and post is None:
            context["missing"] = [{"label": kind.label, "reasons": reasons}]
        else:
            sent = None if is_search(request) else post
            form = plain_form(kind.form, prepared, kind.reasons, sent, request.FILES if sent else None)
            carry(request, form, seen.case)
            for name in ("document", "deadline"):
                if name in form.fields and name in request.GET:
                    form.initial[name] = request.GET[name]
            context["form"] = picked(request, form)
    except Refused as refused:
        context["missing"] = [{"label": kind.label, "reasons": refused.reasons}]
    if "form" not in context:
        status = 409
        context["typed"] = typed(request.POST, kind.form) if post else []
    return render(request, "screens/act/act.html", context, status=status)
