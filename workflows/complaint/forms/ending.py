"""Results, endings and what reopens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from casework.forms import ActForm
from workflows.complaint.forms.fields import day, not_future, text, tick, yes_no

if TYPE_CHECKING:
    from casework.acting import Act

OF_THE_DEATH_FILE = ("family", "remains", "claims")


class ResolveForm(ActForm):
    """The outcome's code is the reason; of a death file also what became of family, remains and claims."""

    amount_recovered = forms.DecimalField(
        label=gettext_lazy("Jumlah yang dipulihkan (rupiah)"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
    )
    evidence = text(gettext_lazy("Bukti hasil"))
    family = forms.ChoiceField(
        label=gettext_lazy("Keluarga"),
        choices=[
            ("told", gettext_lazy("Sudah diberi tahu")),
            ("searched", gettext_lazy("Dicari melalui desa dan perwakilan, tidak ditemukan")),
        ],
        widget=forms.RadioSelect,
    )
    remains = forms.ChoiceField(
        label=gettext_lazy("Jenazah"),
        choices=[
            ("handed_over", gettext_lazy("Diserahkan kepada keluarga")),
            ("buried", gettext_lazy("Dimakamkan di tempat")),
        ],
        widget=forms.RadioSelect,
    )
    claims = forms.ChoiceField(
        label=gettext_lazy("Hak dan klaim"),
        choices=[
            ("done", gettext_lazy("Selesai")),
            ("impossible", gettext_lazy("Terbukti tidak mungkin dipenuhi")),
        ],
        widget=forms.RadioSelect,
    )

    def prepare(self, act: Act) -> None:
        if act.case.state != "death_handling":
            for name in OF_THE_DEATH_FILE:
                del self.fields[name]


class CloseForm(ActForm):
    basis = forms.ChoiceField(
        label=gettext_lazy("Dasar penutupan"),
        choices=[
            ("agreed", gettext_lazy("Pengadu setuju secara tertulis")),
            ("silent", gettext_lazy("Tidak ada tanggapan 14 hari")),
        ],
        widget=forms.RadioSelect,
    )
    letter = forms.CharField(label=gettext_lazy("Nomor surat penutupan"), max_length=120)


class CloseAdministrativelyForm(ActForm):
    letter = forms.CharField(label=gettext_lazy("Nomor surat, atau bukti upaya menghubungi"), max_length=200)
    last_try = day(gettext_lazy("Upaya terakhir menghubungi"), required=False)

    def clean_last_try(self) -> Any:
        return not_future(self, "last_try")


class WithdrawForm(ActForm):
    asked_in_private = tick(gettext_lazy("Pengadu ditanya sendirian apakah ia ditekan"))
    pressure = yes_no(gettext_lazy("Apakah ada tanda tekanan?"))


class ReopenForm(ActForm):
    new_facts = text(gettext_lazy("Apa yang berubah sejak kasus berakhir"))


class UpholdForm(ActForm):
    letter = forms.CharField(label=gettext_lazy("Nomor surat penjelasan"), max_length=120)
    ombudsman_named = tick(gettext_lazy("Surat menyebut Ombudsman sebagai jalan lain"))
