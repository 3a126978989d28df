"""The duty roster of an office for its supervisors: who is on duty, when nobody is, adding and withdrawing."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework import clock, duty
from casework.errors import Refused
from casework.forms import OfficerField
from casework.models import DutyShift, Organisation
from casework.screens.frame import user_of
from casework.screens.requests import once, request_id_of
from casework.screens.staff import office_or_404

LISTED = 60
"""Shifts on the page."""


class ShiftForm(forms.Form):
    """Who is on duty, from when to when, and where he is reached; times as the office's clock shows them."""

    officer = OfficerField(label=gettext_lazy("Petugas"))
    starts = forms.DateTimeField(label=gettext_lazy("Mulai"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    ends = forms.DateTimeField(label=gettext_lazy("Selesai"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    phone = forms.CharField(label=gettext_lazy("Nomor telepon piket"), max_length=20)

    def __init__(self, *args: Any, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.zone = ZoneInfo(office.time_zone)
        officer = self.fields["officer"]
        assert isinstance(officer, OfficerField)
        officer.of(office)

    def moment(self, name: str) -> datetime:
        """What was typed, in the office's zone, whichever the page was shown in."""
        typed: datetime = self.cleaned_data[name]
        return typed.replace(tzinfo=None).replace(tzinfo=self.zone)


@login_required
@once
def roster(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the shifts to come and the gaps of the next fourteen days; on POST add a shift."""
    office, now = office_or_404(request, uid), clock.now()
    form = ShiftForm(request.POST or None, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            duty.add_shift(
                office,
                form.cleaned_data["officer"],
                phone=form.cleaned_data["phone"],
                starts_at=form.moment("starts"),
                ends_at=form.moment("ends"),
                actor=user_of(request),
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Piket ditambahkan."))
            return redirect("staff_duty", uid)
    shifts = duty.upcoming(office, now)
    context = {
        "office": office,
        "form": form,
        "shifts": [_shown(shift, now) for shift in shifts[:LISTED]],
        "gaps": duty.gaps_in_words(office, shifts, now),
        "request_id": request_id_of(request),
    }
    return render(request, "screens/staff/duty.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Take a shift out of the roster."""
    shift = get_object_or_404(DutyShift, pk=pk, organisation=office_or_404(request, uid))
    duty.withdraw_shift(shift, actor=user_of(request))
    messages.success(request, _("Piket dibatalkan."))
    return redirect("staff_duty", uid)


def _shown(shift: DutyShift, now: datetime) -> dict[str, Any]:
    zone = shift.organisation.time_zone
    return {
        "shift": shift,
        "from": clock.format_local(shift.starts_at, zone),
        "to": clock.format_local(shift.ends_at, zone),
        "is_now": shift.starts_at <= now,
    }
