"""How a journey ends without being completed, how it is taken up again, and death."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models import CaseLink
from casework.moves import BEFORE, move
from workflows.across import end_mandates
from workflows.journey import complaints
from workflows.journey.forms import ending as forms
from workflows.journey.guards import ending, linked, placement
from workflows.journey.states import ABROAD, CAN_DIE, HELD, HOME, PRE

if TYPE_CHECKING:
    from casework.acting import Act


class EndingMoves:
    """Rejection, withdrawal, death, the end of monitoring, and mistakes."""

    @move(
        source=[*PRE, *HELD, "nonprocedural_suspected"],
        target="rejected",
        label=_("Tolak"),
        by="holder:head",
        form=forms.RejectForm,
        reasons="REJECT",
        looks_at={"children"},
    )
    def reject(self: Any, act: Act) -> None:
        """Written to the applicant, with the ground and how to object."""

    @move(
        source="rejected",
        target=BEFORE,
        label=_("Kabulkan keberatan"),
        by="above",
        form=forms.ObjectionForm,
        guards=[ending.objection_is_in_time, ending.ended_by_another, linked.no_other_open_journey],
        reasons="REOPEN",
        looks_at={"person"},
    )
    def uphold_objection(self: Any, act: Act) -> None:
        """The level above decides; the journey goes on where it stood."""

    @move(
        source=[*PRE, *HELD, "nonprocedural_suspected"],
        target="withdrawn",
        label=_("Undurkan diri"),
        by="holder (for cpmi), village (for cpmi)",
        form=forms.WithdrawForm,
        reasons="WITHDRAW",
        looks_at={"linked", "children"},
        unaccepted=True,
    )
    def withdraw(self: Any, act: Act) -> None:
        """An open complaint goes on; its holder is told."""
        complaints.tell_of_withdrawal(act)

    @move(
        source="withdrawn",
        target="interest_registered",
        label=_("Buka kembali"),
        by="village (for cpmi)",
        guards=[ending.within_reopening_time, ending.ended_by_another, linked.no_other_open_journey],
        reasons="REOPEN",
        looks_at={"person"},
    )
    def reopen_withdrawn(self: Any, act: Act) -> None:
        """Documents still valid are taken over: they hang on the case."""

    @move(
        source=CAN_DIE,
        target="deceased",
        label=_("Catat meninggal dunia"),
        by="holder, bp3mi, village, system",
        form=forms.DeathForm,
        looks_at={"linked"},
        unaccepted=True,
        not_undoable=True,
        on_record=True,
    )
    def record_death(self: Any, act: Act) -> None:
        """Recorded on the journey and on one linked complaint in the same act (guard 4)."""
        self.died_on = act.data.get("died_on")
        self.family_told_on = None
        complaints.record_death(act)
        end_mandates(act)

    @move(
        source=[*(state for state in PRE if state != "ready_to_depart"), *HELD, "nonprocedural_suspected"],
        target="closed_deceased",
        label=_("Catat meninggal sebelum berangkat"),
        by="holder, village",
        form=forms.DeathBeforeDepartureForm,
        looks_at={"linked", "children"},
        second_person=True,
        unaccepted=True,
        not_undoable=True,
    )
    def record_death_before_departure(self: Any, act: Act) -> None:
        self.died_on = act.data.get("died_on")
        complaints.tell_of_death(act)
        end_mandates(act)

    @move(
        source="deceased",
        target=BEFORE,
        label=_("Batalkan catatan meninggal"),
        by="bp3mi:head",
        form=forms.AnnulDeathForm,
        reasons="UNDO",
        looks_at={"linked"},
        second_person=True,
        not_undoable=True,
    )
    def annul_death(self: Any, act: Act) -> None:
        """Mistaken identity; the linked death file likewise."""
        self.died_on = self.family_told_on = None
        complaints.annul_death(act)

    @move(
        source="deceased",
        target="closed_deceased",
        label=_("Tutup berkas almarhum"),
        by="bp3mi",
        form=forms.CloseDeceasedForm,
        guards=[placement.family_was_told, linked.no_complaint_open],
        looks_at={"linked", "children"},
        second_person=True,
    )
    def close_deceased(self: Any, act: Act) -> None:
        """Family told, remains and property handed over, claims settled or shown impossible."""

    @move(
        source=["in_placement", "contact_lost", "nonprocedural_abroad"],
        target="ended_abroad",
        label=_("Akhiri pemantauan di luar negeri"),
        by="bp3mi:head",
        form=forms.EndAbroadForm,
        guards=[linked.no_complaint_open, ending.untraced_long_enough],
        reasons="ENDABROAD",
        looks_at={"linked", "children"},
    )
    def end_abroad(self: Any, act: Act) -> None:
        """Settled abroad, untraced for two years, or outside the law."""

    @move(
        source="ended_abroad",
        target="contact_lost",
        label=_("Buka kembali pemantauan"),
        by="bp3mi",
        form=forms.TraceAgainForm,
        guards=[ending.ended_by_another, linked.no_other_open_journey],
        reasons="REOPEN",
        looks_at={"person"},
    )
    def trace_again(self: Any, act: Act) -> None:
        """A sign of life, or a need; there is no time limit."""

    @move(
        source=[
            *PRE,
            *HELD,
            "nonprocedural_suspected",
            *ABROAD,
            "home_leave",
            "in_distress",
            "return_in_progress",
            *HOME,
        ],
        target="voided",
        label=_("Batalkan (salah catat)"),
        by="holder:sup",
        form=forms.VoidForm,
        guards=[linked.no_complaint_open],
        reasons="VOID",
        looks_at={"linked", "children"},
        second_person=True,
    )
    def void(self: Any, act: Act) -> None:
        """Entered in error; points to the right case when there is one."""
        if act.data.get("right_case"):
            act.link(self, act.data["right_case"], CaseLink.Kind.RIGHT_CASE)
