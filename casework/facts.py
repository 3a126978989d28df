"""What was filled in at an event, opened from its commitments and put in words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from django import forms
from django.db.models import DateField, DateTimeField, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import closing, rulebook
from casework.acts import act_kind
from casework.audit.openings import open_value
from casework.clock import format_local_date
from casework.forms import HOW_SAID, MESSAGE_TO_RECEIVER, Coded
from casework.models import Opening, Person, Region
from casework.stages import flow_of

_OWN: dict[str, Any] = {
    "officer": gettext_lazy("Petugas"),
    "region": gettext_lazy("Wilayah"),
    "reason_text": gettext_lazy("Penjelasan"),
    MESSAGE_TO_RECEIVER: gettext_lazy("Pesan untuk kantor penerima"),
    "escalation_answer": gettext_lazy("Tanggapan"),
    closing.LETTER: gettext_lazy("Isi surat"),
    closing.GRAVE: gettext_lazy("Alasan tertulis kepala"),
    "behalf_how": gettext_lazy("Disampaikan melalui"),
    "behalf_paper": gettext_lazy("Surat atau catatan"),
}
_UNSAID = ("behalf", "reason", "new")
_PLACES = ("region", "case.region", "person.village")
"""Where events say a place, by its code."""
_RECORDS: dict[str, type[Model]] = {"person": Person}


def declare_record(start: str, model: type[Model]) -> None:
    """Let what events say of a record beside the case (`police.status`) be named by its columns and their `names`."""
    _RECORDS[start] = model


def declare_facts(labels: Mapping[str, Any]) -> None:
    """Give what is said in an event without a form its labels, by name."""
    _OWN.update(labels)


def openings_of(event_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The values committed to by events: event id -> path -> value; one query.

    A value whose opening was deleted is left out; the chain stays whole without it.
    """
    found: dict[str, dict[str, Any]] = {}
    for opening in Opening.objects.filter(event_id__in=[uuid.UUID(each) for each in event_ids]):
        event_id = str(opening.event_id)
        try:
            value = json.loads(open_value(event_id, opening.path, bytes(opening.ciphertext)))
        except InvalidTag:
            value = _("(tidak dapat dibuka)")
        found.setdefault(event_id, {})[opening.path] = value
    return found


def name_places(opened: Mapping[str, dict[str, Any]]) -> None:
    """Put the names of places where values said at events, as `openings_of()` gives them, are codes of places.

    One query if there are any, else none. A code that no place has any more stays.
    """
    codes = [
        (said, path, value)
        for said in opened.values()
        for path, value in said.items()
        if path.rpartition(".")[0] in _PLACES and value
    ]
    if not codes:
        return
    places = Region.objects.filter(code__in={code for _said, _path, code in codes})
    names = dict(places.values_list("code", "path"))
    for said, path, code in codes:
        said[path] = names.get(code, code)


def facts_in_words(kind: str, name: str, content: Mapping[str, Any], opened: Mapping[str, Any]) -> list[str]:
    """What was said at an event, one line each: `Label: value`, or `Label: old → new`; boxes left empty are not."""
    fields = form_fields(kind, name)
    said = content.get("f", {})
    elsewhere = {tuple(path.split(".", 1)) for path in said if not path.startswith("form.")}
    lines = []
    for path, committed in _in_order(said, fields):
        start, key = path.split(".", 1) if "." in path else ("case", path)
        column = _column(kind, start, key)
        if _is_unsaid(start, key, elsewhere, kind, column) or opened.get(f"{path}.n") is False:
            continue
        field = fields.get(key.lower()) if start == "form" else None
        if isinstance(field, Coded) and field.column:
            column = _column(kind, "case", field.column)
        label = _label(start, key, field, column)
        old, new = (_value(key, committed.get(end), opened.get(f"{path}.{end}"), field, column) for end in ("o", "n"))
        lines.append(f"{label}: {old} → {new or '–'}" if old else f"{label}: {new}")
    return lines


def _in_order(said: Mapping[str, Any], fields: Mapping[str, forms.Field]) -> list[tuple[str, Any]]:
    """What was said as the form asked for it, then what came with every form, then the rest by name.

    Events keep it by name, where "what happened" would come last.
    """
    places = {key: place for place, key in enumerate(dict.fromkeys([*fields, *_OWN]))}
    return sorted(said.items(), key=lambda one: places.get(one[0].rpartition(".")[2].lower(), len(places)))


