"""Triage, completion, verification, assignment, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import ActForm, OfficerField
from workflows.complaint.forms.fields import text, tick, yes_no
from workflows.complaint.kinds import Channel

if TYPE_CHECKING:
    from casework.acting import Act


class TriageForm(ActForm):
    """The number is with the complainant, and the danger question was asked again."""

    number_given = tick(gettext_lazy("Nomor kasus sudah diberikan kepada pengadu, bila ia dapat dihubungi"))
    danger = yes_no(gettext_lazy("Apakah ada yang sedang dalam bahaya?"))


class AskForCompletionForm(ActForm):
    missing = text(gettext_lazy("Yang masih kurang"), help_text=gettext_lazy("Daftar tertulis, satu hal setiap baris."))
    sent_by = forms.ChoiceField(label=gettext_lazy("Daftar dikirim melalui"), choices=Channel.choices)


class ReceiveCompletionForm(ActForm):
    received = text(gettext_lazy("Yang diterima atau ditemukan sendiri"))


class VerificationForm(ActForm):
    needs_inspection = forms.BooleanField(
        label=gettext_lazy("Perlu pemeriksaan (tenggat 60 hari kerja)"), required=False
    )
    plan = text(gettext_lazy("Yang akan diperiksa"), required=False)


class AssignForm(ActForm):
    officer = OfficerField(label=gettext_lazy("Petugas Penanganan Permasalahan"))

    def prepare(self, act: Act) -> None:
        self.fields["officer"].of(act.case.holder)


class AnswerInformationForm(ActForm):
    answer = text(gettext_lazy("Jawaban yang dikirim"), rows=5)
    sent_by = forms.ChoiceField(label=gettext_lazy("Dikirim melalui"), choices=Channel.choices)


class RejectForm(ActForm):
    where_instead = text(gettext_lazy("Ke mana sebaiknya mengadu"))
    letter = forms.CharField(label=gettext_lazy("Nomor surat pemberitahuan"), max_length=120)
    objection_explained = tick(
        gettext_lazy("Surat memuat alasan, cara mengajukan keberatan (14 hari kerja) dan alamat Ombudsman")
    )


class MergeForm(ActForm):
    """The leading complaint: one of those linked with this one."""

    leading = forms.ChoiceField(label=gettext_lazy("Pengaduan utama"), widget=forms.RadioSelect)
    same_matter = tick(gettext_lazy("Pokok aduannya sama"))

    def prepare(self, act: Act) -> None:
        self.candidates = {str(case.uid): case for case in act.linked_open("complaint")}
        self.fields["leading"].choices = [
            (uid, f"{case.number} · {case.stage_label}") for uid, case in self.candidates.items()
        ]

    def clean_leading(self) -> Any:
        return self.candidates[self.cleaned_data["leading"]]


class VoidForm(ActForm):
    right_case = forms.CharField(label=gettext_lazy("Nomor kasus yang benar, bila ada"), required=False, max_length=20)

    def clean_right_case(self) -> Any:
        """The case of that number, if the actor may find it."""
        number = self.cleaned_data["right_case"].strip()
        if not number:
            return None
        cases = type(self.act.case)._meta.get_field("leading").related_model.objects.visible_to(self.act.actor)
        found = cases.filter(number__iexact=number).exclude(pk=self.act.case.pk).first()
        if found is None:
            raise ValidationError(_("Tidak ada kasus lain dengan nomor itu yang boleh Anda lihat."))
        return found
