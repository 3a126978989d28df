"""From the arrival abroad to the way home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import BEFORE, move
from workflows.journey import complaints
from workflows.journey.forms import abroad
from workflows.journey.guards import linked, papers, placement
from workflows.journey.states import ABROAD

if TYPE_CHECKING:
    from casework.acting import Act


class AbroadMoves:
    """Work, contact, leave, distress and return."""

    @move(
        source="departed",
        target="in_placement",
        label=_("Konfirmasi tiba di negara tujuan"),
        by="bp3mi (for mission, family), village (for family)",
        form=abroad.ArrivalForm,
        behalf_optional=True,
    )
    def confirm_arrival(self: Any, act: Act) -> None:
        self.last_contact_on = act.data["arrived_on"]
        self.set_workplace(act)

    @move(
        source=[
            "departed",
            "in_placement",
            "contract_extension",
            "nonprocedural_abroad",
            "home_leave",
            "return_in_progress",
        ],
        target="contact_lost",
        label=_("Laporkan putus komunikasi"),
        by="bp3mi, village",
        form=abroad.ContactLostForm,
        looks_at={"linked"},
        urged=False,
    )
    def report_contact_lost(self: Any, act: Act) -> None:
        self.last_contact_on = act.data["last_contact_on"]
        if not complaints.is_linked(act, "missing_contact"):
            complaints.open_complaint(act, "missing_contact", act.data["tries"])

    @move(
        source="contact_lost",
        target="in_placement",
        label=_("Catat kontak pulih"),
        by="bp3mi, village",
        form=abroad.ContactRestoredForm,
        guards=[placement.works_with_papers],
    )
    def restore_contact(self: Any, act: Act) -> None:
        self.keep_contact(act)

    @move(
        source="contact_lost",
        target="nonprocedural_abroad",
        label=_("Catat kontak pulih (nonprosedural)"),
        by="bp3mi, village",
        form=abroad.ContactRestoredForm,
        urged=False,
    )
    def restore_contact_nonprocedural(self: Any, act: Act) -> None:
        self.keep_contact(act)
        self.works_without_papers = True

    @move(
        source="in_placement",
        target="contract_extension",
        label=_("Mulai perpanjangan"),
        by="bp3mi (for pmi, p3mi)",
        form=abroad.BeginExtensionForm,
        urged=False,
    )
    def begin_extension(self: Any, act: Act) -> None:
        """Answers the warning that the contract ends (D34)."""

    @move(
        source="contract_extension",
        target="in_placement",
        label=_("Sahkan perpanjangan"),
        by="bp3mi (for mission)",
        form=abroad.ConfirmExtensionForm,
    )
    def confirm_extension(self: Any, act: Act) -> None:
        self.contract_start = act.data["contract_start"]
        self.set_contract_end(act.data["contract_end"], act)

    @move(
        source="contract_extension",
        target="in_placement",
        label=_("Perpanjangan tidak jadi"),
        by="bp3mi",
        reasons="EXTENSION",
    )
    def decline_extension(self: Any, act: Act) -> None:
        """The old contract end stays; the warning runs again."""

    @move(
        source="in_placement",
        target="home_leave",
        label=_("Catat cuti"),
        by="bp3mi, village",
        form=abroad.LeaveForm,
        guards=[papers.present("DOC_LEAVE")],
        urged=False,
    )
    def start_leave(self: Any, act: Act) -> None:
        self.leave_end = act.data.get("leave_end")

    @move(
        source="home_leave",
        target="in_placement",
        label=_("Catat kembali bekerja"),
        by="bp3mi, village (for family)",
        form=abroad.BackToWorkForm,
        guards=[papers.papers_not_expired],
        behalf_optional=True,
    )
    def return_from_leave(self: Any, act: Act) -> None:
        self.departure_date, self.leave_end = act.data["departure_date"], None

    @move(
        source="home_leave",
        target="document_processing",
        label=_("Siapkan re-entry"),
        by="bp3mi",
    )
    def prepare_re_entry(self: Any, act: Act) -> None:
        self.scheme, self.leave_end, self.departure_date = "re_entry", None, None

    @move(
        source="nonprocedural_abroad",
        target="in_placement",
        label=_("Catat menjadi prosedural"),
        by="bp3mi (for mission)",
        form=abroad.RegulariseForm,
        urged=False,
    )
    def regularise(self: Any, act: Act) -> None:
        self.scheme, self.works_without_papers = act.data["scheme"], False

    @move(
        source=[*ABROAD, "home_leave", "return_in_progress"],
        target="in_distress",
        label=_("Laporkan bermasalah"),
        by="holder, village, system",
        form=abroad.DistressForm,
        guards=[linked.complaint_is_named],
        looks_at={"linked"},
        unaccepted=True,
    )
    def report_distress(self: Any, act: Act) -> None:
        """A linked open complaint carries the matter; without one it is opened."""
        if act.linked_open("complaint"):
            return
        severity = {"severity": self.severity if self.is_emergency else act.data.get("severity")}
        summary = act.data.get("what_happened") or act.data.get("reason_text") or ""
        complaints.open_complaint(act, act.data.get("category") or "other", summary, **severity)

    @move(
        source="in_distress",
        target="in_placement",
        label=_("Tetap bekerja"),
        by="bp3mi",
        form=abroad.StayForm,
        guards=[linked.no_grave_complaint_open, placement.works_with_papers],
        looks_at={"linked"},
        urged=False,
    )
    def stay_on(self: Any, act: Act) -> None:
        """The worker's own wish, heard in private."""

    @move(
        source="in_distress",
        target="nonprocedural_abroad",
        label=_("Tetap di luar negeri (nonprosedural)"),
        by="bp3mi",
        form=abroad.StayForm,
        guards=[linked.no_grave_complaint_open],
        looks_at={"linked"},
        urged=False,
    )
    def stay_on_nonprocedural(self: Any, act: Act) -> None:
        self.works_without_papers = True

    @move(
        source=[*ABROAD, "in_distress"],
        target="return_in_progress",
        label=_("Mulai kepulangan"),
        by="bp3mi",
        form=abroad.ReturnHomeForm,
        urged=False,
    )
    def start_return(self: Any, act: Act) -> None:
        self.return_reason = act.data["return_reason"]

    @move(
        source="return_in_progress",
        target=BEFORE,
        label=_("Batalkan kepulangan"),
        by="bp3mi",
        form=abroad.CancelReturnForm,
        reasons="CANCEL",
    )
    def cancel_return(self: Any, act: Act) -> None:
        """Back to where the worker was: from distress only to distress."""
        self.return_reason = ""
