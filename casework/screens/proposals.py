"""A proposed act: what it would do, decided by the second person, or by the head if a passed period proposes it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from casework import clock, engine
from casework.access import Depth
from casework.acts import act_kind
from casework.engine.deciding import may_decide
from casework.engine.planning import facts_of
from casework.engine.preparing import prepare
from casework.errors import Refused
from casework.facts import fact_in_words, openings_of
from casework.forms import move_form, plain_form
from casework.history import act_label
from casework.letters import LANGUAGE
from casework.models import Case, Deadline, Event, Proposal
from casework.screens.case import identity_bar
from casework.screens.deadlines import deadline_shown, running_deadlines
from casework.screens.frame import user_of
from casework.screens.seeing import Seen, see
from casework.screens.sending import typed
from casework.shown import changed_since_shown


class DecisionForm(forms.Form):
    """Which button was pressed, once."""

    decision = forms.ChoiceField(choices=[("confirm", "confirm"), ("decline", "decline")])
    request_id = forms.UUIDField()


class RefusalForm(forms.Form):
    """Why the head keeps the case open."""

    reason_text = forms.CharField(
        label=gettext_lazy("Mengapa kasus ini tetap terbuka"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)


@login_required
def proposal(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Show a proposed act to those who follow the case; on POST confirm or decline it."""
    seen = see(request, uid, least=Depth.MONITOR)
    related = ("proposed_by", "office", "confirmed_by", "deadline__rule", "deadline__duty_of")
    found = get_object_or_404(seen.case.proposals.select_related(*related), pk=pk)
    label = act_label(f"{seen.case.kind}.{found.act}")
    if found.is_closing:
        return _closing(request, seen, found, label)
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
    said, changed = _said(found, seen.case)
    context = {
        "case": seen.case,
        "bar": identity_bar(seen),
        "proposal": found,
        "label": label,
        "said": said,
        "reasons": reasons,
        "is_own": found.proposed_by_id == request.user.pk,
        "is_stale": bool(found.case_version != seen.case.version or changed),
        "changed": changed,
        "request_id": uuid.uuid4(),
    }
    return render(request, "screens/proposal/proposal.html", context)


def _closing(request: HttpRequest, seen: Seen, found: Proposal, label: Any) -> HttpResponse:
    """Show the head why the case could be closed and the draft letter; on POST keep the case open, with a reason."""
    assert found.deadline is not None
    form = RefusalForm(request.POST or None, initial={"request_id": uuid.uuid4()})
    reasons: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            said = {"request_id": form.cleaned_data["request_id"], "reason": form.cleaned_data["reason_text"]}
            engine.decline_closing(found, actor=user_of(request), **said)
            messages.success(request, _("Kasus tetap terbuka; jangka waktunya berjalan lagi dari hari ini."))
            return redirect("case", uid=seen.case.uid)
        except Refused as refused:
            reasons = list(refused.reasons)
            found.refresh_from_db()
    decides = may_decide(seen.case, seen.where, seen.loaded.step) is not None
    may_answer = decides and found.settled_at is None
    context = {
        "case": seen.case,
        "bar": identity_bar(seen),
        "proposal": found,
        "label": label,
        "passed": deadline_shown(found.deadline, found.proposed_at, seen.loaded.reference_version),
        "decide_by": [
            deadline_shown(one, seen.now, seen.loaded.reference_version)
            for one in running_deadlines(seen.case)
            if one.kind == Deadline.Kind.PROPOSAL
        ],
        "reasons": reasons,
        "form": form if may_answer else None,
        "typed": typed(request.POST, RefusalForm) if request.method == "POST" and not may_answer else [],
        "refusal": _refusal(seen, found),
        "move_url": reverse("move", args=[seen.case.uid, found.act]),
    }
    return render(request, "screens/proposal/closing.html", context)


def _refusal(seen: Seen, found: Proposal) -> str:
    """Why the head kept the case open, in his words; of a sealed case only for those who work on it."""
    declined = found.settled_as == Proposal.Settled.DECLINED
    if found.settled_at is None or not declined or not seen.sealed_fields:
        return ""
    said = Event.objects.filter(case_uid=seen.case.uid, act=f"{seen.case.kind}.closing_declined", at=found.settled_at)
    opened = openings_of(event.content["id"] for event in said[:1])
    return next((str(values.get("form.reason_text.n", "")) for values in opened.values()), "")


@login_required
def letter(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """The letter by which a case was closed, as it went out, for paper; 404 for who does not read the case."""
    seen = see(request, uid, least=Depth.MONITOR)
    sent = seen.case.proposals.filter(settled_as=Proposal.Settled.DONE, proposed_by__isnull=True)
    found = get_object_or_404(sent.select_related("office", "confirmed_by"), pk=pk)
    assert found.settled_at is not None
    day = clock.local(found.settled_at, found.office.time_zone).date()
    with override(LANGUAGE):
        dated = clock.format_local_date(day)
    context = {"case": seen.case, "proposal": found, "dated": dated}
    return render(request, "screens/proposal/letter.html", context)


def _decide(request: HttpRequest, found: Proposal, label: Any, decision: dict[str, Any]) -> None:
    if decision["decision"] == "decline":
        engine.decline(found, actor=user_of(request))
        messages.success(request, _("Usulan %(act)s dibatalkan.") % {"act": label})
        return
    engine.confirm(found, actor=user_of(request), request_id=decision["request_id"])
    messages.success(request, _("%(act)s: dikonfirmasi dan dicatat.") % {"act": label})


def _said(found: Proposal, case: Case) -> tuple[list[dict[str, str]], list[str]]:
    """What the proposer filled in, by the labels of its form, and what is otherwise by now.

    Nothing of either once the act is no longer possible.
    """
    assert found.proposed_by is not None
    try:
        act = prepare(case, found.act, actor=found.proposed_by)
    except (Refused, LookupError):
        return [], []
    data = MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in found.data.items()})
    if act.move is not None:
        form = move_form(act.move, act, data)
    else:
        kind = act_kind(found.act)
        form = plain_form(kind.form, act, kind.reasons, data, None)
    form.full_clean()
    facts = facts_of(form.cleaned_data)
    said = [
        {"label": str(field.label), "value": fact_in_words(facts[name], field)}
        for name, field in form.fields.items()
        if facts.get(name) not in (None, "", [], False)
    ]
    return said, list(changed_since_shown(form, act.today).values())
