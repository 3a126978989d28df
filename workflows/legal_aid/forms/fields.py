"""Fields that the forms of a legal-aid case share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.forms import ActForm, OfficeField, OfficerField
from casework.levels import Level

if TYPE_CHECKING:
    from casework.acting import Act

COUNSEL_KINDS = [("advocate", _("Advokat")), ("paralegal", _("Paralegal di bawah pengawasan advokat"))]


def day(label: Any, **more: Any) -> forms.DateField:
    """A date, picked from the browser's calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def text(label: Any, *, rows: int = 3, max_length: int = 4000, **more: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=max_length, **more)


def ticked(label: Any, **more: Any) -> forms.BooleanField:
    """A statement that must be ticked for the act to go on."""
    return forms.BooleanField(label=label, **more)


def choices_of(name: str, act: Act) -> list[tuple[str, str]]:
    """The codes of a rulebook list that may be chosen today."""
    entries = rulebook.entries(name, act.case.kind, act.today, act.reference_version)
    return [(entry.code, entry.name) for entry in entries]


def not_ahead(form: ActForm, name: str) -> Any:
    """A date on which something happened already."""
    on = form.cleaned_data.get(name)
    if on and on > form.act.today:
        raise ValidationError(_now("Tanggal itu belum tiba."))
    return on


def not_past(form: ActForm, name: str) -> Any:
    """A date on which something is still to happen."""
    on = form.cleaned_data.get(name)
    if on and on < form.act.today:
        raise ValidationError(_now("Tanggal itu sudah lewat."))
    return on


def is_at_a_body(act: Act) -> bool:
    """Whether a legal-aid body holds the case already."""
    return act.case.holder is not None and act.case.holder.level == Level.LEGAL_AID


class CounselForm(ActForm):
    """Who will help the client; the officer named becomes the case's officer."""

    counsel = forms.CharField(label=_("Nama advokat atau paralegal"), max_length=150)
    counsel_kind = forms.ChoiceField(label=_("Sebagai"), choices=COUNSEL_KINDS, widget=forms.RadioSelect)
    officer = OfficerField(label=_("Petugas yang menangani di sistem"), required=False)

    def prepare(self, act: Act) -> None:
        self.fields["officer"].of(act.case.holder)


class BodyForm(ActForm):
    """The legal-aid body that is to act; where one holds the case already, it may stay there."""

    receiving_office = OfficeField(label=_("Pemberi bantuan hukum"))

    def prepare(self, act: Act) -> None:
        self.fields["receiving_office"].of_level(Level.LEGAL_AID)
        if is_at_a_body(act):
            self.fields["receiving_office"].required = False
            self.fields["receiving_office"].help_text = _("Kosongkan bila kantor ini sendiri yang menangani.")