def form_fields(kind: str, name: str) -> dict[str, forms.Field]:
    """The declared fields of a move's, an act's or the opening's form, by name in lower case."""
    model = flow_of(kind).process_class
    declared = model.all_moves().get(name)
    if declared is not None:
        form = declared.form
    elif name == "open":
        form = model.opening_form
    else:
        try:
            form = act_kind(name).form
        except LookupError:
            form = None
    return {field.lower(): value for field, value in getattr(form, "base_fields", {}).items()}


def fact_in_words(value: Any, field: forms.Field | None) -> str:
    """One value as people read it: the label of a choice, a date in words, yes and no."""
    if isinstance(value, Mapping):
        return str(value.get("text", ""))
    if isinstance(value, list):
        return ", ".join(fact_in_words(each, field) for each in value)
    if isinstance(value, bool):
        return str(_("Ya") if value else _("Tidak"))
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        chosen = dict(_flat(field.choices)).get(str(value))
        names = getattr(field, "names", "")
        if chosen is None and names:
            return rulebook.label(names, str(value))
        return str(chosen) if chosen is not None else rulebook.name_of(str(value))
    if isinstance(field, forms.DateField) and isinstance(value, str):
        return _as_date(value)
    return str(value)


def label_of_field(name: str, field: forms.Field | None) -> str:
    """What a field of a form is called; empty where nothing but its name is known."""
    return str(field.label if field is not None and field.label else _OWN.get(name, ""))


def _flat(choices: Any) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label


def _column(kind: str, start: str, key: str) -> Any:
    """The column that something said is kept in, or of the same name as what was filled in; None where there is none.

    Of the case itself, or of a record beside it, whose labels and choices also name what a form fills in for it.
    """
    models: list[type[Model]] = [flow_of(kind).process_class]
    if start != "case":
        models = [_RECORDS[start]] if start in _RECORDS else [*models, *_RECORDS.values()]
    found = (column for model in models for column in model._meta.concrete_fields if column.name == key)
    return next(found, None)


def _is_unsaid(start: str, key: str, elsewhere: Collection[tuple[str, ...]], kind: str, column: Any) -> bool:
    """Whether a value says nothing to people, or what another line of the same event says better.

    Arguments: `elsewhere`, what else but the form the event says, as pairs of where and name.
    """
    if start == "form":
        own = _column(kind, "case", key)
        by_case = ("case", key) in elsewhere and not (own is not None and own.is_relation)
        return key in _UNSAID or key.startswith("child_") or by_case or any((r, key) in elsewhere for r in _RECORDS)
    if start == "case" and key == "region":
        return ("person", "village") in elsewhere
    return start == "case" and column is not None and column.is_relation


def _value(name: str, committed: str | None, opened: Any, field: forms.Field | None, column: Any) -> str:
    if committed is None:
        return ""
    if opened is None:
        return str(_("(dihapus)"))
    if name == "behalf_how":
        return str(dict(HOW_SAID).get(opened, opened))
    if field is None and column is not None and isinstance(opened, str):
        return _of_column(column, opened)
    if not getattr(field, "names", "") and column is not None and isinstance(opened, str):
        chosen = dict(column.flatchoices).get(opened)
        if chosen is not None:
            return str(chosen)
    return fact_in_words(opened, field)


def _of_column(column: Any, value: str) -> str:
    """What a column holds, by its choices, the rulebook list of its codes, or as a date."""
    names = getattr(column.model, "names", {}).get(column.name)
    if not value:
        return ""
    if names:
        return rulebook.label(names, value)
    if isinstance(column, DateField) and not isinstance(column, DateTimeField):
        return _as_date(value)
    return str(dict(column.flatchoices).get(value, value))


def _as_date(value: str) -> str:
    """A date in words; as it stands where it was said when nothing asked for a date."""
    try:
        return format_local_date(date.fromisoformat(value))
    except ValueError:
        return value


def _label(start: str, key: str, field: forms.Field | None, column: Any) -> str:
    if field is not None and field.label:
        return str(field.label)
    if key in _OWN and (start == "form" or (column is not None and column.is_relation)):
        return str(_OWN[key])
    if column is not None and (start in ("case", *_RECORDS)):
        return str(column.verbose_name)
    return key.replace("_", " ").capitalize()
