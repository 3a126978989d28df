"""What is filled in while the worker is abroad."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.forms import Coded
from casework.models import Severity
from workflows.journey import schemes
from workflows.journey.forms.fields import (
    CountryField,
    DayField,
    JourneyForm,
    LongText,
    RulebookChoice,
    WorkplaceFields,
)


class LeftForm(JourneyForm):
    what_shows_it = LongText(label=_("Apa yang menunjukkannya"))
    destination = CountryField(label=_("Negara, bila diketahui"), required=False)
    departure_date = DayField(label=_("Tanggal berangkat, bila diketahui"), required=False, when="past")


class ArrivalForm(WorkplaceFields):
    """Who reported the arrival, and where the worker now is."""

    arrived_on = DayField(label=_("Tanggal tiba"), when="past")
    contact = forms.CharField(label=_("Siapa yang memberi kabar, lewat apa"), max_length=200)
    employer = forms.CharField(label=_("Pemberi kerja"), max_length=200)
    work_address = LongText(label=_("Alamat kerja"), rows=2, max_length=300)

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.start_with(**{name: getattr(act.case, name) for name in WorkplaceFields.base_fields})


class ContactLostForm(JourneyForm):
    last_contact_on = DayField(label=_("Tanggal kontak terakhir"), when="past")
    tries = LongText(label=_("Upaya menghubungi yang sudah dilakukan"))


class ContactRestoredForm(JourneyForm):
    """Whom one spoke to, and what he said about how he works."""

    last_contact_on = DayField(label=_("Tanggal kontak"), when="past")
    channel = RulebookChoice("contact_channels", label=_("Lewat apa"))
    reached = forms.CharField(label=_("Siapa yang dihubungi"), max_length=150)
    said = LongText(label=_("Keadaan dan tempat kerjanya"))


class BeginExtensionForm(JourneyForm):
    proposed_end = DayField(label=_("Usul kontrak berakhir"), when="future")
    terms = LongText(label=_("Ketentuan perpanjangan"))


class ConfirmExtensionForm(JourneyForm):
    """The mission's verification and the new dates."""

    verified_on = DayField(label=_("Tanggal verifikasi perwakilan RI"), when="past")
    contract_start = DayField(label=_("Kontrak baru mulai"))
    contract_end = DayField(label=_("Kontrak baru berakhir"), when="future")
    bpjs_extended = forms.BooleanField(label=_("BPJS Ketenagakerjaan sudah diperpanjang"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.both_or_wrong(cleaned, "contract_start", "contract_end", _("Kontrak berakhir sesudah mulai."))
        old: date | None = self.act.case.contract_end
        if old and cleaned.get("contract_end") and cleaned["contract_end"] <= old:
            message = _("Kontrak baru harus berakhir sesudah kontrak lama.")
            self.add_error("contract_end", ValidationError(message))
        return cleaned


class LeaveForm(JourneyForm):
    leave_start = DayField(label=_("Cuti mulai"))
    leave_end = DayField(label=_("Cuti berakhir, bila diketahui"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.both_or_wrong(cleaned, "leave_start", "leave_end", _("Cuti berakhir sesudah mulai."))
        return cleaned


class BackToWorkForm(JourneyForm):
    departure_date = DayField(label=_("Tanggal berangkat kembali"), when="past")
    papers_seen = forms.BooleanField(label=_("Paspor, visa, dan kontrak masih berlaku"))


class RegulariseForm(JourneyForm):
    """Which papers the mission saw."""

    papers_seen_on = DayField(label=_("Tanggal perwakilan RI melihat dokumen"), when="past")
    papers = LongText(label=_("Dokumen yang dilihat"))
    scheme = Coded("schemes", label=_("Skema penempatan"))

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        self.fields["scheme"].choices = [("", _("Pilih skema")), *schemes.choices(act)]


class DistressForm(JourneyForm):
    """What is wrong; the matter is asked for where no complaint is linked yet."""

    what_happened = LongText(label=_("Apa yang terjadi"), rows=4)
    category = RulebookChoice(
        "complaint_categories",
        without=("death", "failed_departure"),
        label=_("Pokok masalah"),
        required=False,
        empty=_("Pengaduan sudah tertaut"),
    )
    severity = forms.ChoiceField(
        label=_("Tingkat"), choices=[("", _("Menurut pokok masalah")), *Severity.choices], required=False
    )


class StayForm(JourneyForm):
    heard_on = DayField(label=_("Tanggal PMI didengar"), when="past")
    heard_in_private = forms.BooleanField(label=_("PMI didengar sendiri, tanpa majikan atau agen"))
    own_wish = LongText(label=_("Keinginan PMI dengan kata-katanya sendiri"))


class ReturnHomeForm(JourneyForm):
    """Why the worker comes home; an ill one needs a letter that he may travel."""

    return_reason = RulebookChoice("return_reasons", without=("leave", "deceased"), label=_("Alasan pulang"))
    planned_on = DayField(label=_("Rencana tanggal pulang"), required=False, when="future")
    is_ill = forms.BooleanField(label=_("PMI sakit"), required=False)
    fit_to_travel = forms.CharField(label=_("Nomor surat laik terbang"), required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_ill"):
            self.needs(cleaned, "fit_to_travel", _("PMI yang sakit perlu surat laik terbang."))
        return cleaned


class CancelReturnForm(JourneyForm):
    own_wish = LongText(label=_("Keinginan PMI dengan kata-katanya sendiri"))
