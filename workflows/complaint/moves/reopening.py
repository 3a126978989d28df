"""Objections, reopening, and the decision on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import move
from workflows.complaint.forms import ending as forms
from workflows.complaint.guards import common
from workflows.complaint.guards import ending as guards

if TYPE_CHECKING:
    from casework.acting import Act


class ReopeningMoves:
    @move(
        source="resolved",
        target="reopened",
        label=_("Catat keberatan atas hasil"),
        by="holder (for complainant)",
        form=forms.ReopenForm,
        reasons="REOPEN",
    )
    def dispute_result(self: Any, act: Act) -> None:
        self._owe_answer_again(act)
        self.last_contact_at = act.now

    @move(
        source=["closed", "closed_administratively", "withdrawn"],
        target="reopened",
        label=_("Buka kembali"),
        by="closer:sup, bp3mi:sup",
        form=forms.ReopenForm,
        guards=[guards.within_reopening_window, common.not_by_whoever_ended],
        reasons="REOPEN",
    )
    def reopen(self: Any, act: Act) -> None:
        self._owe_answer_again(act)

    @move(
        source=["closed", "rejected", "closed_administratively", "withdrawn"],
        target="reopened",
        label=_("Buka kembali setelah tenggat"),
        by="bp3mi:head",
        form=forms.ReopenForm,
        guards=[guards.after_reopening_window, common.not_by_whoever_ended],
        reasons="REOPEN",
    )
    def reopen_late(self: Any, act: Act) -> None:
        self._owe_answer_again(act)

    @move(
        source="rejected",
        target="reopened",
        label=_("Catat keberatan"),
        by="closer, village, bp3mi (for complainant)",
        form=forms.ReopenForm,
        guards=[guards.within_objection_window],
        reasons="REOPEN",
    )
    def file_objection(self: Any, act: Act) -> None:
        self._owe_answer_again(act)
        self.last_contact_at = act.now

    @move(
        source="reopened",
        target="triage",
        label=_("Telaah ulang"),
        by="holder",
        guards=[common.not_by_whoever_ended],
    )
    def return_to_triage(self: Any, act: Act) -> None:
        """Everything is looked at anew."""

    @move(
        source="reopened",
        target="closed",
        label=_("Pertahankan penutupan"),
        by="bp3mi:head",
        form=forms.UpholdForm,
        guards=[common.not_by_whoever_ended],
        reasons="UPHOLD",
        looks_at=["children"],
    )
    def uphold_ending(self: Any, act: Act) -> None:
        """Written reasons; the Ombudsman is named."""

    def _owe_answer_again(self: Any, act: Act) -> None:
        """What was answered is disputed: the period of the answer runs anew from here, and so does D05."""
        self.answer_owed_since = act.now
        self.count_contact_anew(act)
        self.outcome = ""
