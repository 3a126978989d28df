"""Screens of a legal-aid body: its hearings and last days for appeals, and what it did, as lists for paper."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from casework import clock
from casework.access import Depth
from casework.levels import Level
from casework.models import Organisation
from casework.screens.frame import user_of, working_in
from casework.screens.seeing import see
from workflows.legal_aid import assistance, diary

LIST, MONTH = "list", "month"


class CalendarForm(forms.Form):
    """Which body's calendar, and how it is laid out: `month` (its first day) only for the page of a month."""

    office: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Kantor"), queryset=None, to_field_name="uid", required=False, empty_label=_("Semua kantor saya")
    )
    view = forms.ChoiceField(choices=[(LIST, LIST), (MONTH, MONTH)], required=False, widget=forms.HiddenInput)
    month = forms.DateField(
        input_formats=["%Y-%m"],
        required=False,
        widget=forms.HiddenInput,
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 1))],
    )

    def __init__(self, data: Any, bodies: list[Organisation]) -> None:
        super().__init__(data, label_suffix="")
        _offer(self.fields["office"], bodies)


class PeriodForm(forms.Form):
    """Which body's services, between which days (both included)."""

    office: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Kantor"), queryset=None, to_field_name="uid", empty_label=None
    )

    def __init__(self, data: Any, bodies: list[Organisation]) -> None:
        super().__init__(data, label_suffix="")
        _offer(self.fields["office"], bodies)
        for name, label in [("from", _("Dari tanggal")), ("until", _("Sampai tanggal"))]:
            day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            self.fields[name] = forms.DateField(label=label, widget=day)
        self.order_fields(["from", "until", "office"])

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("from") and asked.get("until") and asked["from"] > asked["until"]:
            self.add_error("until", _("Isi tanggal yang sama atau sesudah tanggal pertama."))
        return asked


@login_required
@require_GET
def hearings(request: HttpRequest) -> HttpResponse:
    """What is ahead in court: `?view=list` (default) or `?view=month&month=2026-12`; `?office=` for one body."""
    bodies = _bodies(request)
    form = CalendarForm(request.GET, bodies)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    office = asked["office"]
    today = clock.today((office or bodies[0]).time_zone)
    context: dict[str, Any] = {"today": today, "is_month": asked["view"] == MONTH}
    if context["is_month"]:
        first = asked["month"] or today.replace(day=1)
        context["month"] = diary.month_of(user_of(request), first, today=today, office=office)
        context["weekdays"] = WEEKDAYS.values()
        context["previous_url"] = _address(office, MONTH, diary.month_before(first))
        context["next_url"] = _address(office, MONTH, diary.month_after(first))
    else:
        context["agenda"] = diary.agenda_of(user_of(request), today=today, office=office)
    context["views"] = [
        {"label": label, "url": _address(office, view), "current": context["is_month"] == (view == MONTH)}
        for view, label in [(LIST, _("Daftar")), (MONTH, _("Bulan"))]
    ]
    context["form"] = form if len(bodies) > 1 else None
    return render(request, "legal_aid/hearings.html", context)


@login_required
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """What a body did between two days (`?from=&until=&office=`; by default this month), with totals, for paper."""
    bodies = _bodies(request)
    today = clock.today(bodies[0].time_zone)
    usual = {"from": today.replace(day=1).isoformat(), "until": today.isoformat(), "office": str(bodies[0].uid)}
    form = PeriodForm(usual | {name: value for name, value in request.GET.items() if value}, bodies)
    context: dict[str, Any] = {"form": form, "printed_at": clock.format_local(clock.now(), bodies[0].time_zone)}
    if form.is_valid():
        asked = form.cleaned_data
        context |= {"office": asked["office"], "since": asked["from"], "until": asked["until"]}
        context["services"] = assistance.services_of_body(
            user_of(request), asked["office"], asked["from"], asked["until"]
        )
    if len(bodies) == 1:
        form.fields["office"].widget = form.fields["office"].hidden_widget()
    return render(request, "legal_aid/services.html", context)


@login_required
@require_GET
def case_services(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What was done in one case, and its days in court, for paper; 404 for whoever does not read it in full."""
    seen = see(request, uid, least=Depth.FULL)
    if seen.case.kind != "legal_aid":
        raise Http404
    office = seen.case.holder or seen.case.opener
    context = {
        "case": seen.case,
        "office": office,
        "services": assistance.services_of(seen.case),
        "hearings": assistance.hearings_of(seen.case),
        "printed_at": clock.format_local(seen.now, office.time_zone),
    }
    return render(request, "legal_aid/case_services.html", context)


def _bodies(request: HttpRequest) -> list[Organisation]:
    """The legal-aid bodies in which a person works cases. Raises Http404 for everybody else."""
    bodies = [mine.office for mine in working_in(request) if mine.office.level == Level.LEGAL_AID]
    if not bodies:
        raise Http404
    return bodies


def _offer(field: Any, bodies: list[Organisation]) -> None:
    field.queryset = Organisation.objects.filter(pk__in=[body.pk for body in bodies]).order_by("short_name")


def _address(office: Organisation | None, view: str, month: date | None = None) -> str:
    query = {"view": view} if view != LIST else {}
    query |= {"month": f"{month:%Y-%m}"} if month else {}
    query |= {"office": str(office.uid)} if office else {}
    return reverse("hearings") + (f"?{urlencode(query)}" if query else "")
