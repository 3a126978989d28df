"""What was filled in at an event, opened from its commitments and put in words."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import closing, rulebook
from casework.acts import act_kind
from casework.audit.openings import open_value
from casework.clock import format_local_date
from casework.forms import FOR_RECEIVER, HOW_SAID
from casework.models import Opening
from casework.stages import flow_of

_OWN: dict[str, Any] = {
    "officer": gettext_lazy("Petugas"),
    "reason_text": gettext_lazy("Penjelasan"),
    FOR_RECEIVER: gettext_lazy("Pesan untuk kantor penerima"),
    "escalation_answer": gettext_lazy("Tanggapan"),
    closing.LETTER: gettext_lazy("Isi surat"),
    closing.GRAVE: gettext_lazy("Alasan tertulis kepala"),
    "behalf_how": gettext_lazy("Disampaikan melalui"),
    "behalf_paper": gettext_lazy("Surat atau catatan"),
}
_UNSAID = ("behalf", "reason")


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


def facts_in_words(kind: str, name: str, content: Mapping[str, Any], opened: Mapping[str, Any]) -> list[str]:
    """What was said at an event, one line each: `Label: value`, or `Label: old → new`; boxes left empty are not."""
    fields, columns = form_fields(kind, name), _columns(kind)
    said = content.get("f", {})
    lines = []
    for path, committed in _in_order(said, fields):
        start, _dot, key = path.partition(".")
        if _is_unsaid(start, key, said, columns) or opened.get(f"{path}.n") is False:
            continue
        field = fields.get(key.lower()) if start == "form" else None
        column = columns.get(key)
        label = _label(path, field, column)
        old, new = (_value(key, committed.get(end), opened.get(f"{path}.{end}"), field, column) for end in ("o", "n"))
        lines.append(f"{label}: {old} → {new}" if old else f"{label}: {new}")
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
        return str(chosen) if chosen is not None else rulebook.name_of(str(value))
    if isinstance(field, forms.DateField) and isinstance(value, str):
        return format_local_date(date.fromisoformat(value))
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


def _columns(kind: str) -> dict[str, Any]:
    """The case's own columns by name: their labels and choices name what forms fill in only when shown."""
    return {column.name: column for column in flow_of(kind).process_class._meta.concrete_fields}


def _is_unsaid(start: str, key: str, said: Mapping[str, Any], columns: Mapping[str, Any]) -> bool:
    """Whether a value says nothing to people, or what another line of the same event says better."""
    is_relation = key in columns and columns[key].is_relation
    if start == "form":
        return key in _UNSAID or key.startswith("child_") or (f"case.{key}" in said and not is_relation)
    return start == "case" and is_relation


def _value(name: str, committed: str | None, opened: Any, field: forms.Field | None, column: Any) -> str:
    if committed is None:
        return ""
    if opened is None:
        return str(_("(dihapus)"))
    if name == "behalf_how":
        return str(dict(HOW_SAID).get(opened, opened))
    chosen = dict(column.flatchoices).get(opened) if column is not None and isinstance(opened, str) else None
    return str(chosen) if chosen is not None else fact_in_words(opened, field)


def _label(path: str, field: forms.Field | None, column: Any) -> str:
    if field is not None and field.label:
        return str(field.label)
    start, _dot, name = path.partition(".")
    if start == "form" and name in _OWN:
        return str(_OWN[name])
    if start == "case" and column is not None:
        return str(column.verbose_name)
    return name.replace("_", " ").capitalize()
