"""From the application to the body's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models.case import Severity
from casework.moves import move
from workflows.legal_aid import guards
from workflows.legal_aid.forms import intake as forms
from workflows.legal_aid.states import EMERGENCY_CAN_BEGIN

if TYPE_CHECKING:
    from casework.acting import Act


class IntakeMoves:
    """Intake, consultation, completeness, emergency, acceptance and refusal."""

    @move(
        source=["intake", "consultation", "emergency_accompaniment"],
        target="completeness_check",
        label=_("Teruskan ke pemberi bantuan hukum"),
        by="holder (for client)",
        form=forms.ForwardForm,
        guards=[guards.body_has_no_conflict],
    )
    def forward_to_body(self: Any, act: Act) -> None:
        self.attested = act.data.get("attested") or self.attested

    @move(
        source="intake",
        target="consultation",
        label=_("Beri konsultasi"),
        by="holder",
        form=forms.ConsultationForm,
    )
    def give_consultation(self: Any, act: Act) -> None:
        self.topic = act.data["topic"]

    @move(
        source="consultation",
        target="closed",
        label=_("Tutup konsultasi"),
        by="holder",
        form=forms.CloseConsultationForm,
        reasons="OUTCOME",
        looks_at=["children"],
    )
    def close_consultation(self: Any, act: Act) -> None:
        """The advice is kept with the step that ended."""

    @move(
        source=EMERGENCY_CAN_BEGIN,
        target="emergency_accompaniment",
        label=_("Mulai pendampingan darurat"),
        by="holder, system",
        form=forms.AccompanimentForm,
        guards=[guards.body_has_no_conflict],
        unaccepted=True,
        hint=_("Untuk penangkapan, perdagangan orang atau kekerasan: pendampingan mendahului berkas."),
    )
    def begin_accompaniment(self: Any, act: Act) -> None:
        self.severity = Severity.EMERGENCY
        self.sealed = True
        self.emergency_ground = act.data.get("ground") or self.emergency_ground
        self.counsel = act.data.get("companion") or self.counsel

    @move(
        source="emergency_accompaniment",
        target="accepted",
        label=_("Terima setelah pendampingan"),
        by="legal_aid:sup",
        form=forms.AcceptWithoutPapersForm,
        guards=[guards.body_has_no_conflict],
    )
    def accept_accompanied(self: Any, act: Act) -> None:
        self._name_counsel(act)
        self.papers_to_follow = True

    @move(
        source="completeness_check",
        target="awaiting_completion",
        label=_("Minta kelengkapan"),
        by="legal_aid",
        form=forms.ReturnForm,
        guards=[guards.is_no_emergency],
        reasons="RETURN",
    )
    def return_for_completion(self: Any, act: Act) -> None:
        """The list goes to the applicant with the step that ended."""

    @move(
        source="awaiting_completion",
        target="completeness_check",
        label=_("Terima kelengkapan"),
        by="legal_aid (for client)",
    )
    def receive_completion(self: Any, act: Act) -> None:
        """D24 starts again."""

    @move(
        source="awaiting_completion",
        target="withdrawn",
        label=_("Gugurkan karena tidak dilengkapi"),
        by="holder:head",
        form=forms.LapseForm,
        guards=[guards.completion_time_has_passed],
        reasons="WITHDRAW",
        looks_at=["children", "linked"],
        children="recall",
    )
    def lapse(self: Any, act: Act) -> None:
        """Open referrals are recalled."""

    @move(
        source="completeness_check",
        target="decision_pending",
        label=_("Nyatakan lengkap"),
        by="legal_aid",
        guards=[guards.papers_are_complete],
    )
    def confirm_complete(self: Any, act: Act) -> None:
        """D25 starts."""

    @move(
        source="completeness_check",
        target="accepted",
        label=_("Terima lebih dahulu"),
        by="legal_aid:sup",
        form=forms.AcceptWithoutPapersForm,
        guards=[guards.is_emergency, guards.body_has_no_conflict],
    )
    def accept_first(self: Any, act: Act) -> None:
        self._name_counsel(act)
        self.papers_to_follow = True

    @move(
        source="decision_pending",
        target="accepted",
        label=_("Terima permohonan"),
        by="legal_aid:sup",
        form=forms.AcceptForm,
        guards=[guards.body_has_no_conflict],
    )
    def accept_application(self: Any, act: Act) -> None:
        self._name_counsel(act)
        self.papers_to_follow = False

    @move(
        source=["decision_pending", "accepted", "emergency_accompaniment"],
        target="refused",
        label=_("Tolak permohonan"),
        by="legal_aid:head",
        form=forms.RefuseForm,
        reasons="REFUSE",
        looks_at=["children"],
    )
    def refuse_application(self: Any, act: Act) -> None:
        """Reasons and other bodies are kept with the step that ended."""

    @move(
        source=["decision_pending", "accepted", "mandate_ended"],
        target="completeness_check",
        label=_("Alihkan ke pemberi bantuan hukum lain"),
        by="legal_aid:sup",
        form=forms.PassOnForm,
        guards=[guards.body_has_no_conflict],
        reasons="TRANSFER",
    )
    def pass_to_other_body(self: Any, act: Act) -> None:
        """The receiver's clock starts anew; the day of the application stays."""
        self.counsel = self.counsel_kind = self.advocate = ""

    def _name_counsel(self: Any, act: Act) -> None:
        self.counsel, self.counsel_kind = act.data["counsel"], act.data["counsel_kind"]
