"""A proposed act: what it would do, confirmed or declined by the second person."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from casework import engine
from casework.access import Depth
from casework.acts import act_kind
from casework.engine.planning import facts_of
from casework.engine.preparing import prepare
from casework.errors import Refused
from casework.facts import fact_in_words
from casework.forms import move_form, plain_form
from casework.history import act_label
from casework.models import Case, Proposal
from casework.screens.case import identity_bar
from casework.screens.frame import user_of
from casework.screens.seeing import see


class DecisionForm(forms.Form):
    """Which button was pressed, once."""

    decision = forms.ChoiceField(choices=[("confirm", "confirm"), ("decline", "decline")])
    request_id = forms.UUIDField()


@login_required
def proposal(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Show a proposed act to those who follow the case; on POST confirm or decline it."""
    seen = see(request, uid, least=Depth.MONITOR)
    found = get_object_or_404(seen.case.proposals.select_related("proposed_by", "office", "confirmed_by"), pk=pk)
    label = act_label(f"{seen.case.kind}.{found.act}")
    reasons: list[Any] = []
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            _decide(request, found, label, form.cleaned_data)
            return redirect("case", uid=uid)
        except Refused as refused:
            reasons = list(refused.reasons)
    context = {
        "case": seen.case,
        "bar": identity_bar(seen),
        "proposal": found,
        "label": label,
        "said": _said(found, seen.case),
        "reasons": reasons,
        "is_own": found.proposed_by_id == request.user.pk,
        "is_stale": found.case_version != seen.case.version,
        "request_id": uuid.uuid4(),
    }
    return render(request, "screens/proposal/proposal.html", context)


def _decide(request: HttpRequest, found: Proposal, label: Any, decision: dict[str, Any]) -> None:
    if decision["decision"] == "decline":
        engine.decline(found, actor=user_of(request))
        messages.success(request, _("Usulan %(act)s dibatalkan.") % {"act": label})
        return
    engine.confirm(found, actor=user_of(request), request_id=decision["request_id"])
    messages.success(request, _("%(act)s: dikonfirmasi dan dicatat.") % {"act": label})


def _said(found: Proposal, case: Case) -> list[dict[str, str]]:
    """What the proposer filled in, by the labels of its form; nothing once the act is no longer possible."""
    try:
        act = prepare(case, found.act, actor=found.proposed_by)
    except Refused:
        return []
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in found.data.items()})
    if act.move is not None:
        form = move_form(act.move, act, data)
    else:
        kind = act_kind(found.act)
        form = plain_form(kind.form, act, kind.reasons, data, None)
    form.full_clean()
    facts = facts_of(form.cleaned_data)
    return [
        {"label": str(field.label), "value": fact_in_words(facts[name], field)}
        for name, field in form.fields.items()
        if facts.get(name) not in (None, "", [], False)
    ]
