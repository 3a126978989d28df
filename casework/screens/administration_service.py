"""Whom an office serves, and who oversees it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.administration import (
    Reach,
    add_overseer,
    drop_overseer,
    last_changed,
    serve_region,
    stop_serving_region,
)
from casework.administration.reach import today
from casework.models import Organisation, Oversight
from casework.screens.administration import office_or_404
from casework.screens.administration_asking import ask, for_administrators
from casework.screens.administration_forms import (
    ConfirmForm,
    DayForm,
    OverseerForm,
    ServeForm,
)

OFFERED = 20
"""Offices offered for one search."""


class FindOverseerForm(forms.Form):
    cari = forms.CharField(label=gettext_lazy("Nama kantor pengawas"), required=False)


@for_administrators
def office_serve(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Let an office serve a region."""
    found = office_or_404(reach, uid)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        serve_region(reach, found, cleaned["region"], cleaned["since"], cleaned["until"])
        messages.success(request, _("%s sekarang melayani wilayah itu.") % found)
        return redirect("office", uid=uid)

    return ask(
        request,
        ServeForm,
        act,
        title=_("Tambah wilayah layanan %s") % found,
        lead=_("Yang terletak di dalam wilayah itu ikut dilayani. Kantor dengan wilayah lebih kecil didahulukan."),
        submit_label=_("Tambahkan"),
        cancel_url=reverse("office", args=[uid]),
    )


@for_administrators
def office_stop_serving(request: HttpRequest, reach: Reach, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Let an office no longer serve a region."""
    found = office_or_404(reach, uid)
    served = get_object_or_404(found.served_regions.select_related("region", "organisation"), pk=pk)

    def make(data: Any = None, initial: Any = None) -> DayForm:
        return DayForm(data, initial=initial, ends=served.period.upper)

    def changed_by() -> list[str]:
        return last_changed(found, "office.serves_no_more", region=served.region_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        stop_serving_region(reach, served, cleaned["on"])
        messages.success(request, _("Layanan wilayah itu diakhiri."))
        return redirect("office", uid=uid)

    return ask(
        request,
        make,
        act,
        changed_by,
        title=_("Akhiri layanan untuk %s?") % served.region,
        consequences=[_("Kasus baru dari sana pergi ke kantor lain yang melayani, atau ke tingkat di atasnya.")],
        submit_label=_("Akhiri"),
        danger=True,
        cancel_url=reverse("office", args=[uid]),
    )


@for_administrators
def office_oversee(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Add an overseer: search by name, then choose."""
    office = office_or_404(reach, uid)
    search = FindOverseerForm(request.GET)
    words = search.cleaned_data["cari"].split() if search.is_valid() else []
    offices = Organisation.objects.open_on(today()).exclude(pk=office.pk).order_by("name", "pk")
    for word in words:
        offices = offices.filter(name__icontains=word)
    found = list(offices[:OFFERED]) if words else []

    def make(data: Any = None, initial: Any = None) -> OverseerForm:
        return OverseerForm(data, initial=initial, found=found)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        add_overseer(reach, office, cleaned["overseer"], cleaned["step"])
        messages.success(request, _("%(overseer)s sekarang mengawasi %(office)s.") % {**cleaned, "office": office})
        return redirect("office", uid=uid)

    return ask(
        request,
        make,
        act,
        title=_("Tambah pengawas %s") % office,
        lead=_("Pengawas mendengar bila tenggat kantor ini terlewat."),
        search=search,
        hide_form=not found,
        nothing_found=bool(words) and not found,
        submit_label=_("Tambahkan"),
        cancel_url=reverse("office", args=[uid]),
    )


@for_administrators
def office_drop_overseer(request: HttpRequest, reach: Reach, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Remove an overseer from a step of the ladder."""
    office = office_or_404(reach, uid)
    rung = get_object_or_404(Oversight.objects.select_related("overseer", "organisation"), organisation=office, pk=pk)

    def act(_cleaned: dict[str, Any]) -> HttpResponse:
        drop_overseer(reach, rung)
        messages.success(request, _("Pengawas dihapus dari jenjang itu."))
        return redirect("office", uid=uid)

    return ask(
        request,
        ConfirmForm,
        act,
        title=_("Hapus %(overseer)s dari jenjang %(step)d?") % {"overseer": rung.overseer, "step": rung.ladder_step},
        submit_label=_("Hapus"),
        danger=True,
        cancel_url=reverse("office", args=[uid]),
    )
