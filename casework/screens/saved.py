"""Saving a half-typed opening form, going on with it, throwing it away."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework import clock
from casework.models import Organisation, SavedForm
from casework.saved_forms import save_form, saved_forms_of
from casework.screens.frame import user_of
from casework.screens.picking import as_typed
from casework.stages import flows

SAVE, SAVED = "simpan_dulu", "lanjut"
"""The button that saves instead of opening; the address's name for a saved form."""


def saved_form(request: HttpRequest) -> SavedForm | None:
    """The saved form the address names. Raises Http404 for one that is not the person's own, or gone."""
    try:
        uid = uuid.UUID(request.GET[SAVED]) if request.GET.get(SAVED) else None
    except ValueError:
        raise Http404 from None
    if uid is None:
        return None
    found = saved_forms_of(user_of(request)).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def keep(request: HttpRequest, form: forms.Form, office: Organisation, kind: str, saved: SavedForm | None) -> None:
    """Save what stands in a form and say until when; files are not kept."""
    typed = {name: value for name, value in as_typed(request, form).items() if _is_plain(value)}
    questions = {name: value for name, value in request.GET.items() if name != SAVED}
    address = f"{request.path}?{urlencode(questions)}" if questions else request.path
    row = save_form(user_of(request), office, kind, address, typed, uid=saved.uid if saved else None)
    until = clock.format_local(row.expires_at, office.time_zone)
    messages.success(request, _("Isian disimpan sampai %(until)s. Ini belum menjadi kasus.") % {"until": until})


def saved_rows(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's saved forms as lists show them."""
    rows = []
    for saved in saved_forms_of(user_of(request)).select_related("office"):
        flow = flows().get(saved.kind)
        joint = "&" if "?" in saved.address else "?"
        rows.append(
            {
                "uid": saved.uid,
                "label": flow.label if flow else saved.kind,
                "office": saved.office,
                "saved": clock.format_local(saved.saved_at, saved.office.time_zone),
                "until": clock.format_local(saved.expires_at, saved.office.time_zone),
                "url": f"{saved.address}{joint}{urlencode({SAVED: str(saved.uid)})}",
            }
        )
    return rows


@login_required
@require_POST
def throw_away(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Delete one of the person's own saved forms; one that is gone stays so."""
    if SavedForm.objects.filter(uid=uid).exclude(user=user_of(request)).exists():
        raise Http404
    saved_forms_of(user_of(request)).filter(uid=uid).delete()
    messages.success(request, _("Isian yang disimpan sudah dibuang."))
    return redirect("new")


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | bool | int | list)
