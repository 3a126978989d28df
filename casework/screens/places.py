"""Picking a place on a form by typing its name."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import Region
from casework.regions import search_regions
from casework.screens.picking import Candidate, Picker, Words, chosen_in, is_unsent, place_fields, query_of

WORDS = Words(
    _("Cari tempat"),
    _("Tidak ada tempat bernama itu. Periksa ejaannya, atau tulis juga nama kecamatannya."),
    _("Belum diketahui"),
    _("Belum dikirim: pilih tempat dari hasil ini."),
)


def offer_places(form: forms.Form, today: date, *, own: Region | None = None) -> None:
    """Let every field for a place be picked by name.

    Arguments: `today`, for which places exist; `own`, the place of the officer's office, offered and
    chosen from the start where it fits.
    """
    for name in place_fields(form):
        field = form.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        query = query_of(form, name)
        found = _found(field, query, today)
        places = _places_of(field)
        fitting = own.pk if own is not None and places.filter(pk=own.pk).exists() else None
        if not form.is_bound and len(found) == 1:
            form.initial[name] = found[0].pk
        elif not form.is_bound and fitting and form.add_prefix(name) not in form.initial:
            form.initial[name] = fitting
        wanted = [getattr(code, "pk", code) for code in (chosen_in(form, name), fitting) if code]
        candidates = list(places.filter(pk__in=wanted))
        candidates += [place for place in found if place not in candidates]
        nothing_found = bool(query) and not found
        offered = [Candidate(place.pk, place.path) for place in candidates]
        field.widget = Picker(
            WORDS,
            query,
            offered,
            nothing_found=nothing_found,
            not_sent=is_unsent(form, name),
            required=field.required,
        )


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
