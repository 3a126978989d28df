"""Forms of the acts that document the help: services and hearings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework.clock import format_local_date
from casework.forms import ActForm, Coded
from casework.shown import Known
from workflows.legal_aid.forms.fields import choices_of, day, not_ahead, not_past, text
from workflows.legal_aid.forms.service import last_day_to_appeal

if TYPE_CHECKING:
    from casework.acting import Act

MEDIATION_STEPS = [("invited", _("Undangan")), ("session", _("Sesi")), ("concluded", _("Selesai"))]


class ServiceForm(ActForm):
    """One service: what, when, by whom, how long, with which result, and what comes next."""

    goes_by = ("appeal_date", "execution")

    kind = Coded("legal_aid_services", label=_("Jenis layanan"))
    performed_on = day(_("Tanggal"))
    provider = forms.CharField(label=_("Dilakukan oleh"), max_length=200)
    participants = forms.CharField(label=_("Bersama siapa"), required=False, max_length=300)
    minutes = forms.IntegerField(label=_("Lama (menit)"), min_value=1, max_value=1440)
    result = text(_("Hasil"))
    next_date = day(_("Tanggal berikutnya"), required=False)
    documents: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label=_("Dokumen yang terkait"),
        queryset=None,
        required=False,
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )
    mediation_step = forms.ChoiceField(label=_("Tahap mediasi"), required=False, choices=[("", "—"), *MEDIATION_STEPS])
    hearing: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Sidang yang dihadiri"),
        queryset=None,
        required=False,
        help_text=_("Tanggal berikutnya menjadi jadwal sidang berikutnya."),
    )
    judgment = forms.BooleanField(label=_("Putusan dibacakan"), required=False)
    appeal_until = day(
        _("Batas waktu upaya hukum"),
        required=False,
        help_text=_("Bila dikosongkan, dihitung dari putusan menurut buku aturan (dari ingatan, belum diperiksa)."),
    )
    appeal_filed = forms.BooleanField(label=_("Upaya hukum sudah diajukan"), required=False)
    execution = Coded(column="execution", label=_("Pelaksanaan"), required=False)

    def prepare(self, act: Act) -> None:
        case = act.case
        self.fields["kind"].choices = choices_of("legal_aid_services", act)
        self.fields["documents"].queryset = case.documents.filter(refused_at__isnull=True)
        planned = planned_hearings(act)
        self.fields["hearing"].queryset = planned
        if case.state != "litigation":
            for name in ("hearing", "judgment", "appeal_until"):
                del self.fields[name]
        if case.appeal_date is None:
            del self.fields["appeal_filed"]
        if case.state == "outcome_recorded" and case.execution == case.Execution.OPEN:
            self.fields["execution"].choices = [("", _("Tidak berubah")), *case.Execution.settled()]
        else:
            del self.fields["execution"]

    def overwrites(self) -> Iterable[str]:
        appeal = self.data.get("judgment") or self.data.get("appeal_filed")
        return [*(["appeal_date"] if appeal else []), *(["execution"] if self.data.get("execution") else [])]

    def clean_performed_on(self) -> Any:
        return not_ahead(self, "performed_on")

    def clean_next_date(self) -> Any:
        return not_past(self, "next_date")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == "mediation" and not cleaned.get("mediation_step"):
            self.add_error("mediation_step", ValidationError(_now("Pilih tahap mediasi.")))
        if cleaned.get("judgment"):
            decided = cleaned.get("performed_on")
            if not cleaned.get("appeal_until") and decided:
                cleaned["appeal_until"] = last_day_to_appeal(self.act, decided)
        elif cleaned.get("appeal_until"):
            self.add_error("judgment", ValidationError(_now("Batas upaya hukum dihitung dari putusan: centang dulu.")))
        return cleaned


class HearingForm(ActForm):
    """A hearing is set, moved to another day, or falls away."""

    hearing: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Sidang yang diganti"), queryset=None, required=False, help_text=_("Kosongkan untuk sidang baru.")
    )
    cancelled = forms.BooleanField(label=_("Sidang itu batal"), required=False)
    held_on = day(_("Tanggal sidang"), required=False)
    held_at = forms.TimeField(
        label=_("Jam"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    court = forms.CharField(label=_("Pengadilan"), required=False, max_length=150)
    room = forms.CharField(label=_("Ruang"), required=False, max_length=60)
    agenda = forms.CharField(label=_("Acara sidang"), required=False, max_length=200)

    def prepare(self, act: Act) -> None:
        self.fields["hearing"].queryset = planned_hearings(act)
        self.fields["court"].initial = act.case.court

    def known(self) -> Mapping[str, Known]:
        """The hearings planned: whoever sets one has seen the others."""
        planned = list(planned_hearings(self.act))
        days = ", ".join(format_local_date(hearing.held_on) for hearing in planned)
        return {"next_hearing": Known(_("Sidang yang dijadwalkan"), [hearing.pk for hearing in planned], days)}

    def clean_held_on(self) -> Any:
        return not_past(self, "held_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("cancelled"):
            if not cleaned.get("hearing"):
                self.add_error("hearing", ValidationError(_now("Pilih sidang yang batal.")))
        elif not cleaned.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", ValidationError(_now("Isi tanggal sidang.")))
        return cleaned


def planned_hearings(act: Act) -> Any:
    """The hearings of the case that are still to be held or reported, the nearest first."""
    hearings = apps.get_model("legal_aid", "Hearing").objects
    return hearings.filter(case_id=act.case.pk, status="planned").order_by("held_on", "pk")
