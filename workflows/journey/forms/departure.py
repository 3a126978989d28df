"""What is filled in from selection to departure, and when a departure fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.forms import Coded
from workflows.journey import schemes
from workflows.journey.forms.fields import DayField, JourneyForm, LongText

LONGEST_SUSPENSION = 90
"""Calendar days."""


class PassSelectionForm(JourneyForm):
    selected_on = DayField(label=_("Tanggal hasil seleksi"), when="past")
    result = LongText(label=_("Hasil seleksi"))


class PassTrainingForm(JourneyForm):
    certified_by = forms.CharField(label=_("Lembaga sertifikasi atau tempat uji"), max_length=200)
    departure_date = DayField(
        label=_("Rencana tanggal berangkat"),
        required=False,
        when="future",
        help_text=_("Perlu bila calon belum berusia 18 tahun hari ini."),
    )


class PassMedicalForm(JourneyForm):
    is_fit = forms.BooleanField(label=_("Hasil pemeriksaan kesehatan dan psikologi: laik"))
    examined_on = DayField(label=_("Tanggal pemeriksaan"), when="past")
    facility = forms.CharField(label=_("Sarana kesehatan"), max_length=200)


class AgreementForm(JourneyForm):
    endorsed_on = DayField(label=_("Tanggal pengesahan"), when="past")
    endorsement_number = forms.CharField(label=_("Nomor pengesahan"), max_length=80)
    signed_by_both = forms.BooleanField(label=_("Ditandatangani kedua pihak"))
    copy_given = forms.BooleanField(label=_("Salinan sudah diberikan kepada calon pekerja"))


class OrientationForm(JourneyForm):
    attended_on = DayField(label=_("Tanggal mengikuti OPP"), when="past")


class ApproveDepartureForm(JourneyForm):
    """The number of the electronic identity and the day, if it is known."""

    epmi_number = forms.CharField(label=_("Nomor E-PMI"), max_length=40)
    departure_date = DayField(label=_("Tanggal berangkat"), required=False, when="future")
    ticket = forms.CharField(label=_("Nomor tiket atau penerbangan"), required=False, max_length=80)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.start_with(epmi_number=act.case.epmi_number, departure_date=act.case.departure_date)

    def clean_epmi_number(self) -> str:
        number: str = self.cleaned_data["epmi_number"].strip()
        case = self.act.case
        others = type(case).objects.filter(epmi_number=number).exclude(person_id=case.person_id)
        if others.exists():
            raise ValidationError(_("Nomor E-PMI ini sudah tercatat untuk orang lain."))
        return number


class ChangePlacementForm(JourneyForm):
    """At least one of scheme, company and job order becomes another."""

    scheme = Coded("schemes", label=_("Skema baru"), required=False)
    p3mi = forms.CharField(label=_("P3MI baru"), required=False, max_length=200)
    job_order = forms.CharField(label=_("Nomor SIP2MI atau lowongan baru"), required=False, max_length=80)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.fields["scheme"].choices = [("", _("Tetap")), *schemes.choices(act)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        case = self.act.case
        changes = [name for name in ("scheme", "p3mi", "job_order") if cleaned.get(name) not in ("", None)]
        if not any(cleaned[name] != getattr(case, name) for name in changes):
            self.add_error("scheme", ValidationError(_("Isi skema, P3MI, atau lowongan yang berbeda dari sekarang.")))
        return cleaned


class RepeatMedicalForm(JourneyForm):
    why = forms.ChoiceField(
        label=_("Mengapa diulang"),
        choices=[("expired", _("Sudah tidak berlaku")), ("doubtful", _("Hasilnya diragukan"))],
        widget=forms.RadioSelect,
    )


class ReverifyForm(JourneyForm):
    what_changed = LongText(label=_("Dokumen yang kedaluwarsa atau berubah"))


class DepartureForm(JourneyForm):
    departure_date = DayField(label=_("Tanggal berangkat"), when="past")
    port = forms.CharField(label=_("Tempat keberangkatan"), max_length=120)
    flight = forms.CharField(label=_("Penerbangan, kapal, atau angkutan"), max_length=120)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.start_with(departure_date=act.case.departure_date)


class FailedDepartureForm(JourneyForm):
    """What it cost, who is answerable, and whether the worker wants to complain."""

    costs_paid = forms.DecimalField(label=_("Biaya yang sudah dibayar (rupiah)"), min_value=0, max_digits=14)
    responsible_party = forms.CharField(label=_("Pihak yang bertanggung jawab"), max_length=200)
    open_complaint = forms.BooleanField(label=_("Buka pengaduan gagal berangkat"), required=False)


class SuspendForm(JourneyForm):
    review_date = DayField(label=_("Ditinjau kembali pada"), when="future")

    def clean_review_date(self) -> Any:
        day = self.cleaned_data["review_date"]
        if day > self.act.today + timedelta(days=LONGEST_SUSPENSION):
            raise ValidationError(_("Tanggal peninjauan paling lama 90 hari dari sekarang."))
        return day


class ResumeForm(JourneyForm):
    what_changed = LongText(label=_("Apa yang sudah teratasi"))


class SuspicionForm(JourneyForm):
    """What was seen. Whoever is about to leave is an emergency."""

    what_was_seen = LongText(label=_("Apa yang dilihat atau didengar"), rows=4)
    leaving_now = forms.BooleanField(label=_("Akan segera berangkat"), required=False)


class ClearSuspicionForm(JourneyForm):
    village_heard_on = DayField(label=_("Tanggal desa didengar"), when="past")
    finding = LongText(label=_("Hasil pemeriksaan"))
