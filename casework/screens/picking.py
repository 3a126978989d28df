"""Picking one of very many things on a form by typing its name: without JavaScript, by a button that searches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from casework.forms import OfficeField
from casework.late_choice import LateChoiceField
from casework.models import Region

SEARCH = "cari_nama"
"""Name of the buttons that search instead of sending the form."""


@dataclass(frozen=True)
class Candidate:
    """One thing that can be chosen: its value, what it is called, and what tells it apart."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Words:
    """What a picker says: on its button, when nothing was found, for the choice of nothing, and when not sent."""

    search: Any
    nothing_found: Any
    none: Any
    not_sent: Any


class Picker(forms.Widget):
    """A box for the name, a button that searches, and what was found as radio buttons."""

    template_name = "screens/places/picker.html"
    use_fieldset = True

    def __init__(
        self,
        words: Words,
        query: str,
        candidates: list[Candidate],
        *,
        nothing_found: bool,
        not_sent: bool,
        required: bool,
    ) -> None:
        super().__init__()
        self.words = words
        self.query = query
        self.candidates = candidates
        self.nothing_found = nothing_found
        self.not_sent = not_sent
        self.is_required = required

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = str(value or "")
        context["widget"] |= {
            "search": SEARCH,
            "words": self.words,
            "query": self.query,
            "searched": self.query,
            "nothing_found": self.nothing_found,
            "not_sent": self.not_sent,
            "candidates": [(one, one.value == chosen) for one in self.candidates],
            "nothing_chosen": not chosen,
        }
        return context


def query_of(form: forms.Form, name: str) -> str:
    """What was typed into a field's box, spaces joined."""
    typed: Any = form.data if form.is_bound else form.initial
    return " ".join(str(typed.get(f"{form.add_prefix(name)}_query") or "").split())


def chosen_in(form: forms.Form, name: str) -> Any:
    """What is chosen in a field as it stands."""
    return (
        form.data.get(form.add_prefix(name)) if form.is_bound else form.get_initial_for_field(form.fields[name], name)
    )


def is_search(request: HttpRequest) -> bool:
    """Whether a form was sent to search: by a search button, or with a name typed and not yet searched for."""
    post = request.POST
    return SEARCH in post or any(_is_unsearched(post, name) for name in _boxes(post))


def _is_unsearched(post: QueryDict, name: str) -> bool:
    query = str(post.get(f"{name}_query", "")).split()
    return bool(query) and query != str(post.get(f"{name}_searched", "")).split()


def without_boxes(data: QueryDict) -> QueryDict:
    """What was sent, without what only served the search."""
    for name in _boxes(data):
        for key in (f"{name}_query", f"{name}_searched"):
            data.pop(key, None)
    return data


def _boxes(post: QueryDict) -> list[str]:
    return [key.removesuffix("_query") for key in post if key.endswith("_query")]


def as_typed(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """What stands in a form that is shown again unchecked, as its initial values."""
    typed = {
        name: field.widget.value_from_datadict(request.POST, request.FILES, form.add_prefix(name))
        for name, field in form.fields.items()
    }
    for name in picked_fields(form):
        key = form.add_prefix(name)
        typed[f"{key}_query"] = request.POST.get(f"{key}_query", "")
    return typed


def as_searched(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """The same for a form that searched, with what `is_unsent()` asks."""
    typed = as_typed(request, form)
    for name in picked_fields(form):
        key = form.add_prefix(name)
        typed[f"{key}_unsent"] = SEARCH not in request.POST and _is_unsearched(request.POST, key)
    return typed


def is_unsent(form: forms.Form, name: str) -> bool:
    """Whether the form was meant to be sent, and searched instead for what stood in this field's box."""
    return not form.is_bound and bool(form.initial.get(f"{form.add_prefix(name)}_unsent"))


def picked_fields(form: forms.Form) -> list[str]:
    """The fields of a form that are picked by name: places and offices."""
    return [*place_fields(form), *office_fields(form)]


def place_fields(form: forms.Form) -> list[str]:
    return [name for name, field in form.fields.items() if not field.widget.is_hidden and _asks_place(field)]


def office_fields(form: forms.Form) -> list[str]:
    return [
        name for name, field in form.fields.items() if isinstance(field, OfficeField) and not field.widget.is_hidden
    ]


def _asks_place(field: forms.Field) -> bool:
    if not isinstance(field, forms.ModelChoiceField) or isinstance(field, LateChoiceField):
        return False
    return field.queryset is not None and field.queryset.model is Region
