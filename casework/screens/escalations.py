"""What a supervisor's offices were asked about missed deadlines: the list, and the answer."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import access, clock, engine
from casework.engine.answering import LONGEST
from casework.errors import Refused
from casework.models import CaseUserObjectPermission, Escalation, Party
from casework.roles import Permission
from casework.screens.deadlines import deadline_shown
from casework.screens.frame import my_offices, user_of
from casework.stages import flow_of

PAGE = 50
"""Escalations on the page; the oldest come first, so that what waits longest is never out of sight."""


class AnswerForm(forms.Form):
    """What the office does about it."""

    answer = forms.CharField(
        label=gettext_lazy("Apa yang dilakukan kantor Anda"),
        help_text=gettext_lazy("Dibaca semua kantor yang mengikuti kasus ini. Jangan tulis nama atau data pribadi."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST,
    )
    request_id = forms.UUIDField(widget=forms.HiddenInput)


@login_required
def escalations(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer of the offices one supervises or heads; at most four queries."""
    found = list(_mine(request).order_by("raised_at", "pk")[: PAGE + 1])
    now, version = clock.now(), clock.reference_version()
    rows = [_row(one, now, version) for one in found[:PAGE]]
    return render(request, "screens/escalation/list.html", {"rows": rows, "more": len(found) > PAGE})


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one escalation with its deadline; on POST keep the answer."""
    asked = get_object_or_404(_mine(request, answered=True), pk=pk)
    if request.method == "GET" and not asked.is_open:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"request_id": uuid.uuid4()})
    reasons: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            engine.answer_escalation(asked, actor=user_of(request), **form.cleaned_data)
            messages.success(request, _("Tanggapan dicatat; eskalasi tidak naik lagi."))
            return redirect("escalations")
        except Refused as refused:
            reasons = list(refused.reasons)
    row = _row(asked, clock.now(), clock.reference_version())
    return render(request, "screens/escalation/answer.html", {"row": row, "form": form, "reasons": reasons})


def _mine(request: HttpRequest, *, answered: bool = False) -> QuerySet[Escalation]:
    """The open escalations of his offices, and those answered too where a form may have been sent twice."""
    wanted = {Permission.SUPERVISE_CASES, Permission.SIGN}
    offices = [mine.office.pk for mine in my_offices(request) if mine.permissions & wanted]
    found = Escalation.objects.filter(organisation__in=offices)
    if not answered:
        found = found.filter(acknowledged_at__isnull=True, ended_at__isnull=True)
    about_him = Party.objects.filter(user=user_of(request), until__isnull=True)
    for about in (about_him, access.about_offices_of(user_of(request))):
        found = found.exclude(Exists(about.filter(case=OuterRef("case"))))
    named = CaseUserObjectPermission.objects.filter(content_object=OuterRef("case"), user=user_of(request))
    found = found.annotate(is_read=Q(case__sealed=False) | Q(Exists(named)))
    return found.select_related("organisation", "case__holder", "deadline__rule", "deadline__duty_of")


def _row(asked: Any, now: datetime, version: int) -> dict[str, Any]:
    """One escalation in words; of a sealed case, for who is not named in it, stage and dates only."""
    zone = asked.organisation.time_zone
    deadline = deadline_shown(asked.deadline, now, version)
    if not asked.is_read:
        deadline |= {"label": _("Identitas disegel"), "explanation": "", "basis": "", "mark": ""}
    return {
        "asked": asked,
        "case": asked.case,
        "stage": flow_of(asked.case.kind).stage(asked.case.state).label,
        "deadline": deadline,
        "since": clock.format_local(asked.raised_at, zone),
        "climbs": clock.format_local(asked.due_at, zone) if asked.due_at else "",
        "said_again": asked.repeats,
    }
