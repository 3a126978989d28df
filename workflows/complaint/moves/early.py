"""From receipt to assignment: triage, completion, verification, merging, voiding."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.handover import officer_is_no_party
from casework.keeping_out import end_parties, name_parties
from casework.moves import BEFORE, move
from workflows.complaint.forms import early as forms
from workflows.complaint.guards import common
from workflows.complaint.guards import early as guards
from workflows.complaint.states import EARLY, WORK

if TYPE_CHECKING:
    from casework.acting import Act


class EarlyMoves:
    @move(
        source="received",
        target="triage",
        label=_("Mulai telaah"),
        by="holder",
        form=forms.TriageForm,
        guards=[guards.nobody_is_in_danger],
    )
    def begin_triage(self: Any, act: Act) -> None:
        """The handler looks at category, severity, competence, doubles and seal."""

    @move(
        source=["triage", "verification", "assigned"],
        target="awaiting_completion",
        label=_("Minta kelengkapan"),
        by="holder",
        form=forms.AskForCompletionForm,
        guards=[common.not_an_emergency],
        reasons="RETURN",
    )
    def ask_for_completion(self: Any, act: Act) -> None:
        self.completion_asked_in = act.step.state

    @move(
        source="awaiting_completion",
        target=BEFORE,
        label=_("Terima kelengkapan"),
        by="holder (for complainant)",
        form=forms.ReceiveCompletionForm,
        behalf_optional=True,
    )
    def receive_completion(self: Any, act: Act) -> None:
        """Given by the complainant, or found otherwise by the office itself."""
        if act.behalf:
            self.last_contact_at = act.now

    @move(
        source=["triage", "assigned", "victim_safeguarded"],
        target="verification",
        label=_("Mulai verifikasi"),
        by="holder",
        form=forms.VerificationForm,
        guards=[guards.category_is_set],
    )
    def begin_verification(self: Any, act: Act) -> None:
        self.needs_inspection = self.needs_inspection or bool(act.data.get("needs_inspection"))

    @move(
        source=["triage", "verification"],
        target="assigned",
        label=_("Tugaskan penanganan"),
        by="holder:sup",
        form=forms.AssignForm,
        guards=[officer_is_no_party],
    )
    def assign(self: Any, act: Act) -> None:
        """The engine makes the officer named the one of the step."""

    @move(
        source="triage",
        target="resolved",
        label=_("Jawab permintaan informasi"),
        by="holder",
        form=forms.AnswerInformationForm,
        guards=[guards.is_information_request],
    )
    def answer_information(self: Any, act: Act) -> None:
        self.outcome = "information_given"
        self.answer_owed_since = None

    @move(
        source=["triage", "verification"],
        target="rejected",
        label=_("Nyatakan tidak dapat diterima"),
        by="holder:sup",
        form=forms.RejectForm,
        guards=[common.not_an_emergency],
        reasons="REJECT",
        looks_at=["children"],
    )
    def reject(self: Any, act: Act) -> None:
        """The letter says why, where to go instead and how to object."""

    @move(
        source=[*EARLY, "awaiting_completion", "assigned"],
        target="merged",
        label=_("Gabungkan"),
        by="holder:sup",
        form=forms.MergeForm,
        guards=[guards.leading_complaint_is_linked, guards.leading_complaint_is_as_grave],
        looks_at=["linked", "children"],
        children="move",
        urged=False,
    )
    def merge(self: Any, act: Act) -> None:
        """The complainants become parties of the leading complaint; open referrals go along."""
        leading = act.data["leading"]
        self.leading = leading
        act.link(self, leading, "leading")
        complainants = [party.also_of(leading) for party in act.parties("complainant")]
        for party in complainants:
            party.since, party.by = act.now, act.actor
        act.also_amend(leading, "complaint_merged_in", partial(name_parties, parties=complainants))
        for child in act.open_children:
            child.parent_id = leading.pk
            act.tell(child, "moved_to_leading")

    @move(
        source="merged",
        target="triage",
        label=_("Pisahkan kembali"),
        by="closer:sup",
        guards=[guards.leading_complaint_is_open],
        reasons="REOPEN",
        looks_at=["linked"],
    )
    def unmerge(self: Any, act: Act) -> None:
        """It was merged by mistake; the parties that came with it leave the leading complaint."""
        leading = act.related[self.leading_id]
        came = leading.parties.filter(role="complainant", since=act.step.finished, until__isnull=True)
        act.also_amend(leading, "complaint_taken_out", partial(end_parties, parties=list(came)))
        self.leading = None
        self.count_contact_anew(act)

    @move(
        source=[*EARLY, *WORK, "awaiting_completion"],
        target="voided",
        label=_("Batalkan (salah catat)"),
        by="holder:sup",
        form=forms.VoidForm,
        guards=[
            common.village_leaves_emergencies,
            common.head_when_grave,
            guards.case_is_another,
            guards.no_open_referral,
        ],
        reasons="VOID",
        second_person=True,
        looks_at=["children"],
        children="keep",
    )
    def void(self: Any, act: Act) -> None:
        if act.data.get("right_case") is not None:
            act.link(self, act.data["right_case"], "right_case")
