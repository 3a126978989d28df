"""Picking an office on a form by typing its name; those near the case are offered from the start."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.forms import OfficeField
from casework.models import Organisation
from casework.screens.carried import Present
from casework.screens.picking import (
    Candidate,
    Picker,
    Words,
    as_searched,
    chosen_in,
    is_search,
    is_unsent,
    office_fields,
    query_of,
)

SHOWN = 12
"""Offices offered at once."""
WORDS = Words(
    _("Cari kantor"),
    _("Tidak ada kantor bernama itu yang dapat dipilih. Periksa ejaannya, atau tulis nama daerahnya."),
    _("Tidak dipilih"),
    _("Belum dikirim: pilih kantor dari hasil ini."),
)


def offer_offices(form: forms.Form) -> None:
    """Let every field for an office be picked by name; two queries each, however many offices there are.

    The only one that a search finds is chosen by that; a search that finds none leaves none chosen. Without a search
    nothing is chosen for anybody: where a case goes is his decision.
    """
    for name in office_fields(form):
        field = form.fields[name]
        assert isinstance(field, OfficeField)
        query = query_of(form, name)
        found = _found(field, query)
        if not form.is_bound and query and not found:
            form.initial[name] = ""
        elif not form.is_bound and query and len(found) == 1 and not chosen_in(form, name):
            form.initial[name] = str(found[0].uid)
        offered = [*_chosen(field, chosen_in(form, name), found), *found]
        field.widget = Picker(
            WORDS,
            query,
            [Candidate(str(office.uid), office.name, _hint(office)) for office in offered],
            nothing_found=bool(query) and not found,
            not_sent=is_unsent(form, name),
            required=field.required,
        )


def picked(request: HttpRequest, form: forms.Form) -> forms.Form:
    """A form with its offices picked by name; when it searches, what was typed and carried stays as it was."""
    if is_search(request):
        form.initial.update(as_searched(request, form))
        for field in form.fields.values():
            if isinstance(field.widget, Present):
                field.widget = forms.HiddenInput()
    offer_offices(form)
    return form


def _found(field: OfficeField, query: str) -> list[Organisation]:
    """The offices for what was typed, words of the name or of the place; without a word those near by. One query."""
    offices: Any = field.queryset
    for word in query.split():
        word = word.strip(",")
        offices = offices.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(region__path__icontains=word)
        )
    return list(offices.nearest_first(field.near).select_related("region")[:SHOWN])


def _chosen(field: OfficeField, value: Any, found: list[Organisation]) -> list[Organisation]:
    """The office that is chosen already, where the search does not show it."""
    try:
        uid = uuid.UUID(str(value))
    except ValueError:
        return []
    if any(office.uid == uid for office in found):
        return []
    assert field.queryset is not None
    return list(field.queryset.select_related("region").filter(uid=uid))


def _hint(office: Organisation) -> str:
    return f"{office.get_level_display()} · {office.region.path}"
