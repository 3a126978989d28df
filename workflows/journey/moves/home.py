"""Home again: reception, rehabilitation, reintegration, completion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models import CaseLink
from casework.moves import move
from workflows.journey.forms import home
from workflows.journey.guards import ending, linked
from workflows.journey.states import ABROAD, Entry, EntryMode

if TYPE_CHECKING:
    from casework.acting import Act


class HomeMoves:
    """From the hand-over at home to a completed journey, and back for late empowerment."""

    @move(
        source="return_in_progress",
        target="arrived_home",
        label=_("Serah terima di daerah asal"),
        by="bp3mi, village",
        form=home.ReceiveHomeForm,
    )
    def receive_home(self: Any, act: Act) -> None:
        self.returned_on = act.data["returned_on"]

    @move(
        source=[*ABROAD, "in_distress", "home_leave"],
        target="arrived_home",
        label=_("Catat sudah di rumah"),
        by="village, bp3mi",
        form=home.FoundHomeForm,
        urged=False,
    )
    def record_found_home(self: Any, act: Act) -> None:
        self.returned_on, self.return_reason = act.data["returned_on"], act.data["return_reason"]

    @move(
        source=["return_in_progress", "arrived_home", "reintegration"],
        target="rehabilitation",
        label=_("Mulai rehabilitasi"),
        by="holder",
        form=home.RehabilitationForm,
        urged=False,
    )
    def begin_rehabilitation(self: Any, act: Act) -> None:
        """Need and consent stay with the step; straight from the journey home it is the return."""
        if act.step.state == "return_in_progress":
            self.returned_on = act.today

    @move(
        source="rehabilitation",
        target="arrived_home",
        label=_("Catat penolakan rehabilitasi"),
        by="bp3mi",
        form=home.RefuseRehabilitationForm,
        reasons="REFUSAL",
    )
    def refuse_rehabilitation(self: Any, act: Act) -> None:
        """In writing, by the worker or, lacking capacity, the family (Permen 32/2025 Art 39)."""

    @move(
        source=["arrived_home", "rehabilitation"],
        target="reintegration",
        label=_("Mulai reintegrasi"),
        by="holder",
        form=home.ReintegrationForm,
    )
    def begin_reintegration(self: Any, act: Act) -> None:
        """The plan stays with the step; empowerment lasts a month at most from its start (D36)."""

    @move(
        source=["arrived_home", "rehabilitation", "reintegration"],
        target="completed",
        label=_("Selesaikan perjalanan"),
        by="holder:sup",
        form=home.CompleteForm,
        guards=[linked.no_grave_complaint_open, linked.others_may_go_on],
        reasons="OUTCOME",
        looks_at={"linked", "children"},
    )
    def complete(self: Any, act: Act) -> None:
        """The worker is a former one from now on; other cases go on with their own holders."""

    @move(
        source=["arrived_home", "reintegration"],
        target="completed",
        label=_("Selesaikan dan daftar kembali"),
        by="village:head (for pmi)",
        form=home.MigrateAgainForm,
        guards=[linked.no_grave_complaint_open, linked.others_may_go_on],
        reasons="OUTCOME",
        looks_at={"linked", "children", "person"},
    )
    def migrate_again(self: Any, act: Act) -> None:
        """Ends this journey and begins the next one in the same act."""
        act.open_case(
            type(self),
            link_kind=CaseLink.Kind.FOLLOW_UP,
            person=self.person,
            state=Entry.INTEREST,
            entry_mode=EntryMode.AGAIN,
            destination=act.data.get("destination") or "",
        )

    @move(
        source="completed",
        target="reintegration",
        label=_("Buka kembali untuk pemberdayaan"),
        by="village:sup, district",
        form=home.ReopenCompletedForm,
        guards=[ending.within_a_year_of_return, ending.ended_by_another, linked.no_other_open_journey],
        reasons="REOPEN",
        looks_at={"person"},
    )
    def reopen_completed(self: Any, act: Act) -> None:
        """A problem that came up within a year of the return (Permen 33/2025 Art 16(6)a)."""
