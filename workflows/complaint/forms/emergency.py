"""Emergency, safety, death."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import ActForm, Coded, OfficerField
from casework.levels import Level
from casework.models import Severity
from workflows.complaint import categories
from workflows.complaint.forms.fields import day, not_future, text, tick, yes_no

if TYPE_CHECKING:
    from casework.acting import Act

OFFER = [
    ("accepted", gettext_lazy("Ditawarkan dan diterima")),
    ("declined", gettext_lazy("Ditawarkan dan ditolak")),
    ("later", gettext_lazy("Ditawarkan, korban ingin menjawab kemudian")),
]


class RaiseEmergencyForm(ActForm):
    danger = forms.BooleanField(
        label=gettext_lazy("Ada bahaya"),
        required=False,
        help_text=gettext_lazy(
            "Bahaya bagi nyawa atau tubuh, perdagangan orang, kekerasan seksual, penyekapan, anak, ancaman bunuh."
        ),
    )
    facts = text(gettext_lazy("Apa yang diketahui sekarang"))
    officer = OfficerField(label=gettext_lazy("Petugas piket"), required=False)

    def prepare(self, act: Act) -> None:
        """BP3MI names its duty officer; for every other office the one who accepts is it."""
        if act.case.holder is not None and act.case.holder.level == Level.BP3MI == getattr(act.office, "level", ""):
            self.fields["officer"].of(act.case.holder)
        else:
            del self.fields["officer"]


class SafeguardForm(ActForm):
    safe_how = text(gettext_lazy("Tempat aman, atau kontak yang sudah terjalin"))
    safety_plan = text(gettext_lazy("Rencana keselamatan"))
    legal_aid_offer = forms.ChoiceField(label=gettext_lazy("Bantuan hukum"), choices=OFFER, widget=forms.RadioSelect)
    mission_told = yes_no(gettext_lazy("Perwakilan RI diberi tahu?"), required=False)


class StandDownForm(ActForm):
    """Danger not found or past; the category is one that is no emergency by itself."""

    heard_in_private = tick(gettext_lazy("Korban didengar sendirian, tanpa orang lain"))
    findings = text(gettext_lazy("Apa yang ditemukan"))
    category = Coded("complaint_categories", label=gettext_lazy("Kategori sekarang"))
    severity = forms.ChoiceField(
        label=gettext_lazy("Tingkat sekarang"),
        choices=[choice for choice in Severity.choices if choice[0] != Severity.EMERGENCY],
        widget=forms.RadioSelect,
    )

    def prepare(self, act: Act) -> None:
        self.fields["category"].choices = [
            ("", _("Pilih kategori")),
            *categories.choices(act, with_emergencies=False),
        ]
        self.fields["category"].initial = act.case.category


class DeathForm(ActForm):
    victim_died = tick(gettext_lazy("Yang meninggal adalah korban atau pekerja dalam kasus ini"))
    died_on = day(gettext_lazy("Tanggal meninggal, bila diketahui"), required=False)
    place = forms.CharField(label=gettext_lazy("Tempat"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Sumber berita dan buktinya"), max_length=300)
    suspicious = yes_no(gettext_lazy("Apakah kematiannya mencurigakan?"), required=False)

    def clean_died_on(self) -> Any:
        return not_future(self, "died_on")


class AnnulDeathForm(ActForm):
    evidence = text(gettext_lazy("Bukti bahwa orangnya masih hidup atau orang lain yang meninggal"))
    severity = forms.ChoiceField(
        label=gettext_lazy("Tingkat sekarang"), choices=Severity.choices, widget=forms.RadioSelect
    )
