"""Offices on the administrators' screens: found, added, changed, closed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.administration import Reach, change_office, close_office, open_office
from casework.administration.reach import today
from casework.levels import Level
from casework.models import Membership, Organisation
from casework.organisations import gaps
from casework.organisations.finding import GRAIN
from casework.screens.administration_asking import ask, for_administrators, page_of
from casework.screens.administration_forms import ChangeOfficeForm, DayForm, OfficeForm
from casework.shown import SHOWN


class FindOfficeForm(forms.Form):
    cari = forms.CharField(label=gettext_lazy("Nama kantor"), required=False)
    tingkat = forms.ChoiceField(
        label=gettext_lazy("Tingkat"), choices=[("", gettext_lazy("Semua tingkat")), *Level.choices], required=False
    )
    tutup = forms.BooleanField(label=gettext_lazy("Juga yang sudah ditutup"), required=False)


class GapForm(forms.Form):
    tingkat = forms.ChoiceField(
        label=gettext_lazy("Tingkat"), choices=[(level, Level(level).label) for level in GRAIN], required=False
    )


def office_or_404(reach: Reach, uid: uuid.UUID) -> Organisation:
    """An office the administrator manages."""
    return get_object_or_404(reach.offices().select_related("region"), uid=uid)


@for_administrators
def index(request: HttpRequest, reach: Reach) -> HttpResponse:
    """The offices this administrator manages, by name."""
    form = FindOfficeForm(request.GET)
    offices = reach.offices().select_related("region").order_by("name", "pk")
    asked = form.cleaned_data if form.is_valid() else {}
    for word in asked.get("cari", "").split():
        offices = offices.filter(Q(name__icontains=word) | Q(short_name__icontains=word))
    if asked.get("tingkat"):
        offices = offices.filter(level=asked["tingkat"])
    if not asked.get("tutup"):
        offices = offices.exclude(closed_on__lte=today())
    shown = {"form": form, "clear_url": reverse("administration"), "may_add": bool(reach.creates)}
    return render(request, "screens/administration/index.html", shown | page_of(request, offices))


@for_administrators
def office(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """One office: its data, whom it serves, who oversees it, who works there, its days off."""
    found = office_or_404(reach, uid)
    members = Membership.objects.filter(organisation=found).select_related("user").order_by("user__full_name", "pk")
    now = today()
    shown = {
        "found": found,
        "is_closed": found.closed_on is not None and found.closed_on <= now,
        "opens_later": found.opened_on > now,
        "is_own": found in reach.own,
        "served": found.served_regions.select_related("region").order_by("region__path", "period"),
        "ladder": found.ladder.select_related("overseer"),
        "members": members.exclude(until__lte=now),
        "former": members.filter(until__lte=now).order_by("-until")[:20],
        "closures": found.closures.filter(date__gte=now.replace(month=1, day=1)),
    }
    return render(request, "screens/administration/office.html", shown)


@for_administrators
def office_new(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Add an office."""

    def make(data: Any = None, initial: Any = None) -> OfficeForm:
        return OfficeForm(data, initial=initial, reach=reach)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        opened = open_office(reach, Organisation(**cleaned))
        messages.success(request, _("%s sudah ditambahkan. Sekarang beri wilayah layanan dan orangnya.") % opened)
        return redirect("office", uid=opened.uid)

    return ask(
        request, make, act, title=_("Tambah kantor"), submit_label=_("Tambahkan"), cancel_url=reverse("administration")
    )


@for_administrators
def office_change(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Change name, contact or address of an office."""
    found = office_or_404(reach, uid)

    def make(data: Any = None, initial: Any = None) -> ChangeOfficeForm:
        return ChangeOfficeForm(data, initial=initial, instance=found)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        shown = {name: value for name in cleaned if (value := request.POST.get(f"{SHOWN}{name}")) is not None}
        change_office(reach, office_or_404(reach, uid), cleaned, shown)
        messages.success(request, _("Data kantor disimpan."))
        return redirect("office", uid=found.uid)

    back = reverse("office", args=[uid])
    return ask(request, make, act, title=_("Ubah data kantor"), submit_label=_("Simpan"), cancel_url=back)


@for_administrators
def office_close(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Close an office that holds no cases any more."""
    found = office_or_404(reach, uid)

    def act(cleaned: dict[str, date]) -> HttpResponse:
        close_office(reach, found, cleaned["on"])
        messages.success(request, _("%s ditutup.") % found)
        return redirect("office", uid=found.uid)

    return ask(
        request,
        DayForm,
        act,
        title=_("Tutup %s?") % found,
        consequences=[
            _("Penugasan semua orang di kantor ini berakhir."),
            _("Layanan wilayahnya berakhir; wilayah tanpa kantor ditangani tingkat di atasnya."),
            _("Kantor yang masih memegang kasus terbuka tidak dapat ditutup."),
        ],
        submit_label=_("Tutup kantor"),
        danger=True,
        cancel_url=reverse("office", args=[uid]),
    )


@for_administrators
def service_gaps(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Places in his regions that no open and staffed office of a level serves."""
    form = GapForm({"tingkat": request.GET.get("tingkat") or Level.DISTRICT})
    level = form.cleaned_data["tingkat"] if form.is_valid() else Level.DISTRICT
    places = gaps(level, today()).order_by("path")
    if not reach.everything:
        around = Q(pk__in=[])
        for code in reach.served:
            around |= Q(code=code) | Q(code__startswith=f"{code}.")
        places = places.filter(around)
    shown = {"form": form, "clear_url": reverse("service_gaps"), "level": Level(level).label}
    return render(request, "screens/administration/gaps.html", shown | page_of(request, places))
