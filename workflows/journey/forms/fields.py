"""Fields that the journey's forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from casework import rulebook
from casework.acting import Act
from casework.forms import ActForm, Coded


class DayField(forms.DateField):
    """A date; `when` says whether it must have been (`past`, today included) or may not have been (`future`)."""

    def __init__(self, *, when: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)
        self.when = when


class LongText(forms.CharField):
    """Free text of some lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class CountryField(forms.ChoiceField):
    """A country, by its ISO 3166-1 alpha-2 code; Indonesia is no destination."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_country_choices, **kwargs)


class RulebookChoice(Coded):
    """One code of a rulebook list, without some; the form fills in the choices when it knows the day."""

    def __init__(self, list_name: str, *, without: tuple[str, ...] = (), empty: Any = "", **kwargs: Any) -> None:
        super().__init__(list_name, **kwargs)
        self.without = without
        self.empty = empty


class JourneyForm(ActForm):
    """Base of the journey's forms: fills rulebook lists and checks on which side of today dates lie."""

    def prepare(self, act: Act) -> None:
        for field in self.fields.values():
            if isinstance(field, RulebookChoice):
                entries = rulebook.entries(field.names, "", act.today, act.reference_version)
                chosen = [(entry.code, entry.name) for entry in entries if entry.code not in field.without]
                field.choices = [("", field.empty or _("Pilih")), *chosen]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            day = cleaned.get(name)
            if not isinstance(field, DayField) or day is None:
                continue
            if field.when == "past" and day > self.act.today:
                self.add_error(name, ValidationError(_("Tanggal ini belum tiba.")))
            if field.when == "future" and day < self.act.today:
                self.add_error(name, ValidationError(_("Tanggal ini sudah lewat.")))
        return cleaned

    def start_with(self, **initial: Any) -> None:
        """Show what is already known in fields that have nothing filled in."""
        for name, value in initial.items():
            if value not in (None, ""):
                self.fields[name].initial = value

    def both_or_wrong(self, cleaned: dict[str, Any], first: str, last: str, message: Any) -> None:
        """Two dates, if both are there, in this order."""
        if cleaned.get(first) and cleaned.get(last) and cleaned[last] <= cleaned[first]:
            self.add_error(last, ValidationError(message))

    def needs(self, cleaned: dict[str, Any], name: str, message: Any) -> None:
        """A field that must be filled in because of what another says."""
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(message))


class WorkplaceFields(JourneyForm):
    """Where and for whom somebody works, as far as known."""

    employer = forms.CharField(label=_("Pemberi kerja"), required=False, max_length=200)
    work_address = LongText(label=_("Alamat kerja"), required=False, rows=2, max_length=300)
    phone_abroad = forms.CharField(label=_("Nomor telepon di luar negeri"), required=False, max_length=40)
    contract_start = DayField(label=_("Kontrak mulai"), required=False)
    contract_end = DayField(label=_("Kontrak berakhir"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.both_or_wrong(cleaned, "contract_start", "contract_end", _("Kontrak berakhir sesudah mulai."))
        return cleaned


def _country_choices() -> list[tuple[str, Any]]:
    return [("", _("Pilih negara")), *[(code, name) for code, name in countries if code != "ID"]]
