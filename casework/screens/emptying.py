"""Transferring everything an office holds to another one, before it closes."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access, clock, engine
from casework.engine.emptying import parts_to_pass_on, work_to_pass_on
from casework.errors import NotAllowed, Refused
from casework.models import Case, Organisation, Oversight
from casework.models.organisation import OrganisationQuerySet
from casework.organisations import organisations_where
from casework.roles import Permission
from casework.screens.frame import user_of
from casework.screens.offices import picked
from casework.screens.picking import is_search
from casework.screens.requests import request_id_of
from casework.screens.staff_forms import EmptyForm, WhichOfficeForm


def within_reach(request: HttpRequest) -> OrganisationQuerySet:
    """The offices this person supervises, and those that they oversee."""
    own = organisations_where(user_of(request), Permission.SUPERVISE_CASES).values("pk")
    overseen = Oversight.objects.filter(overseer__in=own).values("organisation")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=overseen))


@login_required
def which_office(request: HttpRequest) -> HttpResponse:
    """Choose the office that is to hold nothing any more."""
    offices = within_reach(request)
    nearest = organisations_where(user_of(request), Permission.SUPERVISE_CASES).order_by("pk").first()
    if nearest is None:
        raise Http404
    sent = request.POST if request.method == "POST" and not is_search(request) else None
    form = picked(request, WhichOfficeForm(sent, offices=offices, near=nearest.region_id))
    if form.is_bound and form.is_valid():
        return redirect("staff_empty", uid=form.cleaned_data["office"].uid)
    page = {"title": _("Limpahkan seluruh kasus"), "submit_label": _("Lanjutkan"), "cancel_url": reverse("staff")}
    lead = _("Pilih kantor yang akan ditutup atau tidak lagi memegang kasus.")
    return render(request, "screens/administration/form.html", {"form": form, "lead": lead, **page})


@login_required
def empty(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Transfer every open case of an office to its successor, all or none."""
    office = get_object_or_404(Organisation.objects.select_related("region"), uid=uid)
    try:
        acting, _role = access.may_empty(user_of(request), office)
    except NotAllowed:
        raise Http404 from None
    count = work_to_pass_on(office, user_of(request), acting).count()
    ended = parts_to_pass_on(office).count()
    besides = Case.objects.open().filter(holder=office).count() - count
    today = clock.today(office.time_zone)
    sent = request.POST if request.method == "POST" and not is_search(request) else None
    form = picked(request, EmptyForm(sent, office=office, today=today, count=count))
    if form.is_bound and form.is_valid():
        try:
            return _transfer(request, office, form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
    page: dict[str, Any] = {
        "title": _("Limpahkan seluruh kasus %s") % office,
        "submit_label": _("Limpahkan seluruh kasus"),
        "cancel_url": reverse("staff"),
        "danger": True,
        "consequences": [
            _("%d kasus terbuka berpindah sekaligus, atau tidak satu pun; yang disegel juga.") % count,
            _("Kantor tujuan menerima setiap kasus seperti serah terima lain; tenggat tahap tetap berjalan."),
            _("Kasus yang menyangkut kantor itu sendiri pergi ke tingkat di atasnya."),
            *(
                [
                    _("Kantor tujuan menggantikan kantor ini dalam %d kasus berakhir yang masih dapat dibuka kembali.")
                    % ended
                ]
                if ended
                else []
            ),
            *(
                [_("%d kasus lain menyangkut Anda atau kantor Anda: orang lain harus melimpahkannya.") % besides]
                if besides
                else []
            ),
        ],
    }
    return render(request, "screens/administration/form.html", {"form": form, **page})


def _transfer(request: HttpRequest, office: Organisation, form: forms.Form) -> HttpResponse:
    answers = form.cleaned_data
    moved = engine.transfer_everything(
        office,
        answers["successor"],
        actor=user_of(request),
        shown=answers["shown"],
        reason=answers["reason"],
        reason_text=answers["reason_text"],
        request_id=request_id_of(request),
    )
    said = {"office": office, "to": answers["successor"], "cases": moved.cases}
    messages.success(request, _("%(cases)d kasus %(office)s dilimpahkan ke %(to)s.") % said)
    return redirect("staff")
