"""What supervisors are asked about the people of their office."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import absences, clock, rulebook
from casework.engine import staffing
from casework.forms import OTHER_NEEDS, OfficeField, bound_days, colleagues, officer_label
from casework.models import Organisation, User
from casework.models.organisation import OrganisationQuerySet
from casework.screens.carried import Present


def _reasons(name: str, office: Organisation) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in rulebook.entries(name, "", clock.today(office.time_zone))]


class _ColleagueForm(forms.Form):
    """A form on which colleagues of one person are chosen; they are read once."""

    def __init__(self, *args: Any, office: Organisation, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.colleagues = {str(one.uid): one for one in colleagues(office).exclude(pk=person.pk)}

    def choice(self, label: Any, empty: Any, *, required: bool = False) -> forms.TypedChoiceField:
        choices = [("", empty), *[(uid, officer_label(one)) for uid, one in self.colleagues.items()]]
        return forms.TypedChoiceField(
            label=label, choices=choices, coerce=self.colleagues.__getitem__, empty_value=None, required=required
        )


class HandOverForm(_ColleagueForm):
    """Who takes everything, who takes single cases, and why."""

    def __init__(self, *args: Any, office: Organisation, person: User, numbers: list[str], **kwargs: Any) -> None:
        super().__init__(*args, office=office, person=person, **kwargs)
        self.fields["everything_to"] = self.choice(_("Semua kasus diberikan kepada"), _("Pilih per kasus di bawah"))
        self.fields["reason"] = forms.ChoiceField(
            label=_("Alasan"), choices=_reasons(staffing.REASONS, office), widget=forms.RadioSelect
        )
        self.fields["reason_text"] = forms.CharField(
            label=_("Penjelasan, bila memilih Lainnya"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            required=False,
            help_text=_("Sedikitnya 20 huruf, tanpa sebab pribadi seperti sakit: kantor lain ikut membacanya."),
        )
        for number in numbers:
            self.fields[f"to_{number}"] = self.choice(number, _("Sama seperti yang lain"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        _explain_other(self, cleaned)
        return cleaned

    def single(self) -> dict[str, User]:
        """What is given to somebody of its own, by the case's number."""
        chosen = {name.removeprefix("to_"): who for name, who in self.cleaned_data.items() if name.startswith("to_")}
        return {number: who for number, who in chosen.items() if who is not None}

    def shown(self) -> dict[str, int]:
        """The cases that the page showed, number -> version; nonsense shows nothing."""
        pairs = (each.rpartition(":") for each in str(self.data.get("shown", "")).split())
        return {number: int(version) for number, _colon, version in pairs if version.isdecimal()}

    def carry(self, shown: Mapping[str, int]) -> str:
        """What a page says in turn of the cases it shows."""
        return " ".join(f"{number}:{version}" for number, version in shown.items())


class AbsenceForm(_ColleagueForm):
    """From when to when somebody is away, who stands in, and why."""

    def __init__(self, *args: Any, office: Organisation, person: User, **kwargs: Any) -> None:
        super().__init__(*args, office=office, person=person, **kwargs)
        self.fields["since"] = _day(_("Hari pertama tidak hadir"))
        self.fields["until"] = _day(_("Hari pertama hadir kembali"))
        self.fields["stand_in"] = self.choice(_("Penggantinya"), _("Tidak ada"))
        self.fields["reason"] = forms.ChoiceField(
            label=_("Alasan"),
            choices=_reasons(absences.REASONS, office),
            widget=forms.RadioSelect,
            help_text=_("Tidak ditampilkan kepada rekannya."),
        )
        bound_days(self)
        self.initial.setdefault("since", clock.today(office.time_zone))


class WhichOfficeForm(forms.Form):
    """One of the offices a supervisor may empty."""

    def __init__(self, *args: Any, offices: OrganisationQuerySet, near: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = OfficeField(label=_("Kantor"))
        field.queryset, field.near = offices, near
        self.fields["office"] = field


class EmptyForm(forms.Form):
    """To which office everything goes, and why; the page carries how many cases it spoke of."""

    def __init__(self, *args: Any, office: Organisation, today: date, count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = Organisation.objects.filter(level=office.level, kind=office.kind).exclude(pk=office.pk)
        successor = OfficeField(label=_("Kantor tujuan"))
        successor.queryset, successor.near = fitting.open_on(today).staffed_on(today), office.region_id
        self.fields["successor"] = successor
        self.fields["reason"] = forms.ChoiceField(
            label=_("Alasan"),
            choices=[(one.code, one.name) for one in rulebook.entries("reasons.TRANSFER", "", today)],
            widget=forms.RadioSelect,
        )
        self.fields["reason_text"] = forms.CharField(
            label=_("Ringkasan untuk penerima"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
            help_text=_("Bila memilih Lainnya, tulis sedikitnya 20 huruf."),
        )
        self.fields["shown"] = forms.IntegerField(widget=Present(count))
        self.fields["request_id"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        _explain_other(self, cleaned)
        return cleaned


def _explain_other(form: forms.Form, cleaned: dict[str, Any]) -> None:
    if cleaned.get("reason") == "other" and len((cleaned.get("reason_text") or "").strip()) < OTHER_NEEDS:
        form.add_error("reason_text", ValidationError(_("Jelaskan alasan lain dengan sedikitnya 20 huruf.")))


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
