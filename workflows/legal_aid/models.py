"""The legal-aid case, and what the body records of its help: services and hearings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.levels import Level
from casework.models import Case
from casework.models.case import Severity
from casework.models.participation import Part
from casework.models.record import CaseRecord
from workflows.legal_aid import intake
from workflows.legal_aid.forms.opening import OpeningForm
from workflows.legal_aid.moves.ending import EndingMoves
from workflows.legal_aid.moves.intake import IntakeMoves
from workflows.legal_aid.moves.service import ServiceMoves
from workflows.legal_aid.states import EMERGENCY_CAN_BEGIN, SERVICE

if TYPE_CHECKING:
    from casework.acting import Act


class LegalAidCase(IntakeMoves, ServiceMoves, EndingMoves, Case):  # type: ignore[misc]
    """An application for legal aid and the help given; it belongs to its body alone."""

    class Applicant(models.TextChoices):
        PERSON = "person", _("Klien sendiri")
        FAMILY = "family", _("Keluarga")
        REFERRAL = "referral", _("Rujukan instansi")

    class AppliedAs(models.TextChoices):
        WRITTEN = "written", _("Tertulis")
        ORAL = "oral", _("Lisan, ditulis petugas")

    class EmergencyGround(models.TextChoices):
        ARREST = "arrest", _("Penangkapan atau penahanan")
        TRAFFICKING = "trafficking", _("Perdagangan orang (TPPO)")
        VIOLENCE = "violence", _("Kekerasan")

    class Signatory(models.TextChoices):
        CLIENT = "client", _("Klien")
        GUARDIAN = "guardian", _("Orang tua atau wali klien anak")
        HEIRS = "heirs", _("Ahli waris")

    class Outcome(models.TextChoices):
        SETTLEMENT = "settlement", _("Perdamaian")
        FINAL_JUDGMENT = "final_judgment", _("Putusan berkekuatan tetap")
        ACCOMPANIED = "accompanied", _("Cukup dengan pendampingan")

    class Execution(models.TextChoices):
        NONE = "none", _("Tidak ada yang dilaksanakan")
        OPEN = "open", _("Belum selesai dilaksanakan")
        DONE = "done", _("Sudah dilaksanakan")
        GIVEN_UP = "given_up", _("Dilepaskan klien")

        @classmethod
        def settled(cls) -> list[tuple[str, Any]]:
            return [(one.value, one.label) for one in (cls.DONE, cls.GIVEN_UP)]

    applicant = models.CharField(_("Pemohon"), max_length=10, choices=Applicant.choices)
    applied_as = models.CharField(_("Bentuk permohonan"), max_length=10, choices=AppliedAs.choices)
    applied_on = models.DateField(_("Tanggal permohonan"))
    attested = models.CharField(
        _("Disahkan dengan"), max_length=12, blank=True, help_text="Signature or thumb-print; empty: not yet."
    )
    category = models.CharField(_("Jenis masalah"), max_length=60)
    topic = models.CharField(_("Pokok perkara"), max_length=200)
    account = models.TextField(_("Uraian singkat"))
    emergency_ground = models.CharField(
        _("Keadaan darurat"), max_length=12, choices=EmergencyGround.choices, blank=True
    )
    papers_to_follow = models.BooleanField(
        _("Surat menyusul"), default=False, help_text="Accepted in an emergency, before the papers."
    )

    counsel = models.CharField(_("Advokat atau paralegal"), max_length=150, blank=True)
    counsel_kind = models.CharField(_("Sebagai"), max_length=10, blank=True)
    advocate = models.CharField(_("Advokat"), max_length=150, blank=True)
    mandate_signed_on = models.DateField(_("Surat kuasa sejak"), null=True, blank=True)
    mandate_by = models.CharField(_("Ditandatangani oleh"), max_length=10, choices=Signatory.choices, blank=True)
    mandate_ended_on = models.DateField(_("Kuasa berakhir"), null=True, blank=True)  # type: ignore[assignment]
    client_died = models.BooleanField(_("Klien meninggal dunia"), default=False)

    service_plan = models.TextField(_("Rencana layanan"), blank=True)
    mediation_since = models.DateField(_("Mediasi sejak"), null=True, blank=True)  # type: ignore[assignment]
    court_stage = models.CharField(_("Tahap perkara"), max_length=20, blank=True)
    court = models.CharField(_("Pengadilan"), max_length=150, blank=True)
    docket = models.CharField(_("Nomor perkara"), max_length=80, blank=True)
    next_hearing = models.DateField(_("Sidang berikutnya"), null=True, blank=True)
    appeal_date = models.DateField(_("Batas waktu upaya hukum"), null=True, blank=True)  # type: ignore[assignment]
    review_date = models.DateField(_("Tanggal peninjauan"), null=True, blank=True)

    outcome = models.CharField(_("Hasil"), max_length=16, choices=Outcome.choices, blank=True)
    amount = models.DecimalField(_("Jumlah (Rp)"), max_digits=14, decimal_places=2, null=True, blank=True)
    restitution = models.DecimalField(_("Restitusi (Rp)"), max_digits=14, decimal_places=2, null=True, blank=True)
    execution = models.CharField(_("Pelaksanaan"), max_length=10, choices=Execution.choices, blank=True)

    def asked_to_complete(self) -> list[str]:
        """The list that went to the applicant."""
        return self.list_in_move("return_for_completion", "missing") if self.state == "awaiting_completion" else []

    def help_offered(self) -> list[str]:
        """The office's help to obtain the papers, as it was written down when they were asked for."""
        return self.list_in_move("return_for_completion", "help_offered")

    def headline(self) -> str:
        return rulebook.label("complaint_categories", self.category)

    @property
    def has_mandate(self) -> bool:
        """Whether the client's mandate holds; in service it does, even if its end was recorded and undone."""
        return self.mandate_signed_on is not None and (self.mandate_ended_on is None or self.state in SERVICE)

    def appeal_runs_on(self, day: date) -> bool:
        """Whether an appeal can still be lodged on a day."""
        return self.appeal_date is not None and self.appeal_date >= day

    def emergency_move(self) -> str | None:
        """The move that severity E brings about from this stage, if there is one."""
        return "begin_accompaniment" if self.state in EMERGENCY_CAN_BEGIN else None

    def was_at_a_body(self) -> bool:
        """Whether a legal-aid body ever held the case. One query."""
        return self.steps.filter(holder__level=Level.LEGAL_AID).exists()

    def needs_care(self, act: Act) -> bool:
        """Whether it is about a child or a linked complaint of severity E or H is open."""
        from_complaint = any(one.severity != Severity.NORMAL for one in act.linked_open("complaint"))
        return from_complaint or act.is_about_child

    # Opening -------------------------------------------------------------------------------------

    opening_form = OpeningForm
    names: ClassVar[dict[str, str]] = {"category": "complaint_categories", "court_stage": "court_stages"}
    opened_by_levels = (Level.VILLAGE, Level.LEGAL_AID)

    def begin(self, act: Act) -> None:
        intake.begin(self, act)

    def opened(self, act: Act) -> None:
        intake.add_parties(self, act)

    def first_parts(self, act: Act) -> dict[int, str]:
        """Whoever referred the client sees number, stage, holder and dates."""
        origin = intake.origin(act)
        if origin is None or origin.kind != "referral" or origin.opener_id == act.office.pk:
            return {}
        return {origin.opener_id: Part.STATUS}

    part_of_overseer = Part.STATUS

    def part_of_former_holder(self) -> str:
        """The case belongs to its body alone."""
        return Part.STATUS


