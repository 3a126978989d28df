"""What is filled in when a journey ends, is taken up again, or the worker dies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.models import Case, Severity
from workflows.journey.forms.fields import DayField, JourneyForm, LongText


class LapseForm(JourneyForm):
    """Both reminders are part of the proof that the applicant was asked (on days 10 and 20)."""

    first_reminder_on = DayField(label=_("Pengingat pertama dikirim"), when="past")
    second_reminder_on = DayField(label=_("Pengingat kedua dikirim"), when="past")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        message = _("Pengingat kedua dikirim sesudah yang pertama.")
        self.both_or_wrong(cleaned, "first_reminder_on", "second_reminder_on", message)
        return cleaned


class RejectForm(JourneyForm):
    legal_ground = LongText(label=_("Dasar hukum"))
    how_to_object = LongText(label=_("Cara mengajukan keberatan"))
    letter_number = forms.CharField(label=_("Nomor surat kepada pemohon"), max_length=80)


class ObjectionForm(JourneyForm):
    decision = LongText(label=_("Pertimbangan keputusan"))


class WithdrawForm(JourneyForm):
    documents_returned = LongText(
        label=_("Dokumen yang dikembalikan"), help_text=_("Satu dokumen pada setiap baris; tulis nihil bila tidak ada.")
    )


class DeathForm(JourneyForm):
    """As far as known: nothing but that and from whom is required."""

    died_on = DayField(label=_("Tanggal meninggal"), when="past")
    place = forms.CharField(label=_("Tempat meninggal"), max_length=200)
    cause = LongText(label=_("Penyebab sejauh diketahui"), required=False)
    source = forms.CharField(label=_("Sumber kabar"), max_length=200)
    known_at = forms.DateTimeField(
        label=_("Sejak kapan kabar diketahui"),
        required=False,
        help_text=_("Keluarga harus diberi tahu dalam 3 x 24 jam sejak saat itu."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_known_at(self) -> Any:
        moment = self.cleaned_data["known_at"]
        if moment and moment > self.act.now:
            raise ValidationError(_("Waktu ini belum tiba."))
        return moment


class DeathBeforeDepartureForm(JourneyForm):
    died_on = DayField(label=_("Tanggal meninggal"), when="past")
    certificate_number = forms.CharField(label=_("Nomor surat keterangan kematian dari desa"), max_length=120)


class AnnulDeathForm(JourneyForm):
    """The truth, told to the family; the linked death file gets its severity anew."""

    how_known = LongText(label=_("Bagaimana diketahui bahwa kabar itu keliru"))
    family_told_on = DayField(label=_("Tanggal keluarga diberi tahu"), when="past")
    severity = forms.ChoiceField(label=_("Tingkat pengaduan sekarang"), choices=Severity.choices)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        if not act.linked_open("complaint"):
            del self.fields["severity"]


class CloseDeceasedForm(JourneyForm):
    """What became of remains, property and claims."""

    remains = forms.ChoiceField(
        label=_("Jenazah"),
        choices=[
            ("handed_over", _("Diserahkan kepada keluarga")),
            ("buried_abroad", _("Dimakamkan di luar negeri dengan persetujuan keluarga")),
            ("buried_home", _("Dimakamkan di Indonesia")),
        ],
        widget=forms.RadioSelect,
    )
    property_returned = LongText(label=_("Barang milik yang dikembalikan"))
    claims = forms.ChoiceField(
        label=_("Klaim BPJS, asuransi, dan upah"),
        choices=[
            ("paid", _("Dibayar")),
            ("refused", _("Ditolak untuk seterusnya")),
            ("impossible", _("Terbukti tidak mungkin")),
        ],
        widget=forms.RadioSelect,
    )
    claims_text = LongText(label=_("Uraian klaim"))


class EndAbroadForm(JourneyForm):
    """The last known facts; of somebody untraced also who was asked."""

    last_known = LongText(label=_("Keadaan terakhir yang diketahui"))
    family_heard_on = DayField(label=_("Tanggal keluarga didengar"), required=False, when="past")
    police_report = forms.CharField(label=_("Nomor laporan polisi"), required=False, max_length=120)


class TraceAgainForm(JourneyForm):
    sign = LongText(label=_("Kabar atau kebutuhan baru"))


class VoidForm(JourneyForm):
    """The right case, by its number, when there is one."""

    right_case = forms.CharField(label=_("Nomor kasus yang benar, bila ada"), required=False, max_length=16)

    def clean_right_case(self) -> Case | None:
        number = self.cleaned_data["right_case"].strip().upper()
        if not number:
            return None
        found = Case.objects.visible_to(self.act.actor).filter(number=number).exclude(pk=self.act.case.pk).first()
        if found is None:
            raise ValidationError(_("Kasus dengan nomor itu tidak ditemukan."))
        return found
