"""The journey of a worker: one per migration attempt, at most one open per person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework import rulebook
from casework.levels import Level
from casework.models import Case, Contact
from casework.models.participation import Part
from casework.organisations import find_holder
from casework.people import register_in
from workflows.journey import complaints, schemes
from workflows.journey.forms.opening import OpeningForm, person_data
from workflows.journey.guards.linked import no_other_open_journey
from workflows.journey.moves.abroad import AbroadMoves
from workflows.journey.moves.departure import DepartureMoves
from workflows.journey.moves.ending import EndingMoves
from workflows.journey.moves.home import HomeMoves
from workflows.journey.moves.preparation import PreparationMoves
from workflows.journey.moves.village import VillageMoves
from workflows.journey.states import ENTRY_MODES, UNDER_CONTRACT, Entry

if TYPE_CHECKING:
    from datetime import datetime

    from casework.acting import Act

_WORKPLACE = ("employer", "work_address", "phone_abroad", "contract_start")


class PmiJourney(
    VillageMoves, PreparationMoves, DepartureMoves, AbroadMoves, HomeMoves, EndingMoves, Case
):  # the mixins hold the moves only
    """One migration attempt: placement, contract, dates; whatever is not known stays empty."""

    scheme = models.CharField(_("Skema penempatan"), max_length=20, blank=True)
    destination = CountryField(verbose_name=_("Negara tujuan"), blank=True)
    siapkerja_account = models.CharField(_("Akun SIAPkerja"), max_length=80, blank=True)
    p3mi = models.CharField(_("P3MI atau penyelenggara"), max_length=200, blank=True)
    job_order = models.CharField(_("Nomor SIP2MI atau lowongan"), max_length=80, blank=True)
    epmi_number = models.CharField(_("Nomor E-PMI"), max_length=40, blank=True)
    employer = models.CharField(_("Pemberi kerja"), max_length=200, blank=True)
    work_address = models.CharField(_("Alamat kerja"), max_length=300, blank=True)
    phone_abroad = models.CharField(_("Nomor telepon di luar negeri"), max_length=40, blank=True)
    contract_start = models.DateField(_("Kontrak mulai"), null=True, blank=True)
    contract_end = models.DateField(_("Kontrak berakhir"), null=True, blank=True)
    contract_end_set_at = models.DateTimeField(_("Akhir kontrak diisi pada"), null=True, blank=True, editable=False)
    works_without_papers = models.BooleanField(_("Bekerja tanpa dokumen resmi"), default=False)
    departure_date = models.DateField(_("Tanggal berangkat"), null=True, blank=True)
    last_contact_on = models.DateField(_("Kontak terakhir"), null=True, blank=True)
    leave_end = models.DateField(_("Cuti berakhir"), null=True, blank=True)
    review_date = models.DateField(_("Ditinjau kembali pada"), null=True, blank=True)
    return_reason = models.CharField(_("Alasan pulang"), max_length=30, blank=True)
    returned_on = models.DateField(_("Tanggal pulang"), null=True, blank=True)
    missing_documents = models.JSONField(_("Dokumen yang kurang"), default=list, blank=True)
    missing_items = models.JSONField(_("Hal lain yang kurang"), default=list, blank=True)
    cost_statement_on = models.DateField(_("Rincian biaya dicatat"), null=True, blank=True)  # type: ignore[assignment]
    first_aid_on = models.DateField(_("Pertolongan pertama diberikan"), null=True, blank=True)
    recovery_on = models.DateField(_("Pemulihan dimulai"), null=True, blank=True)
    died_on = models.DateField(_("Tanggal meninggal"), null=True, blank=True)
    family_told_on = models.DateField(_("Keluarga diberi tahu"), null=True, blank=True)  # type: ignore[assignment]

    class Meta:
        default_permissions = ()
        indexes = [
            # ApproveDepartureForm: has somebody else this number?
            models.Index(fields=["epmi_number"], condition=~models.Q(epmi_number=""), name="journey_epmi"),
        ]

    opening_form = OpeningForm
    names: ClassVar[dict[str, str]] = {
        "scheme": "schemes",
        "return_reason": "return_reasons",
    }
    opening_guards: ClassVar[tuple[Any, ...]] = (no_other_open_journey,)
    opened_by_levels: ClassVar[tuple[str, ...]] = (Level.VILLAGE, Level.DISTRICT, Level.BP3MI)

    def asked_to_complete(self) -> list[str]:
        """Missing papers by name, and the other things asked for."""
        return [*(rulebook.label("documents", kind) for kind in self.missing_documents), *self.missing_items]

    def headline(self) -> str:
        """The scheme and the country, as far as known."""
        parts = [schemes.label(self.scheme), str(getattr(self.destination, "name", "")) if self.destination else ""]
        return " – ".join(part for part in parts if part) or str(self.kind_label)

    def begin(self, act: Act) -> None:
        """Take person and placement from the form, or from the act that opens this journey.

        Somebody not on record is entered; a known number leads to his record, or is linked out of sight.
        """
        data = act.data
        state = data.get("state") or Entry.INTEREST
        self.person = data.get("person") or self._registered(act)
        self.entry_mode = data.get("entry_mode") or ENTRY_MODES[Entry(state)]
        self.scheme = data.get("scheme") or ""
        self.destination = data.get("destination") or ""
        self.works_without_papers = state == Entry.NONPROCEDURAL
        self.departure_date, self.returned_on = data.get("departure_date"), data.get("returned_on")
        self.return_reason = data.get("return_reason") or ""
        self.set_workplace(act)
        self.enter(state)

    def first_parts(self, act: Act) -> dict[int, str]:
        """The village of the person, its district and its BP3MI monitor from the start."""
        levels = (Level.VILLAGE, Level.DISTRICT, Level.BP3MI)
        found = [find_holder(level, self.region, act.today, opener=act.office).organisation for level in levels]
        return {office.pk: Part.MONITOR for office in found}

    def overall_deadlines(self) -> dict[str, Any]:
        """The warning that the contract ends, while it is known when and nobody deals with it (D34)."""
        if self.contract_end is not None and self.state in UNDER_CONTRACT:
            return {"D34": self.contract_end_set_at}
        return {}

    def emergency_move(self) -> str | None:
        """Severity E leads to `in_distress` from every stage abroad; before the departure no stage has a way."""
        return "report_distress" if self.state in self.all_moves()["report_distress"].sources else None

    def contact_reached(self, contact: Contact) -> None:
        """The last time anybody was reached; whoever is not for two years may be given up as untraced."""
        self.last_contact_on = max(contact.on, self.last_contact_on or contact.on)

    @property
    def is_trafficking(self) -> bool:
        """Whether a linked open complaint is about trafficking. One query."""
        return complaints.is_trafficking(self)

    def is_early_return(self) -> bool:
        """Whether the worker came home before the contract ended (UU 18/2017 Art 27)."""
        return bool(self.contract_end and self.returned_on and self.returned_on < self.contract_end)

    def register_placement(self, act: Act) -> None:
        """Take what the district registers on every path."""
        self.siapkerja_account = act.data["siapkerja_account"]
        self.destination = act.data["destination"]

    def set_workplace(self, act: Act) -> None:
        """Take employer, address, telephone and contract from a form; what it leaves empty stays."""
        for name in _WORKPLACE:
            setattr(self, name, act.data.get(name) or getattr(self, name))
        if act.data.get("contract_end"):
            self.set_contract_end(act.data["contract_end"], act)

    def set_contract_end(self, day: date, act: Act) -> None:
        """A new end starts its warnings anew."""
        if day != self.contract_end:
            changed_at: datetime = act.now
            self.contract_end, self.contract_end_set_at = day, changed_at

    def keep_contact(self, act: Act) -> None:
        """Store that somebody was reached, as the act tells it."""
        contact = Contact(
            case_id=self.pk,
            by=act.actor,
            office=act.office,
            at=act.now,
            on=act.data["last_contact_on"],
            channel=act.data["channel"],
            person=act.data["reached"],
            reached=True,
            text=act.data["said"],
        )
        act.keep(contact)
        self.contact_reached(contact)

    def _registered(self, act: Act) -> Any:
        if act.actor is None or act.office is None:
            raise LookupError(_text("Perjalanan dibuka tentang seseorang."))
        return register_in(act, person_data(act.data, act))
