"""Handling: clarification, mediation, monitoring, sanction, waiting for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import BEFORE, move
from workflows.complaint.forms import work as forms
from workflows.complaint.guards import common
from workflows.complaint.guards import work as guards
from workflows.complaint.kinds import Promise
from workflows.complaint.states import WORK_IN_HAND

if TYPE_CHECKING:
    from casework.acting import Act


class WorkMoves:
    @move(
        source="assigned",
        target="first_clarification",
        label=_("Panggil klarifikasi kesatu"),
        by="holder",
        form=forms.InvitationForm,
        guards=[guards.respondent_exists, common.not_an_emergency],
    )
    def invite_to_clarification(self: Any, act: Act) -> None:
        """The party complained of is invited; D07 runs on from the assignment."""

    @move(
        source=["first_clarification", "settlement_monitoring"],
        target="second_clarification",
        label=_("Mulai klarifikasi kedua"),
        by="holder",
        form=forms.SecondClarificationForm,
        guards=[guards.no_second_clarification_yet, guards.absence_is_recorded],
        urged=False,
    )
    def begin_second_clarification(self: Any, act: Act) -> None:
        """BP3MI hears the party after no show, no commitment or a breach."""

    @move(
        source=["first_clarification", "second_clarification", "settlement_monitoring"],
        target="mediation",
        label=_("Buka mediasi"),
        by="holder",
        form=forms.MediationForm,
        guards=[guards.mediation_is_allowed, guards.village_never_mediates],
    )
    def open_mediation(self: Any, act: Act) -> None:
        """Both agreed in writing."""

    @move(
        source=["first_clarification", "second_clarification"],
        target="settlement_monitoring",
        label=_("Catat komitmen"),
        by="holder",
        form=forms.CommitmentForm,
    )
    def record_commitment(self: Any, act: Act) -> None:
        """The statement letter says what will be done by when; D08 or D09 runs."""
        if act.step.state == "first_clarification":
            self.first_clarification_on, self.promise = act.data["held_on"], Promise.FIRST_COMMITMENT
        else:
            self.second_clarification_on, self.promise = act.data["held_on"], Promise.SECOND_COMMITMENT
        self.next_due_date = act.data["next_due_date"]

    @move(
        source="mediation",
        target="settlement_monitoring",
        label=_("Catat perjanjian bersama"),
        by="holder",
        form=forms.AgreementForm,
    )
    def record_agreement(self: Any, act: Act) -> None:
        self.promise, self.next_due_date = Promise.AGREEMENT, act.data["next_due_date"]

    @move(
        source=["assigned", "victim_safeguarded"],
        target="settlement_monitoring",
        label=_("Fasilitasi langsung"),
        by="holder",
        form=forms.FacilitateForm,
    )
    def facilitate_directly(self: Any, act: Act) -> None:
        self.promise, self.next_due_date = Promise.ARRANGED, act.data["next_due_date"]

    @move(
        source=["first_clarification", "second_clarification", "settlement_monitoring"],
        target="sanction_recommended",
        label=_("Rekomendasikan sanksi"),
        by="holder",
        form=forms.SanctionForm,
        guards=[guards.party_can_be_sanctioned, guards.sanction_has_its_ground],
        reasons="SANCTION",
    )
    def recommend_sanction(self: Any, act: Act) -> None:
        """The file goes to the supervision unit."""

    @move(
        source=["sanction_recommended", "referred"],
        target="settlement_monitoring",
        label=_("Lanjutkan pemantauan"),
        by="holder",
        form=forms.ResumeMonitoringForm,
    )
    def resume_monitoring(self: Any, act: Act) -> None:
        self.promise, self.next_due_date = Promise.RESUMED, act.data["next_due_date"]

    @move(
        source=[
            "triage",
            "verification",
            "assigned",
            "settlement_monitoring",
            "sanction_recommended",
            "unresolved_informed",
            "victim_safeguarded",
        ],
        target="referred",
        label=_("Tunggu instansi rujukan"),
        by="holder",
        form=forms.ReferAndWaitForm,
        guards=[guards.referral_is_open, guards.victim_is_safe],
        looks_at=["children"],
        urged=False,
    )
    def refer_and_wait(self: Any, act: Act) -> None:
        """The complainant knows who works on it now: his answer."""
        self.answer_owed_since = None

    @move(
        source=["referred", "unresolved_informed", "reopened"],
        target="assigned",
        label=_("Lanjutkan penanganan"),
        by="holder",
        form=forms.ResumeWorkForm,
        guards=[common.not_by_whoever_ended_reopened],
        usual_from=["referred"],
    )
    def resume_work(self: Any, act: Act) -> None:
        """A result, new facts, or the decision to go on."""

    @move(
        source=["verification", *WORK_IN_HAND],
        target="unresolved_informed",
        label=_("Nyatakan tidak dapat diselesaikan"),
        by="holder:sup",
        form=forms.UnresolvedForm,
        reasons="UNRESOLVED",
    )
    def declare_unresolved(self: Any, act: Act) -> None:
        self.answer_owed_since = None

    @move(
        source=["verification", *WORK_IN_HAND],
        target="suspended",
        label=_("Tangguhkan"),
        by="holder:sup",
        form=forms.SuspendForm,
        guards=[common.not_an_emergency],
        reasons="SUSPEND",
    )
    def suspend(self: Any, act: Act) -> None:
        self.review_date = act.data["review_date"]

    @move(source="suspended", target=BEFORE, label=_("Lanjutkan"), by="holder", form=forms.ResumeForm)
    def resume(self: Any, act: Act) -> None:
        self.review_date = None
