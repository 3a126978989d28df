"""What is filled in from the first interest until the district has the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.acting import Act
from casework.forms import Coded, CodedMany
from workflows.journey import schemes
from workflows.journey.forms.fields import CountryField, DayField, JourneyForm, LongText


class SubmitForm(JourneyForm):
    """Consent, and the warning that is due for somebody under 18."""

    consent_notice_shown = forms.BooleanField(
        label=_("Pemberitahuan penggunaan data sudah diperlihatkan dan dijelaskan")
    )
    minor_explained = forms.BooleanField(
        label=_("Calon belum 18 tahun. Sudah dijelaskan bahwa ia baru boleh berangkat setelah berusia 18 tahun")
    )

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        person = act.case.person
        if person is None or not person.is_child_on(act.case.departure_date or act.today):
            del self.fields["minor_explained"]


class ClearForm(JourneyForm):
    """What the village head saw and heard."""

    identity_matched = forms.BooleanField(label=_("Identitas sudah dicocokkan dengan KTP-el dan KK"))
    family_heard_on = DayField(label=_("Tanggal keluarga didengar langsung"), when="past")
    family_heard = forms.CharField(label=_("Siapa dari keluarga yang didengar"), max_length=200)
    job_source = LongText(label=_("Dari mana lowongan diketahui"))


class ReturnForm(JourneyForm):
    """What is missing: documents by kind, anything else one per line."""

    documents = CodedMany(
        "documents", label=_("Dokumen yang kurang"), required=False, widget=forms.CheckboxSelectMultiple
    )
    items = LongText(label=_("Hal lain yang kurang"), required=False, help_text=_("Satu hal pada setiap baris."))

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        entries = rulebook.entries("documents", "", act.today, act.reference_version)
        self.fields["documents"].choices = [(entry.code, entry.name) for entry in entries]

    def clean_items(self) -> list[str]:
        lines = (self.cleaned_data.get("items") or "").splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("documents") and not cleaned.get("items"):
            self.add_error("documents", ValidationError(_("Sebutkan sedikitnya satu hal yang kurang.")))
        return cleaned


class ResubmitForm(JourneyForm):
    """One confirmation for each thing that is no document and was asked for."""

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        for place, item in enumerate(act.case.missing_items):
            self.fields[f"item_{place}"] = forms.BooleanField(label=_("Sudah ada: %(item)s") % {"item": item})


class RegistrationFields(JourneyForm):
    """What the district needs on every path."""

    siapkerja_account = forms.CharField(label=_("Akun SIAPkerja"), max_length=80)
    destination = CountryField(label=_("Negara tujuan"))

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.start_with(siapkerja_account=act.case.siapkerja_account, destination=str(act.case.destination or ""))


class SelectionForm(RegistrationFields):
    """The scheme, the job order and, for a placement company, that it is active."""

    scheme = Coded("schemes", label=_("Skema penempatan"))
    job_order = forms.CharField(label=_("Nomor SIP2MI atau lowongan"), max_length=80)
    p3mi = forms.CharField(label=_("Nama P3MI atau penyelenggara"), required=False, max_length=200)
    p3mi_is_active = forms.BooleanField(label=_("P3MI aktif pada daftar Sisko P2MI hari ini"), required=False)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.fields["scheme"].choices = [("", _("Pilih skema")), *schemes.choices(act, taking="selection")]
        self.start_with(scheme=act.case.scheme, job_order=act.case.job_order, p3mi=act.case.p3mi)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("scheme") == "p3mi":
            self.needs(cleaned, "p3mi", _("Isi nama P3MI."))
            self.needs(cleaned, "p3mi_is_active", _("P3MI harus aktif pada daftar Sisko P2MI."))
        return cleaned


class TrainingForm(RegistrationFields):
    """The individual path."""

    employer = forms.CharField(label=_("Pemberi kerja"), max_length=200)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.start_with(employer=act.case.employer)


class ReEntryForm(RegistrationFields):
    """The path of somebody who goes back to the same employer."""
