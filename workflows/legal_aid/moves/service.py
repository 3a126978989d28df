"""From the mandate to the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import BEFORE, move
from workflows.legal_aid import guards
from workflows.legal_aid.forms import service as forms
from workflows.legal_aid.states import SERVICE

if TYPE_CHECKING:
    from casework.acting import Act


class ServiceMoves:
    """Mandates, service in and out of court, suspension, outcome."""

    @move(
        source="accepted",
        target="mandated",
        label=_("Tandatangani surat kuasa"),
        by="legal_aid (for client)",
        form=forms.MandateForm,
        guards=[guards.mandate_paper_is_there, guards.heirs_sign_for_the_dead],
        looks_at=["linked"],
    )
    def sign_mandate(self: Any, act: Act) -> None:
        self._take_mandate(act)

    @move(
        source=["mandate_ended", "reopened"],
        target="mandated",
        label=_("Tandatangani surat kuasa baru"),
        by="legal_aid (for client)",
        form=forms.MandateForm,
        guards=[guards.mandate_paper_is_there, guards.heirs_sign_for_the_dead],
        looks_at=["linked"],
    )
    def sign_new_mandate(self: Any, act: Act) -> None:
        self._take_mandate(act)

    @move(
        source=["mandated", "litigation", "reopened"],
        target="non_litigation",
        label=_("Mulai layanan nonlitigasi"),
        by="legal_aid",
        form=forms.NonLitigationForm,
        guards=[
            guards.mandate_is_valid,
            guards.client_lives_or_heirs_signed,
            guards.mediation_is_allowed,
            guards.no_hearing_is_waiting,
        ],
        looks_at=["linked"],
    )
    def begin_non_litigation(self: Any, act: Act) -> None:
        self.service_plan = act.data["service_plan"]

    @move(
        source=["mandated", "non_litigation", "outcome_recorded", "reopened"],
        target="litigation",
        label=_("Mulai layanan litigasi"),
        by="legal_aid",
        form=forms.LitigationForm,
        guards=[guards.mandate_is_valid, guards.client_lives_or_heirs_signed],
        looks_at=["linked"],
        urged=False,
    )
    def begin_litigation(self: Any, act: Act) -> None:
        data = act.data
        self.advocate, self.court_stage = data["advocate"], data["court_stage"]
        self.court, self.docket = data.get("court") or "", data.get("docket") or ""
        self.appeal_date = data.get("appeal_until") or self.appeal_date
        self.mediation_since = None

    @move(
        source="litigation",
        target="litigation",
        label=_("Lanjut ke tahap berikutnya"),
        by="legal_aid",
        form=forms.NextCourtStageForm,
    )
    def next_court_stage(self: Any, act: Act) -> None:
        data = act.data
        self.court_stage = data["court_stage"]
        self.court, self.docket = data.get("court") or self.court, data.get("docket") or self.docket
        self.appeal_date = data.get("appeal_until")

    @move(
        source=["non_litigation", "litigation", "emergency_accompaniment"],
        target="outcome_recorded",
        label=_("Catat hasil"),
        by="legal_aid",
        form=forms.OutcomeForm,
        guards=[guards.no_hearing_is_waiting],
        reasons="OUTCOME",
    )
    def record_outcome(self: Any, act: Act) -> None:
        data = act.data
        self.outcome, self.execution = data["outcome"], data["execution"]
        self.amount, self.restitution = data.get("amount"), data.get("restitution")
        self.appeal_date = self.mediation_since = None
        if act.step.state in SERVICE:
            self.mandate_ended_on = None

    @move(
        source=SERVICE,
        target="suspended",
        label=_("Tangguhkan"),
        by="legal_aid:sup",
        form=forms.SuspendForm,
        guards=[guards.is_no_emergency, guards.no_appeal_runs],
        reasons="SUSPEND",
    )
    def suspend(self: Any, act: Act) -> None:
        self.review_date = act.data["review_date"]

    @move(source="suspended", target=BEFORE, label=_("Lanjutkan"), by="legal_aid", form=forms.ResumeForm)
    def resume(self: Any, act: Act) -> None:
        self.review_date = None

    @move(
        source=[*SERVICE, "suspended"],
        target="mandate_ended",
        label=_("Akhiri kuasa"),
        by="legal_aid (for client)",
        form=forms.EndMandateForm,
        reasons="MANDATE",
        unaccepted=True,
        behalf_optional=True,
        hint=_("Juga dicatat oleh sistem bila klien meninggal dunia."),
    )
    def end_mandate(self: Any, act: Act) -> None:
        self.mandate_ended_on = act.data.get("ended_on") or act.today
        heirs_had_signed = self.client_died and self.mandate_by == self.Signatory.HEIRS
        self.client_died = heirs_had_signed or act.data.get("reason") == "client_died"

    def _take_mandate(self: Any, act: Act) -> None:
        self.mandate_signed_on, self.mandate_by = act.data["signed_on"], act.data["signed_by"]
        self.mandate_ended_on = None
        self.client_died = guards.client_has_died(act)
