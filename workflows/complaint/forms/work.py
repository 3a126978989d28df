"""Clarification, mediation, monitoring, sanction, waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import ActForm
from workflows.complaint.forms.fields import day, due_next, not_future, not_past, text, tick, yes_no

if TYPE_CHECKING:
    from casework.acting import Act

LONGEST_SUSPENSION = timedelta(days=60)


class InvitationForm(ActForm):
    session_on = day(gettext_lazy("Hari klarifikasi"))
    place = forms.CharField(label=gettext_lazy("Tempat atau tautan"), max_length=200)
    letter = forms.CharField(label=gettext_lazy("Nomor surat undangan"), max_length=120)

    def clean_session_on(self) -> Any:
        return not_past(self, "session_on")


BREACH = ("breach", gettext_lazy("Komitmen atau perjanjian dilanggar"))
FIRST_FAILED = [
    ("no_show", gettext_lazy("Pihak yang diadukan tidak hadir")),
    ("no_commitment", gettext_lazy("Tidak ada komitmen")),
]


class SecondClarificationForm(ActForm):
    """Why the first clarification or its commitment was not enough."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Mengapa klarifikasi kedua"), choices=[*FIRST_FAILED, BREACH], widget=forms.RadioSelect
    )
    session_on = day(gettext_lazy("Hari klarifikasi kedua"), required=False)

    def prepare(self, act: Act) -> None:
        is_monitored = act.case.state == "settlement_monitoring"
        self.fields["cause"].choices = [BREACH] if is_monitored else FIRST_FAILED

    def clean_session_on(self) -> Any:
        return not_past(self, "session_on")


class MediationForm(ActForm):
    complainant_agrees = tick(gettext_lazy("Pengadu setuju secara tertulis"))
    respondent_agrees = tick(gettext_lazy("Pihak yang diadukan setuju secara tertulis"))
    invited_on = day(gettext_lazy("Undangan dikirim"))
    session_on = day(gettext_lazy("Sidang mediasi pertama"), required=False)

    def clean_invited_on(self) -> Any:
        return not_future(self, "invited_on")


class CommitmentForm(ActForm):
    statement = forms.CharField(label=gettext_lazy("Nomor surat pernyataan"), max_length=120)
    held_on = day(gettext_lazy("Tanggal klarifikasi"))
    promised = text(gettext_lazy("Apa yang akan dipenuhi"))
    next_due_date = day(gettext_lazy("Paling lambat"), required=False)

    def clean_held_on(self) -> Any:
        return not_future(self, "held_on")

    def clean_next_due_date(self) -> Any:
        return due_next(self, "next_due_date")


class AgreementForm(ActForm):
    agreement = forms.CharField(label=gettext_lazy("Nomor perjanjian bersama"), max_length=120)
    signed_by_both = tick(gettext_lazy("Ditandatangani kedua pihak"))
    promised = text(gettext_lazy("Isi perjanjian: siapa memenuhi apa"))
    next_due_date = day(gettext_lazy("Jatuh tempo pertama"))

    def clean_next_due_date(self) -> Any:
        return due_next(self, "next_due_date")


class FacilitateForm(ActForm):
    arranged = text(
        gettext_lazy("Apa yang difasilitasi"),
        help_text=gettext_lazy("Misalnya klaim BPJS, kepulangan, pengembalian dokumen."),
    )
    next_due_date = day(gettext_lazy("Paling lambat"))

    def clean_next_due_date(self) -> Any:
        return due_next(self, "next_due_date")


class SanctionForm(ActForm):
    findings = text(gettext_lazy("Pelanggaran dan buktinya"))
    deposit_proposed = yes_no(gettext_lazy("Usulkan pencairan deposito jaminan?"))
    letter = forms.CharField(label=gettext_lazy("Nomor surat rekomendasi"), max_length=120)


class ResumeMonitoringForm(ActForm):
    because = text(gettext_lazy("Komitmen baru atau hasil rujukan"))
    next_due_date = day(gettext_lazy("Jatuh tempo berikutnya"))

    def clean_next_due_date(self) -> Any:
        return due_next(self, "next_due_date")


class ReferAndWaitForm(ActForm):
    told = text(gettext_lazy("Apa yang disampaikan kepada pengadu: siapa yang kini menangani"))


class ResumeWorkForm(ActForm):
    because = text(gettext_lazy("Hasil, fakta baru, atau keputusan untuk melanjutkan"))


class UnresolvedForm(ActForm):
    tried = text(gettext_lazy("Yang sudah ditempuh, atau mengapa tidak cocok"))
    letter = forms.CharField(label=gettext_lazy("Nomor surat penjelasan"), max_length=120)
    options_explained = tick(gettext_lazy("Surat memuat pilihan: pengadilan, bantuan hukum, polisi, Ombudsman"))


class SuspendForm(ActForm):
    review_date = day(gettext_lazy("Tanggal tinjau ulang"), help_text=gettext_lazy("Paling lama 60 hari lagi."))
    complainant_told = tick(gettext_lazy("Pengadu sudah diberi tahu"))

    def clean_review_date(self) -> Any:
        given = not_past(self, "review_date")
        if given and given > self.act.today + LONGEST_SUSPENSION:
            raise ValidationError(_("Tanggal tinjau ulang paling lama 60 hari lagi."))
        return given


class ResumeForm(ActForm):
    because = text(gettext_lazy("Mengapa penangguhan berakhir"))
