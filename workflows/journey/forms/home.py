"""What is filled in after the return."""

from __future__ import annotations

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from workflows.journey.forms.fields import CountryField, DayField, JourneyForm, LongText, RulebookChoice
from workflows.journey.guards.linked import staying_open


class Service(models.TextChoices):
    """What a reintegration plan may hold (Desa Migran Emas)."""

    SAFE_MIGRATION_EDUCATION = "safe_migration_education", _("Edukasi migran aman")
    LEGAL_AID = "legal_aid", _("Bantuan hukum")
    INTEGRATED_INFORMATION = "integrated_information", _("Layanan informasi terpadu")
    REINTEGRATION = "reintegration", _("Program reintegrasi")
    BUSINESS_MENTORING = "business_mentoring", _("Pendampingan usaha")


class ReceiveHomeForm(JourneyForm):
    """The hand-over to the family, or to the social ministry if there is none (Permen 32/2025 Art 13)."""

    returned_on = DayField(label=_("Tanggal serah terima"), when="past")
    handed_to = forms.ChoiceField(
        label=_("Diserahkan kepada"),
        choices=[("family", _("Keluarga")), ("social_ministry", _("Kementerian Sosial, karena tidak ada keluarga"))],
        widget=forms.RadioSelect,
    )
    receiver_name = forms.CharField(label=_("Nama penerima"), max_length=150)
    report_number = forms.CharField(label=_("Nomor berita acara"), max_length=120)
    witness = forms.CharField(label=_("Saksi dari pemerintah desa"), max_length=150)


class FoundHomeForm(JourneyForm):
    seen_in_person = forms.BooleanField(label=_("Orang ini sudah ditemui langsung"))
    returned_on = DayField(label=_("Tanggal pulang"), when="past")
    return_reason = RulebookChoice("return_reasons", without=("leave", "deceased"), label=_("Alasan pulang"))


class RehabilitationForm(JourneyForm):
    need = LongText(label=_("Hasil penilaian kebutuhan"), rows=4)
    consent_given = forms.BooleanField(label=_("Persetujuan sudah diberikan"))
    consent_by = forms.CharField(label=_("Disetujui oleh"), max_length=150)


class RefuseRehabilitationForm(JourneyForm):
    """The written refusal (Permen 32/2025 Art 39, Annex III)."""

    refusal_letter = forms.CharField(label=_("Nomor atau tempat simpan surat penolakan"), max_length=200)
    refused_on = DayField(label=_("Tanggal surat penolakan"), when="past")


class ReintegrationForm(JourneyForm):
    plan = LongText(label=_("Rencana"), rows=4)
    services = forms.MultipleChoiceField(
        label=_("Layanan"), choices=Service.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DayField(label=_("Mulai"))


class CompleteForm(JourneyForm):
    """The closing summary; consent where other cases go on."""

    closing_summary = LongText(label=_("Ringkasan akhir"), rows=4)
    signed_on = DayField(label=_("Ditandatangani PMI pada"), when="past")
    consent_to_open_cases = forms.BooleanField(
        label=_("PMI setuju secara tertulis bahwa kasusnya yang lain tetap berjalan"), required=False
    )

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        if not staying_open(act):
            del self.fields["consent_to_open_cases"]


class MigrateAgainForm(CompleteForm):
    """Whereto the worker wants to go next, if it is known."""

    destination = CountryField(label=_("Negara tujuan berikutnya"), required=False)


class ReopenCompletedForm(JourneyForm):
    problem = LongText(label=_("Masalah yang timbul setelah pulang"))
    services = forms.MultipleChoiceField(
        label=_("Layanan"), choices=Service.choices, widget=forms.CheckboxSelectMultiple
    )
    starts_on = DayField(label=_("Mulai"))
