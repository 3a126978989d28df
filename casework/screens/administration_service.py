"""Whom an office serves, who oversees it, and on which days it is closed."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casework.administration import (
    Reach,
    add_overseer,
    close_day,
    drop_overseer,
    serve_region,
    stop_serving_region,
    years_without_joint_leave,
)
from casework.administration.reach import today
from casework.models import LocalClosure, Organisation, Oversight, Region, ServedRegion
from casework.screens.administration import office_or_404
from casework.screens.administration_asking import ask, for_administrators, page_of
from casework.screens.administration_forms import (
    ClosureForm,
    ConfirmForm,
    DayForm,
    OverseerForm,
    RegionClosureForm,
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
    served = get_object_or_404(found.served_regions.select_related("region"), pk=pk)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        stop_serving_region(reach, ServedRegion.objects.select_related("organisation").get(pk=pk), cleaned["on"])
        messages.success(request, _("Layanan wilayah itu diakhiri."))
        return redirect("office", uid=uid)

    return ask(
        request,
        DayForm,
        act,
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


@for_administrators
def office_closure(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Record a day off of one office."""
    found = office_or_404(reach, uid)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        return _close(request, reach, cleaned, found, None, "office", uid=uid)

    title = _("Catat libur %s") % found
    back = reverse("office", args=[uid])
    return ask(request, ClosureForm, act, title=title, submit_label=_("Catat"), cancel_url=back)


@for_administrators
def closures(request: HttpRequest, reach: Reach) -> HttpResponse:
    """The days off of offices and regions, the latest first."""
    days = LocalClosure.objects.select_related("organisation", "region").order_by("-date", "pk")
    if not reach.everything:
        days = days.filter(organisation__in=reach.offices().values("pk"))
    shown = {"may_close_region": reach.everything, "years_unknown": years_without_joint_leave()}
    return render(request, "screens/administration/closures.html", shown | page_of(request, days))


@for_administrators
def region_closure(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Record a day off of every office of a region."""

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        return _close(request, reach, cleaned, None, cleaned["region"], "closures")

    title = _("Catat libur untuk seluruh wilayah")
    back = reverse("closures")
    return ask(request, RegionClosureForm, act, title=title, submit_label=_("Catat"), cancel_url=back)


def _close(
    request: HttpRequest,
    reach: Reach,
    cleaned: dict[str, Any],
    office: Organisation | None,
    region: Region | None,
    then: str,
    **arguments: Any,
) -> HttpResponse:
    _closure, touched = close_day(
        reach, cleaned["date"], cleaned["name"], cleaned["decided_by"], office=office, region=region
    )
    messages.success(
        request,
        ngettext(
            "Libur dicatat. %d tenggat yang sedang berjalan melewati hari itu.",
            "Libur dicatat. %d tenggat yang sedang berjalan melewati hari itu.",
            touched,
        )
        % touched,
    )
    return redirect(then, **arguments)
