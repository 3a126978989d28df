"""What a form showed and would overwrite: carried by the page, and compared with what is there when it is sent.

Acts that move nothing leave the case's version alone, so that a note does not refuse somebody else's form. What they
overwrite is guarded one by one: by the values of the form's own fields, and by what else it goes by (`Shows`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import Truncator, normalize_newlines
from django.utils.translation import gettext as _

from casework.clock import format_local_date

LONGEST_SAID = 80
"""Characters of a changed value that a refusal quotes: enough to know it again."""
SHOWN = "initial-"
"""Begins the hidden inputs in which a form carries the values that it showed."""
_BESIDE = f"{SHOWN}beside-"


@dataclass(frozen=True)
class Known:
    """A value that a form goes by and that none of its fields shows as it is; the page carries a keyed digest of it.

    `label` is what it is called, `words` how people read it, if not as `value` is written.
    """

    label: Any
    value: Any
    words: Any = ""

    def said(self) -> str:
        """The value as people read it."""
        return in_short(self.words or ("" if self.value is None else str(self.value)))

    def digest(self, name: str) -> str:
        """What the page carries: says whether the value is the same, and to whoever has not the key nothing else."""
        return salted_hmac("casework.shown", f"{name}:{self.value}", algorithm="sha256").hexdigest()


class Shows(forms.Form):
    """Base of forms that overwrite something which is not the present value of one of their fields."""

    def known(self) -> Mapping[str, Known]:
        """What the form goes by, by name; events that change it name it so."""
        return {}

    def overwrites(self) -> Iterable[str]:
        """The names of what would be overwritten by what was filled in; everything known unless told otherwise."""
        return self.known()


def known_column(row: Model, name: str) -> Known:
    """A column of a row, by its label."""
    column, value = row._meta.get_field(name), getattr(row, name)
    words = format_local_date(value) if isinstance(value, date) else dict(getattr(column, "flatchoices", ())).get(value)
    return Known(getattr(column, "verbose_name", name), value, words)


def shown_values(form: forms.BaseForm) -> dict[str, str]:
    """The values that a form shows or goes by, by the names under which it carries them.

    An empty one is carried like any other: what somebody else fills in meanwhile is not to be overwritten either.
    """
    return {
        f"{SHOWN}{name}": _as_sent(field, form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not field.widget.is_hidden
    } | values_beside(form)


def values_beside(form: forms.BaseForm) -> dict[str, str]:
    """What a form goes by without showing it in a field, by the names under which it is carried."""
    known = form.known() if isinstance(form, Shows) else {}
    return {f"{_BESIDE}{name}": one.digest(name) for name, one in known.items()}


def changed_since_shown(form: forms.BaseForm, today: date) -> dict[str, str]:
    """What a sent form showed otherwise and would overwrite, by name and in words; none for one that carries none.

    Call it for a bound form before its data is used. The day of the act is no value of the case.
    """
    found = changed_beside(form)
    for name, field in form.fields.items():
        if (shown := form.data.get(f"{SHOWN}{name}")) is None:
            continue
        now = _with_one_line_end(_as_sent(field, form[name].initial))
        if now not in (_with_one_line_end(shown), _typed(form, name, field), today.isoformat()):
            found[name] = _now_says(field.label, _in_words(field, now))
    return found | _asked_no_more(form)


def changed_beside(form: forms.BaseForm) -> dict[str, str]:
    """The same of what the form goes by without showing it in a field."""
    found: dict[str, str] = {}
    if not isinstance(form, Shows):
        return found
    known = form.known()
    for name in form.overwrites():
        shown = form.data.get(f"{_BESIDE}{name}")
        if name in known and shown is not None and not constant_time_compare(shown, known[name].digest(name)):
            found[name] = _now_says(known[name].label, known[name].said())
    return found


def _asked_no_more(form: forms.BaseForm) -> dict[str, str]:
    """What was filled in where the page asked for it and nothing asks for it by now: it would be dropped unsaid."""
    declared: dict[str, forms.Field] = getattr(form, "base_fields", {})
    gone = {name: field for name, field in declared.items() if name not in form.fields}
    return {
        name: _("%(field)s: tidak ditanyakan lagi.") % {"field": field.label}
        for name, field in gone.items()
        if (shown := form.data.get(f"{SHOWN}{name}")) is not None and form.data.get(name, "") not in ("", shown)
    }


def in_short(said: Any) -> str:
    """A value in one line of bearable length; a dash for none."""
    return Truncator(" ".join(str(said).split())).chars(LONGEST_SAID) or "—"


def _now_says(label: Any, value: str) -> str:
    return _("%(field)s: sekarang %(value)s.") % {"field": label, "value": value}


def _as_sent(field: forms.Field, value: Any) -> str:
    """A value as the hidden input of its field sends it."""
    prepared = field.hidden_widget().format_value(field.prepare_value(value() if callable(value) else value))
    return "" if prepared is None else str(prepared)


def _typed(form: forms.BaseForm, name: str, field: forms.Field) -> Any:
    """What was filled into a field, as a value of it is carried."""
    value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
    return _with_one_line_end(_as_sent(field, value))


def _with_one_line_end(value: Any) -> Any:
    """A text with the line ends that are stored: browsers send every one as CRLF."""
    return normalize_newlines(value) if isinstance(value, str) else value


def _in_words(field: forms.Field, value: str) -> str:
    choices = dict(getattr(field, "choices", None) or [])
    return in_short(next((label for code, label in choices.items() if str(code) == value), value))
