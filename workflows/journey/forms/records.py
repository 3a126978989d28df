"""What is filled in for the acts that change no state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.forms import Coded
from casework.shown import Known
from workflows.journey import schemes
from workflows.journey.forms.fields import CountryField, DayField, JourneyForm, LongText, WorkplaceFields
from workflows.journey.states import PRE, SCHEME_OPEN


class PlacementForm(WorkplaceFields):
    """The placement as it is now; what is emptied is no longer known.

    The scheme can be set until the district has put the worker on its path; the day of departure
    until the departure.
    """

    scheme = Coded("schemes", label=_("Skema penempatan"), required=False)
    destination = CountryField(label=_("Negara tujuan"), required=False)
    departure_date = DayField(label=_("Rencana tanggal berangkat"), required=False, when="future")
    plan_after_contract = forms.ChoiceField(
        label=_("Rencana setelah kontrak berakhir"),
        choices=[
            ("", _("Belum ditanyakan")),
            ("extend", _("Memperpanjang")),
            ("return", _("Pulang")),
            ("undecided", _("Belum diputuskan")),
        ],
        required=False,
        help_text=_("Jawaban ini memenuhi peringatan kontrak akan berakhir."),
    )

    def prepare(self, act: Act) -> None:
        super().prepare(act)
        case = act.case
        self.fields["scheme"].choices = [("", _("Belum diketahui")), *schemes.choices(act)]
        if case.state not in SCHEME_OPEN:
            del self.fields["scheme"]
        if case.state not in PRE:
            del self.fields["departure_date"]
        if "D34" not in case.overall_deadlines():
            del self.fields["plan_after_contract"]
        self.start_with(**{name: getattr(case, name) for name in self.fields if hasattr(case, name)})

    def known(self) -> Mapping[str, Known]:
        """The warning that the answer about the time after the contract meets, each of them once."""
        warnings = [one for one in self.act.deadlines() if one.rule.code == "D34"]
        return {one.rule.code: Known(one.rule.name, one.pk, one.rule.name) for one in warnings}

    def overwrites(self) -> Iterable[str]:
        return ["D34"] if self.data.get("plan_after_contract") else []


class CostStatementForm(JourneyForm):
    """What the worker paid for a departure that failed, and who gives it back."""

    goes_by = ("cost_statement_on",)

    stated_on = DayField(label=_("Tanggal rincian"), when="past")
    costs = LongText(label=_("Rincian biaya"), help_text=_("Satu biaya dengan jumlahnya pada setiap baris."), rows=5)
    total = forms.DecimalField(label=_("Jumlah (rupiah)"), min_value=0, max_digits=14)
    borne_by = forms.CharField(label=_("Ditanggung oleh"), max_length=200)


class FamilyToldForm(JourneyForm):
    """Who was told, or how the family was searched for (UU 18/2017 Art 27: 3 x 24 hours)."""

    goes_by = ("family_told_on",)

    told_on = DayField(label=_("Tanggal"), when="past")
    how = forms.ChoiceField(
        label=_("Hasil"),
        choices=[
            ("told", _("Keluarga sudah diberi tahu")),
            ("searched", _("Keluarga dicari lewat desa dan perwakilan RI, tidak ditemukan")),
        ],
        widget=forms.RadioSelect,
    )
    whom = forms.CharField(label=_("Siapa yang diberi tahu"), required=False, max_length=150)
    text = LongText(label=_("Keterangan"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("how") == "told" and not cleaned.get("whom"):
            self.add_error("whom", ValidationError(_("Tulis siapa dari keluarga yang diberi tahu.")))
        return cleaned


class VictimHelpForm(JourneyForm):
    """Help for a victim of trafficking."""

    goes_by = ("first_aid_on", "recovery_on")

    help = forms.ChoiceField(
        label=_("Bantuan"),
        choices=[
            ("first_aid_on", _("Pertolongan pertama diberikan")),
            ("recovery_on", _("Rehabilitasi, pemulangan, atau reintegrasi dimulai")),
        ],
        widget=forms.RadioSelect,
    )
    given_on = DayField(label=_("Tanggal"), when="past")
    text = LongText(label=_("Keterangan"))

    def overwrites(self) -> Iterable[str]:
        return [self.data.get("help", "")]
