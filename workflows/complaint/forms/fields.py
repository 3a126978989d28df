"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.clock import is_within_a_year
from casework.forms import ActForm

YES_NO = [("yes", gettext_lazy("Ya")), ("no", gettext_lazy("Tidak"))]


def day(label: Any, **more: Any) -> forms.DateField:
    """A day, picked from a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def text(label: Any, *, rows: int = 3, **more: Any) -> forms.CharField:
    """Several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **more)


def tick(label: Any, **more: Any) -> forms.BooleanField:
    """Something that must be true for the move; whoever cannot tick it cannot go on."""
    return forms.BooleanField(label=label, **more)


def yes_no(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect, **more)


def not_past(form: ActForm, name: str) -> Any:
    """The day given, refused when it lies behind."""
    given = form.cleaned_data.get(name)
    if given and given < form.act.today:
        raise ValidationError(_("Tanggal itu sudah lewat."))
    return given


def due_next(form: ActForm, name: str) -> Any:
    """The day on which a promise is looked at next: ahead, but not so far that nobody would."""
    given = not_past(form, name)
    if given and not is_within_a_year(given, form.act.today):
        raise ValidationError(_("Paling lambat setahun lagi: janji yang lebih lama ditinjau sebelum itu."))
    return given


def not_future(form: ActForm, name: str) -> Any:
    """The day given, refused when it has not come yet."""
    given = form.cleaned_data.get(name)
    if given and given > form.act.today:
        raise ValidationError(_("Tanggal itu belum terjadi."))
    return given
