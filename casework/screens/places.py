"""Picking a place on a form by typing its name: without JavaScript, by a button that searches."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from casework.models import Region
from casework.regions import search_regions

SEARCH = "cari_tempat"
"""Name of the buttons that search instead of sending the form."""


class PlacePicker(forms.Widget):
    """A box for the name, a button that searches, and the places found as radio buttons."""

    template_name = "screens/places/picker.html"
    use_fieldset = True

    def __init__(self, query: str, candidates: list[Region], *, nothing_found: bool, required: bool) -> None:
        super().__init__()
        self.query = query
        self.candidates = candidates
        self.nothing_found = nothing_found
        self.is_required = required

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = getattr(value, "pk", value) or ""
        context["widget"] |= {
            "search": SEARCH,
            "query": self.query,
            "searched": self.query,
            "nothing_found": self.nothing_found,
            "places": [
                {"code": place.pk, "path": place.path, "checked": place.pk == chosen} for place in self.candidates
            ],
            "unknown_checked": not chosen,
        }
        return context


def offer_places(form: forms.Form, today: date, *, own: Region | None = None) -> None:
    """Let every field for a place be picked by name.

    Arguments: `today`, for which places exist; `own`, the place of the officer's office, offered and
    chosen from the start where it fits.
    """
    for name, field in _place_fields(form):
        key = form.add_prefix(name)
        typed: Any = form.data if form.is_bound else form.initial
        query = " ".join(str(typed.get(f"{key}_query") or "").split())
        found = _found(field, query, today)
        places = _places_of(field)
        fitting = own.pk if own is not None and places.filter(pk=own.pk).exists() else None
        if not form.is_bound and len(found) == 1:
            form.initial[name] = found[0].pk
        elif not form.is_bound and fitting and key not in typed:
            form.initial[name] = fitting
        chosen = form.data.get(key) if form.is_bound else form.initial.get(name, field.initial)
        wanted = [code for code in (chosen, fitting) if code]
        candidates = list(places.filter(pk__in=wanted))
        candidates += [place for place in found if place not in candidates]
        nothing_found = bool(query) and not found
        field.widget = PlacePicker(query, candidates, nothing_found=nothing_found, required=field.required)


def is_place_search(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the form was sent to search for a place: by its button, or with a name not yet searched for."""
    if SEARCH in request.POST:
        return True
    keys = [form.add_prefix(name) for name, _field in _place_fields(form)]
    typed = [(request.POST.get(f"{key}_query", ""), request.POST.get(f"{key}_searched", "")) for key in keys]
    return any(query.split() and query.split() != searched.split() for query, searched in typed)


def as_typed(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """What stands in a form that is shown again unchecked, as its initial values."""
    typed = {
        name: field.widget.value_from_datadict(request.POST, request.FILES, form.add_prefix(name))
        for name, field in form.fields.items()
    }
    for name, _field in _place_fields(form):
        key = form.add_prefix(name)
        typed[f"{key}_query"] = request.POST.get(f"{key}_query", "")
    return typed


def _place_fields(form: forms.Form) -> list[tuple[str, forms.ModelChoiceField]]:
    return [
        (name, field)
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField) and not field.widget.is_hidden and _asks_place(field)
    ]


def _asks_place(field: forms.ModelChoiceField) -> bool:
    return field.queryset is not None and field.queryset.model is Region


def _places_of(field: forms.ModelChoiceField) -> QuerySet[Region]:
    assert field.queryset is not None
    return field.queryset


def _found(field: forms.ModelChoiceField, query: str, today: date) -> list[Region]:
    if not query:
        return []
    places = _places_of(field)
    level = Region.Level.VILLAGE if not places.exclude(level=Region.Level.VILLAGE).exists() else None
    found = [place.pk for place in search_regions(query, today, level=level)]
    allowed = places.in_bulk(found)
    return [allowed[code] for code in found if code in allowed]
