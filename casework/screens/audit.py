"""Histories for auditors: what happened, when, by which office and officer; no personal field."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from casework import clock
from casework.acts import acts_of
from casework.forms import bound_days
from casework.history import EVENTS, act_label
from casework.models import Event, Membership, Organisation, Step, User
from casework.remit import audited_cases, audited_events, audited_offices
from casework.screens.audit_rows import Named, rows_of
from casework.screens.frame import user_of, zone_of
from casework.stages import flow_of, flows

PAGE = 50
"""Events on a page."""

CURSOR = "sebelum"


class AuditFilter(forms.Form):
    """The questions an auditor puts to the histories; all may stay empty."""

    kantor = forms.ModelChoiceField(
        label=_("Kantor"),
        queryset=Organisation.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("Semua kantor"),
    )
    petugas = forms.ModelChoiceField(
        label=_("Petugas"),
        queryset=User.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=_("Semua petugas"),
    )
    tindakan = forms.ChoiceField(
        label=_("Tindakan"), required=False, choices=lambda: [("", _("Semua tindakan")), *acts_by_kind()]
    )
    dari = forms.DateField(
        label=_("Dari tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sampai = forms.DateField(
        label=_("Sampai tanggal"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any, offices: QuerySet[Organisation]) -> None:
        super().__init__(data, label_suffix="")
        bound_days(self)
        here = Membership.objects.filter(user=OuterRef("pk"), organisation__in=offices.values("pk"))
        self._offer("kantor", offices.order_by("short_name"))
        self._offer("petugas", User.objects.filter(Exists(here)).order_by("full_name", "pk"))

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def applied_to(self, events: QuerySet[Event], zone: str) -> QuerySet[Event]:
        """The events that answer the questions; days are whole days in a time zone."""
        asked = self.cleaned_data
        if asked["kantor"]:
            events = events.filter(office=asked["kantor"].uid)
        if asked["petugas"]:
            events = events.filter(actor=asked["petugas"].uid)
        if asked["tindakan"]:
            events = events.filter(act=asked["tindakan"])
        if asked["dari"]:
            events = events.filter(at__gt=clock.end_of_day(asked["dari"] - timedelta(days=1), zone))
        if asked["sampai"]:
            events = events.filter(at__lte=clock.end_of_day(asked["sampai"], zone))
        return events


def acts_by_kind() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Every act that an event may name, with its label, under its kind of case."""
    grouped = []
    for kind, flow in flows().items():
        names = [*flow.process_class.all_moves(), *(act.name for act in acts_of(kind)), *EVENTS]
        codes = [f"{kind}.{name}" for name in dict.fromkeys(names)]
        labelled = [(code, act_label(code)) for code in codes]
        grouped.append((flow.label, sorted(labelled, key=lambda pair: str(pair[1]))))
    return grouped


@login_required
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """What happened in the auditor's remit, the newest first; pages are reached by what was shown last."""
    offices = audited_offices(user_of(request))
    if not offices.exists():
        raise Http404
    zone = zone_of(request)
    form = AuditFilter(request.GET or None, offices)
    events = audited_events(user_of(request))
    if form.is_bound:
        events = form.applied_to(events, zone) if form.is_valid() else events.none()
    events = _older_than(events, request.GET.get(CURSOR, ""))
    found = list(events[: PAGE + 1])
    page, more = found[:PAGE], len(found) > PAGE
    questions = {name: value for name, value in request.GET.items() if name != CURSOR and value}
    return render(
        request,
        "screens/audit/events.html",
        {
            "form": form,
            "rows": rows_of(page, zone),
            "next_url": f"?{urlencode({**questions, CURSOR: _cursor(page[-1])})}" if more else "",
            "previous_url": f"?{urlencode(questions)}" if CURSOR in request.GET else "",
            "clear_url": reverse("audit") if questions else "",
        },
    )


@login_required
@require_GET
def audit_case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One case's history: the stages it stood in, and everything that happened, the newest first."""
    case = audited_cases(user_of(request)).filter(uid=uid).first()
    if case is None:
        raise Http404
    zone = zone_of(request)
    events = list(Event.objects.filter(case_uid=uid).order_by("-seq"))
    flow = flow_of(case.kind)
    return render(
        request,
        "screens/audit/case.html",
        {
            "case": case,
            "kind": flow.label,
            "stage": flow.stage(case.state).label,
            "steps": _steps(case.pk, case.kind, zone),
            "rows": rows_of(events, zone, named=Named.of(events)),
        },
    )


def _steps(case_id: int, kind: str, zone: str) -> list[dict[str, Any]]:
    """The stays of a case: stage, office, officer, from, to, due; what was said in them is left out."""
    flow = flow_of(kind)
    steps = Step.objects.filter(process_id=case_id).select_related("holder", "owner").order_by("seq")
    return [
        {
            "seq": step.seq,
            "stage": flow.stage(step.state).label,
            "office": step.holder,
            "officer": step.owner,
            "since": clock.format_local(step.created, zone),
            "until": clock.format_local(step.finished, zone) if step.finished else "",
            "due": clock.format_local(step.due_at, zone),
            "late": bool(step.finished and step.finished > step.due_at),
            "outcome": act_label(f"{kind}.{step.outcome}") if step.outcome else "",
            "undone": step.undone,
        }
        for step in steps
    ]


def _cursor(event: Event) -> str:
    return f"{event.at.astimezone(UTC).isoformat()}~{event.case_uid}~{event.seq}"


def _older_than(events: QuerySet[Event], cursor: str) -> QuerySet[Event]:
    """The events after the one a page ended with, in the order of the list."""
    if not cursor:
        return events
    try:
        at, case, seq = cursor.split("~")
        moment, chain, number = datetime.fromisoformat(at), uuid.UUID(case), int(seq)
    except ValueError:
        raise Http404 from None
    same_moment = Q(at=moment) & (Q(case_uid__lt=chain) | Q(case_uid=chain, seq__lt=number))
    return events.filter(Q(at__lt=moment) | same_moment)
