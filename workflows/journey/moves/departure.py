"""From orientation to departure, and what may stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import BEFORE, move
from workflows.journey import complaints
from workflows.journey.forms import abroad, departure
from workflows.journey.guards import linked, papers, placement
from workflows.journey.states import HELD, NONPROCEDURAL, PRE

if TYPE_CHECKING:
    from casework.acting import Act


class DepartureMoves:
    """Approval, departure, failure, suspension and suspicion."""

    @move(
        source="pre_departure_orientation",
        target="departure_verification",
        label=_("Selesaikan OPP"),
        by="bp3mi",
        form=departure.OrientationForm,
        guards=[papers.present("DOC_OPP")],
    )
    def complete_orientation(self: Any, act: Act) -> None:
        """Attended, with the proof on file."""

    @move(
        source="departure_verification",
        target="ready_to_depart",
        label=_("Setujui keberangkatan"),
        by="bp3mi",
        form=departure.ApproveDepartureForm,
        guards=[papers.all_verified_by_others, placement.country_is_open],
    )
    def approve_departure(self: Any, act: Act) -> None:
        self.epmi_number = act.data["epmi_number"]
        self.departure_date = act.data.get("departure_date")

    @move(
        source=["document_processing", "departure_verification"],
        target="medical_check",
        label=_("Ulangi pemeriksaan kesehatan"),
        by="bp3mi",
        form=departure.RepeatMedicalForm,
        guards=[papers.health_is_in_doubt],
        reasons="CHANGE",
    )
    def repeat_medical(self: Any, act: Act) -> None:
        """Back to the district for another check."""

    @move(
        source="ready_to_depart",
        target="departure_verification",
        label=_("Verifikasi ulang"),
        by="bp3mi",
        form=departure.ReverifyForm,
        reasons="CHANGE",
    )
    def reverify(self: Any, act: Act) -> None:
        """A document expired or changed after the approval."""

    @move(
        source="ready_to_depart",
        target="departed",
        label=_("Catat keberangkatan"),
        by="bp3mi, village",
        form=departure.DepartureForm,
    )
    def record_departure(self: Any, act: Act) -> None:
        self.departure_date = act.data["departure_date"]

    @move(
        source=[
            "document_processing",
            "pre_departure_orientation",
            "departure_verification",
            "ready_to_depart",
            "departed",
        ],
        target="failed_departure",
        label=_("Catat gagal berangkat"),
        by="bp3mi, village",
        form=departure.FailedDepartureForm,
        reasons="FAILED",
        looks_at={"linked"},
    )
    def record_failed_departure(self: Any, act: Act) -> None:
        self.departure_date = self.cost_statement_on = None
        if act.data.get("open_complaint") and not complaints.is_linked(act, "failed_departure"):
            complaints.open_complaint(act, "failed_departure", act.data["reason_text"])

    @move(
        source="failed_departure",
        target="document_processing",
        label=_("Ulangi pengurusan dokumen"),
        by="district",
        guards=[placement.costs_are_stated, placement.scheme_is_known],
    )
    def retry_documents(self: Any, act: Act) -> None:
        """The scheme stays; another one begins at the registration."""

    @move(
        source="failed_departure",
        target="district_registration",
        label=_("Ulangi pendaftaran"),
        by="district",
        guards=[placement.costs_are_stated],
    )
    def retry_registration(self: Any, act: Act) -> None:
        """A new path; the scheme is asked for again."""
        self.scheme = self.job_order = self.p3mi = ""

    @move(
        source=[*PRE, "failed_departure"],
        target="suspended",
        label=_("Tangguhkan"),
        by="holder:sup",
        form=departure.SuspendForm,
        guards=[placement.not_an_emergency],
        reasons="SUSPEND",
    )
    def suspend(self: Any, act: Act) -> None:
        self.review_date = act.data["review_date"]

    @move(
        source="suspended",
        target=BEFORE,
        label=_("Lanjutkan"),
        by="holder",
        form=departure.ResumeForm,
    )
    def resume(self: Any, act: Act) -> None:
        self.review_date = None

    @move(
        source=[*PRE, *HELD],
        target="nonprocedural_suspected",
        label=_("Tandai indikasi nonprosedural"),
        by="village, district, bp3mi, police, legal_aid, system",
        form=departure.SuspicionForm,
        reasons="SIGNAL",
        looks_at={"linked"},
        unaccepted=True,
    )
    def flag_suspicion(self: Any, act: Act) -> None:
        summary = act.data.get("what_was_seen") or ""
        complaints.report_suspicion(act, summary, leaving_now=bool(act.data.get("leaving_now")))

    @move(
        source="nonprocedural_suspected",
        target=BEFORE,
        label=_("Nyatakan tidak terindikasi"),
        by="district:sup",
        form=departure.ClearSuspicionForm,
        guards=[linked.no_emergency_open],
        looks_at={"linked"},
        second_person=True,
    )
    def clear_suspicion(self: Any, act: Act) -> None:
        """The village was heard, and a second person agrees."""

    @move(
        source="nonprocedural_suspected",
        target="nonprocedural_abroad",
        label=_("Catat sudah berangkat nonprosedural"),
        by="district, bp3mi",
        form=abroad.LeftForm,
        urged=False,
    )
    def confirm_left_unprocedurally(self: Any, act: Act) -> None:
        self.scheme, self.works_without_papers = NONPROCEDURAL, True
        self.destination = act.data.get("destination") or self.destination
        self.departure_date = act.data.get("departure_date")
