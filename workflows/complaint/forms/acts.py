"""What the acts without a move ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import ActForm, Coded
from workflows.complaint import categories
from workflows.complaint.forms.fields import day, due_next, not_future, text, yes_no

if TYPE_CHECKING:
    from casework.acting import Act

HELP = [
    ("first_aid", gettext_lazy("Pertolongan pertama, medis atau psikologis")),
    ("shelter", gettext_lazy("Rumah aman atau Rumah Ramah")),
    ("rehabilitation", gettext_lazy("Rehabilitasi dimulai")),
    ("return", gettext_lazy("Pemulangan dimulai")),
    ("reintegration", gettext_lazy("Reintegrasi dimulai")),
    ("lpsk", gettext_lazy("Permohonan ke LPSK dikirim")),
    ("lpsk_decided", gettext_lazy("LPSK memutuskan")),
    ("legal_aid", gettext_lazy("Bantuan hukum ditawarkan")),
    ("mission", gettext_lazy("Perwakilan RI diberi tahu")),
    ("other", gettext_lazy("Lainnya")),
]
PERIOD_OF_HELP = {
    "first_aid": ("first_aid_on", "D16"),
    "rehabilitation": ("recovery_on", "D15"),
    "return": ("recovery_on", "D15"),
    "reintegration": ("recovery_on", "D15"),
    "lpsk": ("lpsk_asked_on", ""),
    "lpsk_decided": ("lpsk_decided_on", "D17"),
}
"""The column that says help was given, and the period it meets."""


class CategoryForm(ActForm):
    category = Coded("complaint_categories", label=gettext_lazy("Kategori"))
    because = text(gettext_lazy("Dasar penetapan"))

    def prepare(self, act: Act) -> None:
        self.fields["category"].choices = [("", _("Pilih kategori")), *categories.choices(act)]
        self.fields["category"].initial = act.case.category


class ClarificationForm(ActForm):
    goes_by = ("no_shows", "first_clarification_on", "second_clarification_on")
    meets_stage = True

    held_on = day(gettext_lazy("Tanggal klarifikasi"))
    respondent_came = yes_no(gettext_lazy("Pihak yang diadukan hadir?"))
    minutes = forms.CharField(label=gettext_lazy("Nomor berita acara"), max_length=120)
    statement = text(gettext_lazy("Isi keterangan"), required=False)

    def clean_held_on(self) -> Any:
        return not_future(self, "held_on")


class FulfilmentForm(ActForm):
    goes_by = ("next_due_date",)
    meets_stage = True

    fulfilled = text(gettext_lazy("Apa yang sudah dipenuhi"))
    proof = forms.CharField(label=gettext_lazy("Bukti"), max_length=200)
    next_due_date = day(gettext_lazy("Jatuh tempo berikutnya, bila ada"), required=False)

    def clean_next_due_date(self) -> Any:
        return due_next(self, "next_due_date")


class HelpForm(ActForm):
    goes_by = tuple(dict.fromkeys(column for column, _rule in PERIOD_OF_HELP.values()))

    help = forms.ChoiceField(label=gettext_lazy("Bantuan"), choices=HELP, widget=forms.RadioSelect)
    given_on = day(gettext_lazy("Tanggal"))
    by_whom = forms.CharField(label=gettext_lazy("Oleh"), max_length=200)
    details = text(gettext_lazy("Keterangan"), required=False)

    def overwrites(self) -> Iterable[str]:
        column, _rule = PERIOD_OF_HELP.get(self.data.get("help", ""), ("", ""))
        return [column]

    def clean_given_on(self) -> Any:
        return not_future(self, "given_on")


class FamilyToldForm(ActForm):
    told_on = day(gettext_lazy("Tanggal"))
    how = forms.ChoiceField(
        label=gettext_lazy("Keluarga"),
        choices=[
            ("told", gettext_lazy("Sudah diberi tahu")),
            ("searched", gettext_lazy("Dicari melalui desa dan perwakilan, tidak ditemukan")),
        ],
        widget=forms.RadioSelect,
    )
    whom = forms.CharField(label=gettext_lazy("Siapa, dan oleh siapa"), max_length=200)

    def clean_told_on(self) -> Any:
        return not_future(self, "told_on")


class InspectionForm(ActForm):
    because = text(gettext_lazy("Apa yang harus diperiksa"))
