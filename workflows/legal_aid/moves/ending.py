"""Withdrawing, closing, reopening."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import move
from workflows.legal_aid import guards
from workflows.legal_aid.forms import ending as forms
from workflows.legal_aid.states import BEFORE_DECISION, SERVICE

if TYPE_CHECKING:
    from casework.acting import Act


class EndingMoves:
    """How a legal-aid case ends, and how it goes on after an end."""

    @move(
        source=[
            *BEFORE_DECISION,
            "accepted",
            *SERVICE,
            "suspended",
            "mandate_ended",
            "emergency_accompaniment",
            "reopened",
        ],
        target="withdrawn",
        label=_("Cabut permohonan"),
        by="holder (for client)",
        form=forms.WithdrawForm,
        reasons="WITHDRAW",
        unaccepted=True,
        looks_at=["children"],
    )
    def withdraw(self: Any, act: Act) -> None:
        """What the client said in private is kept with the step that ended."""

    @move(
        source="withdrawn",
        target="completeness_check",
        label=_("Buka kembali permohonan"),
        by="legal_aid:sup, village (for client)",
        form=forms.ReopenWithdrawnForm,
        guards=[guards.reopened_in_time, guards.decided_by_another, guards.body_has_no_conflict],
        reasons="REOPEN",
    )
    def reopen_withdrawn(self: Any, act: Act) -> None:
        """The application is checked again from the start."""

    @move(
        source="refused",
        target="decision_pending",
        label=_("Tinjau kembali penolakan"),
        by="legal_aid:head (for client)",
        guards=[guards.refusal_may_be_reviewed, guards.decided_by_another],
        reasons="REOPEN",
    )
    def reopen_refused(self: Any, act: Act) -> None:
        """D25 starts again; the application may then be passed on."""

    @move(
        source=["outcome_recorded", "mandate_ended"],
        target="closed",
        label=_("Laporkan dan tutup"),
        by="legal_aid:sup",
        form=forms.CloseForm,
        guards=[guards.execution_is_settled],
        reasons="OUTCOME",
        looks_at=["children"],
    )
    def close(self: Any, act: Act) -> None:
        self.appeal_date = None

    @move(
        source="closed",
        target="reopened",
        label=_("Buka kembali"),
        by="legal_aid:head (for client)",
        guards=[guards.reopened_in_time_or_for_review, guards.decided_by_another],
        reasons="REOPEN",
    )
    def reopen(self: Any, act: Act) -> None:
        """Breach of the settlement, new evidence, judicial review."""

    @move(
        source="reopened",
        target="closed",
        label=_("Pertahankan penutupan"),
        by="legal_aid:head",
        form=forms.UpholdForm,
        guards=[guards.decided_by_another],
        reasons="UPHOLD",
        looks_at=["children"],
    )
    def uphold_closing(self: Any, act: Act) -> None:
        """Reasons and other bodies are kept with the step that ended."""

    @move(
        source=BEFORE_DECISION,
        target="voided",
        label=_("Batalkan (salah catat)"),
        by="holder:sup",
        form=forms.VoidForm,
        reasons="VOID",
        second_person=True,
        looks_at=["children"],
    )
    def void(self: Any, act: Act) -> None:
        """The right case, if there is one, is named in the step that ended."""