class ServiceRecord(CaseRecord):
    """One piece of help: what, when, by whom, how long, with which result."""

    kind = models.CharField(_("Jenis layanan"), max_length=20)
    performed_on = models.DateField(_("Tanggal"))
    provider = models.CharField(_("Dilakukan oleh"), max_length=200)
    participants = models.CharField(_("Bersama siapa"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Lama (menit)"))
    result = models.TextField(_("Hasil"))
    next_date = models.DateField(_("Tanggal berikutnya"), null=True, blank=True)
    documents = ArrayField(models.UUIDField(), default=list, blank=True, help_text="Documents of the case, by uid.")

    class Meta:
        default_permissions = ()
        indexes = [
            # services_of_body(): what an office did in a time
            models.Index(fields=["office", "performed_on"], name="services_of_body"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.performed_on}"


class Hearing(CaseRecord):
    """One day in court: planned, held, moved to another day, or fallen away."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Dijadwalkan")
        HELD = "held", _("Sudah dilaksanakan")
        MOVED = "moved", _("Dipindah ke tanggal lain")
        CANCELLED = "cancelled", _("Batal")

    held_on = models.DateField(_("Tanggal sidang"))
    held_at = models.TimeField(_("Jam"), null=True, blank=True, help_text="Local time of the court.")
    court_stage = models.CharField(_("Tahap perkara"), max_length=20, blank=True)
    court = models.CharField(_("Pengadilan"), max_length=150, blank=True)
    room = models.CharField(_("Ruang"), max_length=60, blank=True)
    agenda = models.CharField(_("Acara sidang"), max_length=200, blank=True)
    status = models.CharField(_("Keadaan"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    service = models.ForeignKey(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="hearings", help_text="What was done there."
    )

    class Meta:
        default_permissions = ()
        indexes = [
            # hearing_calendar(): what is planned between two days
            models.Index(fields=["held_on"], condition=models.Q(status="planned"), name="hearings_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%d-%m-%Y} {self.agenda}".strip()
