"""The complaint: its own columns, and what it says differently from other cases. The moves are in `moves/`."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from casework import clock, rulebook
from casework.levels import Level
from casework.models import Case, Severity
from workflows.complaint import intake
from workflows.complaint.forms.opening import OpeningForm
from workflows.complaint.kinds import Channel, ComplainantKind, HomeConsent, Matter, Promise
from workflows.complaint.moves.early import EarlyMoves
from workflows.complaint.moves.emergency import EmergencyMoves
from workflows.complaint.moves.ending import EndingMoves
from workflows.complaint.moves.reopening import ReopeningMoves
from workflows.complaint.moves.work import WorkMoves
from workflows.complaint.states import EMERGENCY, WITH_HANDLER

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Contact


class ComplaintCase(EarlyMoves, WorkMoves, EmergencyMoves, EndingMoves, ReopeningMoves, Case):  # type: ignore[misc]
    """A complaint or a request for information about a migrant worker's rights, placement or safety."""

    matter = models.CharField(_("Yang disampaikan"), max_length=12, choices=Matter.choices, default=Matter.COMPLAINT)
    category = models.CharField(_("Kategori"), max_length=40, blank=True)
    is_trafficking = models.BooleanField(
        _("Perdagangan orang"), default=False, help_text="As the rulebook says of the category when it was set."
    )
    summary = models.TextField(_("Pokok aduan"))
    place = models.CharField(_("Tempat kejadian"), max_length=200, blank=True)
    country = CountryField(verbose_name=_("Negara"), blank=True)
    victim_is_abroad = models.BooleanField(_("Korban di luar negeri"), default=False)
    party_is_elsewhere = models.BooleanField(_("Pihak yang diadukan di luar kabupaten/kota"), default=False)
    complainant_kind = models.CharField(
        _("Pengadu"), max_length=14, choices=ComplainantKind.choices, default=ComplainantKind.OFFICER
    )
    is_anonymous = models.BooleanField(_("Tanpa nama"), default=False)
    channel = models.CharField(_("Disampaikan melalui"), max_length=12, choices=Channel.choices, blank=True)
    home_consent = models.CharField(
        _("Desa dan kabupaten asal boleh mengetahui"),
        max_length=9,
        choices=HomeConsent.choices,
        default=HomeConsent.NOT_ASKED,
    )
    needs_inspection = models.BooleanField(_("Perlu pemeriksaan"), default=False)
    answer_owed_since = models.DateTimeField(  # type: ignore[assignment]
        _("Jawaban ditunggu sejak"),
        null=True,
        blank=True,
        help_text="From when D11, D12 or D13 runs; empty once the complainant has his answer.",
    )
    last_contact_at = models.DateTimeField(  # type: ignore[assignment]
        _("Kontak terakhir"),
        null=True,
        blank=True,
        help_text="From when D05 runs: last reached, or looked for again; empty if he cannot be.",
    )
    completion_asked_in = models.CharField(
        _("Tahap saat kelengkapan diminta"), max_length=20, blank=True, help_text="The state in which it was asked."
    )
    review_date = models.DateField(_("Tanggal tinjau ulang"), null=True, blank=True)
    next_due_date = models.DateField(_("Jatuh tempo berikutnya"), null=True, blank=True)
    promise = models.CharField(_("Yang dipantau"), max_length=12, choices=Promise.choices, blank=True)  # type: ignore[assignment]
    no_shows = models.PositiveSmallIntegerField(_("Ketidakhadiran"), default=0)
    first_clarification_on = models.DateField(_("Klarifikasi kesatu"), null=True, blank=True)
    second_clarification_on = models.DateField(_("Klarifikasi kedua"), null=True, blank=True)
    safe_since = models.DateTimeField(_("Korban aman sejak"), null=True, blank=True)  # type: ignore[assignment]
    first_aid_on = models.DateField(_("Pertolongan pertama"), null=True, blank=True)
    recovery_on = models.DateField(_("Pemulihan dimulai"), null=True, blank=True)
    lpsk_asked_on = models.DateField(_("Permohonan ke LPSK"), null=True, blank=True)
    lpsk_decided_on = models.DateField(_("Keputusan LPSK"), null=True, blank=True)
    died_on = models.DateField(_("Tanggal meninggal"), null=True, blank=True)
    outcome = models.CharField(_("Hasil"), max_length=40, blank=True)
    amount_recovered = models.DecimalField(
        _("Jumlah yang dipulihkan"), max_digits=14, decimal_places=2, null=True, blank=True, help_text="Rupiah."
    )
    leading = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Pengaduan utama")
    )

    opening_form = OpeningForm
    shared_below = ("is_trafficking",)
    names: ClassVar[dict[str, str]] = {"category": "complaint_categories"}

    class Meta:
        verbose_name = _("Pengaduan")

    def headline(self) -> str:
        """The category, or that it is not known yet."""
        if not self.category:
            return str(self.get_matter_display())
        return rulebook.label("complaint_categories", self.category)

    def begin(self, act: Act) -> None:
        intake.begin(self, act)

    def opened(self, act: Act) -> None:
        intake.add_parties(self, act)

    def first_parts(self, act: Act) -> dict[int, str]:
        return intake.home_offices(self, act)

    def after_opening(self, act: Act) -> tuple[str, dict[str, Any]] | None:
        """The emergency track or the death file starts in the act that opens the case."""
        if act.by_system and act.data.get("state") == "death_handling":
            return "record_death", {"died_on": act.data.get("died_on"), "source": act.data.get("source")}
        return ("raise_emergency", {}) if self.is_emergency else None

    def emergency_move(self) -> str | None:
        """The move to make when the severity rises to E in this stage, if the stage has it."""
        return "raise_emergency" if self.state in self.all_moves()["raise_emergency"].sources else None

    def in_emergency_stage(self) -> bool:
        return self.state in EMERGENCY

    def contact_reached(self, contact: Contact) -> None:
        """D05 runs anew from the contact; one entered late never sets it back, nor before the case ran (again).

        The day is that of the office that had the contact, and as such counted where the case is held.
        """
        reached = contact.at
        if contact.on < clock.local(reached, (contact.office or self.opener).time_zone).date():
            counted = clock.local(reached, (self.holder or self.opener).time_zone)
            reached = datetime.combine(contact.on, time(), counted.tzinfo).astimezone(UTC)
        self.last_contact_at = max(reached, self.in_contact_since())

    def in_contact_since(self) -> datetime:
        """The last contact; of whoever is not looked for the opening, or the last reopening. Queries for that."""
        if self.last_contact_at is not None:
            return self.last_contact_at
        reopened = self.steps.filter(reopens=True).order_by("-seq").values_list("created", flat=True).first()
        return reopened or self.created

    def count_contact_anew(self, act: Act) -> None:
        """D05 runs from now: while the complaint had ended nobody looked for the complainant."""
        if self.last_contact_at is not None:
            self.last_contact_at = act.now

    def asked_to_complete(self) -> list[str]:
        """The written list that went out when data were asked for."""
        return self.list_in_move("ask_for_completion", "missing") if self.state == "awaiting_completion" else []

    def handler_level(self) -> Level:
        """BP3MI where it is grave, abroad or beyond the district; else the home district."""
        if self.severity != Severity.NORMAL or self.victim_is_abroad or self.party_is_elsewhere:
            return Level.BP3MI
        return Level.DISTRICT

    def overall_deadlines(self) -> dict[str, Any]:
        """The answer owed to the complainant, and D05 while the case stands with its handler."""
        wanted: dict[str, Any] = {}
        if self.answer_owed_since is not None:
            wanted[self._answer_rule()] = self.answer_owed_since
        if self.last_contact_at is not None and self.state in WITH_HANDLER:
            wanted["D05"] = self.last_contact_at
        return wanted

    def meets_overall(self, code: str) -> bool:
        """An answer that is still owed under another rule (D12 instead of D11) was not given."""
        return code == "D05" or self.answer_owed_since is None

    def _answer_rule(self) -> str:
        if self.matter == Matter.INFORMATION:
            return "D13"
        return "D12" if self.needs_inspection else "D11"
