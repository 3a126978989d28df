"""Forms of the moves from the mandate to the outcome."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.forms import ActForm, Coded, CodedMany
from workflows.legal_aid.forms.fields import choices_of, day, not_ahead, not_past, text, ticked
from workflows.legal_aid.papers import missing_papers

if TYPE_CHECKING:
    from casework.acting import Act

APPEALED_TO = ("appeal", "cassation")
"""Court stages that are reached by an appeal within a time."""

LONGEST_SUSPENSION = 60
"""Calendar days until the review of a suspension, at most."""


class MandateForm(ActForm):
    """The special power of attorney (UU 16/2011 Art 15(3)); after a death the heirs sign."""

    signed_on = day(_("Tanggal surat kuasa khusus"))
    number = forms.CharField(label=_("Nomor surat kuasa"), required=False, max_length=80)
    signed_by = Coded(column="mandate_by", label=_("Ditandatangani oleh"), widget=forms.RadioSelect)
    heirs = forms.CharField(label=_("Nama dan hubungan ahli waris"), required=False, max_length=300)
    legalised_by = forms.CharField(
        label=_("Dilegalisasi oleh perwakilan"),
        required=False,
        max_length=150,
        help_text=_("Bila dibuat di luar negeri."),
    )
    help_given = text(
        _("Bantuan yang diberikan untuk melengkapi berkas"),
        max_length=2000,
        help_text=_("Kasus diterima lebih dahulu dan berkasnya belum lengkap."),
    )

    def prepare(self, act: Act) -> None:
        self.fields["signed_by"].choices = type(act.case).Signatory.choices
        if not (act.case.papers_to_follow and missing_papers(act)):
            del self.fields["help_given"]

    def clean_signed_on(self) -> Any:
        return not_ahead(self, "signed_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("signed_by") == "heirs" and not cleaned.get("heirs"):
            self.add_error("heirs", ValidationError(_now("Tulis nama ahli waris dan hubungannya dengan klien.")))
        return cleaned


class NonLitigationForm(ActForm):
    """The service plan and the services in it."""

    service_plan = text(_("Rencana layanan"))
    services = CodedMany(
        "legal_aid_services", label=_("Layanan yang direncanakan"), widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, act: Act) -> None:
        self.fields["service_plan"].initial = act.case.service_plan
        self.fields["services"].choices = [
            (code, name) for code, name in choices_of("legal_aid_services", act) if code != "litigation"
        ]


class LitigationForm(ActForm):
    """An advocate before the court; advocates only."""

    advocate = forms.CharField(label=_("Nama advokat"), max_length=150)
    licence = forms.CharField(label=_("Nomor izin advokat"), required=False, max_length=80)
    court_stage = Coded("court_stages", label=_("Tahap perkara"))
    court = forms.CharField(label=_("Pengadilan atau instansi"), required=False, max_length=150)
    docket = forms.CharField(label=_("Nomor perkara"), required=False, max_length=80)
    appeal_until = day(_("Batas waktu upaya hukum, bila sedang berjalan"), required=False)

    def prepare(self, act: Act) -> None:
        self.fields["court_stage"].choices = choices_of("court_stages", act)
        for name in ("advocate", "court", "docket"):
            self.fields[name].initial = getattr(act.case, name)

    def clean_appeal_until(self) -> Any:
        return not_past(self, "appeal_until")


class NextCourtStageForm(ActForm):
    """The decision that ended a court stage, the next stage, and until when it must be reached."""

    decided_on = day(_("Tanggal putusan atau keputusan"))
    decision = text(_("Isi putusan atau keputusan"), max_length=2000)
    court_stage = Coded("court_stages", label=_("Tahap berikutnya"))
    court = forms.CharField(label=_("Pengadilan atau instansi"), required=False, max_length=150)
    docket = forms.CharField(label=_("Nomor perkara"), required=False, max_length=80)
    appeal_filed_on = day(_("Upaya hukum diajukan tanggal"), required=False)
    appeal_until = day(
        _("Batas waktu upaya hukum"),
        required=False,
        help_text=_("Bila dikosongkan, dihitung dari putusan menurut buku aturan (dari ingatan, belum diperiksa)."),
    )

    def prepare(self, act: Act) -> None:
        stages = choices_of("court_stages", act)
        codes = [code for code, _name in stages]
        here = codes.index(act.case.court_stage) if act.case.court_stage in codes else -1
        self.fields["court_stage"].choices = stages[here + 1 :]

    def clean_decided_on(self) -> Any:
        return not_ahead(self, "decided_on")

    def clean_appeal_filed_on(self) -> Any:
        return not_ahead(self, "appeal_filed_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        decided = cleaned.get("decided_on")
        if decided and cleaned.get("court_stage") in APPEALED_TO and not cleaned.get("appeal_filed_on"):
            cleaned["appeal_until"] = cleaned.get("appeal_until") or last_day_to_appeal(self.act, decided)
        if decided and cleaned.get("appeal_until") and cleaned["appeal_until"] < decided:
            self.add_error("appeal_until", ValidationError(_now("Batas waktu itu sebelum tanggal putusan.")))
        return cleaned


def last_day_to_appeal(act: Act, decided: Any) -> Any:
    """The last day to appeal against a decision, by the rulebook's period (calendar days)."""
    rule = rulebook.rule("legal_aid.appeal", act.today, act.reference_version)
    return decided + timedelta(days=rule.periods[0]["amount"])


class OutcomeForm(ActForm):
    """What was reached: settlement, final judgment, or that accompanying was enough."""

    outcome = Coded(column="outcome", label=_("Hasil"), widget=forms.RadioSelect)
    result = text(_("Uraian hasil"))
    amount = forms.DecimalField(
        label=_("Jumlah yang diperoleh (Rp)"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    restitution = forms.DecimalField(
        label=_("Restitusi (Rp)"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    execution = Coded(column="execution", label=_("Pelaksanaan"), widget=forms.RadioSelect)
    no_appeal = ticked(_("Putusan sudah final: upaya hukum tidak diajukan atau sudah tidak tersedia"))

    def prepare(self, act: Act) -> None:
        outcome = type(act.case).Outcome
        allowed = {
            "non_litigation": [outcome.SETTLEMENT],
            "litigation": [outcome.SETTLEMENT, outcome.FINAL_JUDGMENT],
            "emergency_accompaniment": [outcome.ACCOMPANIED],
        }.get(act.case.state, [])
        self.fields["outcome"].choices = [(one.value, one.label) for one in allowed]
        self.fields["execution"].choices = type(act.case).Execution.choices
        if act.case.appeal_date is None:
            del self.fields["no_appeal"]


class SuspendForm(ActForm):
    review_date = day(_("Tanggal peninjauan"), help_text=_("Paling lama 60 hari kalender."))

    def clean_review_date(self) -> Any:
        on = not_past(self, "review_date")
        if on and on > self.act.today + timedelta(days=LONGEST_SUSPENSION):
            raise ValidationError(_now("Peninjauan paling lama 60 hari kalender dari hari ini."))
        return on


class ResumeForm(ActForm):
    cause_past = text(_("Mengapa sebab penangguhan sudah berlalu"), max_length=1000)


class EndMandateForm(ActForm):
    ended_on = day(_("Kuasa berakhir tanggal"))

    def prepare(self, act: Act) -> None:
        self.fields["ended_on"].initial = act.today

    def clean_ended_on(self) -> Any:
        return not_ahead(self, "ended_on")
