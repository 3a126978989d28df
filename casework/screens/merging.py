"""Two records side by side: making them one person's, and undoing it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import clock
from casework.errors import Refused
from casework.models import Person, User
from casework.people import mask_nik, merge, unmerge, visible_people
from casework.screens.acting_office import ask_office, chosen_office, offices_of
from casework.screens.frame import user_of
from casework.screens.person import cases_of, seen_person
from casework.screens.requests import once, request_id_of


class ReasonForm(forms.Form):
    """Why; what is written here is kept with both records."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 3}), min_length=10, max_length=1000
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


@login_required
@once
def merge_people(request: HttpRequest, uid: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Compare two records and make the second a double of the first."""
    keep, double = _record(user_of(request), uid), _record(user_of(request), other)
    if keep == double:
        raise Http404
    offices = offices_of(request)
    form = ReasonForm(request.POST or None)
    ask_office(form, offices)
    if form.is_bound and form.is_valid():
        try:
            office = chosen_office(form, offices)
            merge(keep, double, user_of(request), office, form.cleaned_data["reason"], request_id_of(request))
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Kedua catatan kini satu orang. Penggabungan ini dapat dibatalkan."))
            return redirect("person", uid=keep.uid)
    context = {
        "form": form,
        "keep": keep,
        "double": double,
        "rows": _side_by_side(keep, double),
        "keep_cases": cases_of(user_of(request), keep),
        "double_cases": cases_of(user_of(request), double),
        "request_id": request_id_of(request),
    }
    return render(request, "screens/person/merge.html", context)


@login_required
@once
def unmerge_person(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Make a merged double a record of its own again."""
    record = seen_person(user_of(request), uid)
    double = record.doubles.filter(uid=uid).first()
    if double is None:
        raise Http404
    offices = offices_of(request)
    form = ReasonForm(request.POST or None)
    ask_office(form, offices)
    if form.is_bound and form.is_valid():
        try:
            office = chosen_office(form, offices)
            unmerge(double, user_of(request), office, form.cleaned_data["reason"], request_id_of(request))
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Penggabungan dibatalkan. Keduanya kembali menjadi catatan sendiri-sendiri."))
            return redirect("person", uid=record.uid)
    context = {"form": form, "record": record, "double": double, "request_id": request_id_of(request)}
    return render(request, "screens/person/unmerge.html", context)


def _record(user: User, uid: uuid.UUID) -> Person:
    found = visible_people(user).select_related("village", "created_office").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _side_by_side(keep: Person, double: Person) -> list[dict[str, Any]]:
    """What both records say; a NIK is masked, but whether both are the same is told."""
    rows = []
    for label, tell in _COMPARED:
        one, two = tell(keep), tell(double)
        rows.append({"label": label, "keep": one, "double": two, "differs": bool(one and two and one != two)})
    rows[1]["differs"] = bool(keep.nik and double.nik and keep.nik != double.nik)
    return rows


def _born(person: Person) -> str:
    return clock.format_local_date(person.birth_date) if person.birth_date else str(person.birth_year or "")


_COMPARED = (
    (gettext_lazy("Nama"), lambda person: person.shown_name),
    (gettext_lazy("NIK"), lambda person: mask_nik(person.nik)),
    (gettext_lazy("Lahir"), _born),
    (gettext_lazy("Jenis kelamin"), lambda person: str(person.get_sex_display())),
    (gettext_lazy("Asal"), lambda person: person.village.path if person.village else ""),
    (gettext_lazy("Alamat"), lambda person: person.address),
    (gettext_lazy("Telepon"), lambda person: ", ".join(sorted(phone.number for phone in person.phones.all()))),
    (gettext_lazy("Paspor"), lambda person: ", ".join(sorted(map(str, person.passports.all())))),
    (gettext_lazy("Keluarga terdekat"), lambda person: ", ".join(sorted(kin.name for kin in person.next_of_kin.all()))),
    (gettext_lazy("Didaftarkan di"), lambda person: str(person.created_office)),
)
