"""One act in many cases of the board: naming another officer, asking for a report. Each case is an act of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import engine
from casework.board import offices_answered_for
from casework.board.items import PAGE
from casework.errors import Refused
from casework.forms import OfficerField
from casework.models import Case, Organisation
from casework.screens.frame import user_of
from casework.screens.requests import request_id_of

ASSIGN, REPORT = "assign_officer", "ask_report"
CHOSEN, ASKED = "kasus", "dari"
"""What the address carries: ids of cases, and the questions put to the board, to which it leads back."""


class AssignForm(forms.Form):
    """Who works on these cases from now on, and why."""

    officer = OfficerField(label=gettext_lazy("Petugas"))
    why = forms.CharField(label=gettext_lazy("Mengapa"), max_length=500)


class ReportForm(forms.Form):
    """What the holders of these cases are asked."""

    text = forms.CharField(
        label=gettext_lazy("Apa yang perlu dilaporkan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


@dataclass(frozen=True)
class Result:
    """What became of one case; `why` it was not done, empty where it was."""

    case: Case
    why: str = ""


@login_required
def together(request: HttpRequest, name: str) -> HttpResponse:
    """Show the chosen cases and ask once; on POST do the act in each, and say which did not go and why."""
    if name not in (ASSIGN, REPORT):
        raise Http404
    if not offices_answered_for(user_of(request)).exists():
        raise PermissionDenied
    cases = _chosen(request)
    asked = (request.POST if request.method == "POST" else request.GET).get(ASKED, "")
    page: dict[str, Any] = {"cases": cases, "name": name, "asked": asked, "back_url": f"{reverse('board')}?{asked}"}
    if not cases:
        return render(request, "screens/board/together.html", page)
    holders = {case.holder for case in cases}
    if name == ASSIGN and len(holders) > 1:
        return render(request, "screens/board/together.html", page | {"several_offices": True})
    form = _form(name, cases[0].holder, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return render(request, "screens/board/together.html", page | {"results": list(_do(request, name, cases, form))})
    page |= {"form": form, "request_id": request_id_of(request)}
    return render(request, "screens/board/together.html", page, status=422 if form.is_bound else 200)


def _chosen(request: HttpRequest) -> list[Case]:
    """The open cases whose ids the form or the address carries, as far as the person may see them."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist(CHOSEN)
    uids = [uid for uid in (_uid(text.partition(":")[0]) for text in asked[:PAGE]) if uid]
    seen = Case.objects.visible_to(user_of(request)).open().filter(uid__in=uids)
    return list(seen.select_related("holder").order_by("due_at", "pk"))


def _form(name: str, holder: Organisation | None, data: Any) -> forms.Form:
    if name == REPORT:
        return ReportForm(data, label_suffix="")
    form = AssignForm(data, label_suffix="")
    officer: Any = form.fields["officer"]
    officer.of(holder)
    return form


def _do(request: HttpRequest, name: str, cases: Iterable[Case], form: forms.Form) -> Iterable[Result]:
    """One act after the other, each with an id of its own made from the form's, so that sending twice does it once."""
    shown = dict(text.partition(":")[::2] for text in request.POST.getlist(CHOSEN))
    whole = request_id_of(request)
    do = engine.note if name == REPORT else engine.amend
    said = form.cleaned_data
    data = {"text": said["text"]} if name == REPORT else {"officer": str(said["officer"].uid), "why": said["why"]}
    for case in cases:
        version = shown.get(str(case.uid), "")
        try:
            do(
                case,
                name,
                actor=user_of(request),
                version=int(version) if version.isdigit() else case.version,
                request_id=uuid.uuid5(whole, str(case.uid)),
                data=data,
            )
        except Refused as refused:
            yield Result(case, " ".join(map(str, refused.reasons)) or _("Ditolak."))
        else:
            yield Result(case)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
