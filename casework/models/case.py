"""The case: a viewflow process whose state is a protected django-fsm field.

Only `casework.engine` writes cases. What the database itself refuses is in `casework/sql/`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case as When_
from django.db.models import Q, Value, When
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from viewflow.workflow.models import AbstractProcess

from casework.levels import Level
from casework.models.engine_moves import EngineMoves
from casework.models.query import CaseQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casework.acting import Act
    from casework.models.deadline import Deadline
    from casework.models.organisation import Organisation
    from casework.models.participation import Party
    from casework.moves import Move
    from casework.stages import CaseFlow, Ended, Stage


class Severity(models.TextChoices):
    """How grave the matter is; E seals the case and never pauses."""

    EMERGENCY = "E", _("Darurat")
    HIGH = "H", _("Tinggi")
    NORMAL = "N", _("Biasa")


@cache
def _moves_of(model: type[Case]) -> Mapping[str, Move]:
    methods = model._meta.get_field("state").transitions.get(model, {})
    return MappingProxyType({name: method.move for name, method in methods.items()})


class Case(EngineMoves, AbstractProcess):
    """What every kind of case has in common: one row, one state, one holder, one earliest due date.

    A kind of case subclasses it with its own columns and moves (`workflows/<kind>/models.py`).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("Nomor kasus"), max_length=16, editable=False)
    kind = models.CharField(max_length=20)
    definition = models.CharField(max_length=30)
    state = FSMField(protected=True)
    status = models.GeneratedField(
        expression=When_(When(finished__isnull=True, then=Value("NEW")), default=Value("DONE")),
        output_field=models.CharField(max_length=50),
        db_persist=True,
    )
    openness = models.GeneratedField(
        expression=models.ExpressionWrapper(Q(finished__isnull=True), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
        db_column="is_open",
    )
    entry_mode = models.CharField(max_length=50, blank=True)

    # every move writes this row into each of its indexes: only those below are kept, each for who reads it
    person = models.ForeignKey(
        "casework.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("Pekerja"),
        db_index=False,
    )
    region = models.ForeignKey(
        "casework.Region", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    opener = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="opened_cases", db_index=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    holder = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, blank=True, related_name="held_cases", db_index=False
    )
    handed_over_by = models.ForeignKey(
        "casework.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="Who held it before the present holder; kept by a trigger (casework/sql/waiting.sql).",
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    held_for = models.CharField(
        max_length=10, choices=Level.choices, blank=True, help_text="The level this holder stands in for."
    )
    severity = models.CharField(_("Tingkat"), max_length=1, choices=Severity.choices, default=Severity.NORMAL)
    sealed = models.BooleanField(_("Disegel"), default=False)
    version = models.PositiveIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    last_act_at = models.DateTimeField(editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = CaseQuerySet.as_manager()

    flow: ClassVar[type[CaseFlow]]
    holder_id: int | None
    officer_id: int | None

    class Meta:
        permissions = [("open_sealed", "May open this sealed case")]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(finished__isnull=False) | Q(holder__isnull=False, due_at__isnull=False),
                name="open_case_has_holder_and_due",
            ),
            models.CheckConstraint(
                condition=Q(finished__isnull=True) | Q(holder__isnull=True, officer__isnull=True, due_at__isnull=True),
                name="ended_case_has_no_holder",
            ),
            models.CheckConstraint(
                condition=~Q(severity="E", sealed=False, finished__isnull=True), name="open_emergency_is_sealed"
            ),
        ]
        indexes = [
            # casework/engine/keeping_open.py: every sweep looks through the open sealed cases
            models.Index(fields=["id"], condition=Q(finished__isnull=True, sealed=True), name="case_sealed"),
            # casework/screens/inbox.py: the open cases of an office, of one of its officers, or that it waits for, by
            # due date; one more stands in casework/sql/waiting.sql
            models.Index(fields=["holder", "due_at", "id"], condition=Q(finished__isnull=True), name="case_of_office"),
            models.Index(
                fields=["officer", "holder", "due_at", "id"],
                condition=Q(finished__isnull=True),
                name="case_of_officer",
            ),
            models.Index(
                fields=["holder", "due_at", "id"],
                condition=Q(finished__isnull=True, officer__isnull=True),
                name="case_of_nobody",
            ),
            models.Index(
                fields=["handed_over_by", "due_at", "id"],
                condition=Q(finished__isnull=True),
                name="case_handed_over",
            ),
            models.Index(fields=["person"], name="case_person"),
            # by the code itself and by how it begins
            models.Index(fields=["region"], opclasses=["varchar_pattern_ops"], name="case_region"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.finished is None

    @property
    def stage(self) -> Stage | Ended:
        """The declaration of the state the case is in."""
        return self.workflow().stage(self.state)

    @classmethod
    def workflow(cls) -> type[CaseFlow]:
        """The workflow of this kind of case."""
        return cls.flow

    @property
    def stage_label(self) -> Any:
        return self.stage.label

    @property
    def kind_label(self) -> Any:
        return self.workflow().label

    @property
    def is_emergency(self) -> bool:
        return self.severity == Severity.EMERGENCY

    @property
    def is_severe(self) -> bool:
        """Severity E or H."""
        return self.severity != Severity.NORMAL

    def is_grave(self, parties: Iterable[Party], day: date) -> bool:
        """Whether ending it needs care: severity E or H, or it is about a child."""
        return self.is_severe or self.is_about_child(parties, day)

    def is_about_child(self, parties: Iterable[Party], day: date) -> bool:
        """Whether its person or one of its parties of today is a child on a day."""
        return (self.person is not None and self.person.is_child_on(day)) or any(
            party.is_child_on(day) for party in parties
        )

    @classmethod
    def own_moves(cls) -> dict[str, Move]:
        """The moves this kind of case declares, by verb."""
        return {verb: move for verb, move in cls.all_moves().items() if not move.is_engine}

    @classmethod
    def all_moves(cls) -> Mapping[str, Move]:
        """Every move of this kind of case with the five the engine gives to all, by verb."""
        return _moves_of(cls)  # type: ignore[arg-type]  # mypy takes the class for one of its instances

    def enter(self, state: str) -> None:
        """Put a case that is being opened into its first state; afterwards only moves change it."""
        if self.pk is not None:
            raise AttributeError("Only a case that is being opened can be put into a state.")
        self.__dict__["state"] = state

    # What a kind of case may say differently -----------------------------------------------------

    opening_form: ClassVar[Any] = None
    opening_guards: ClassVar[tuple[Any, ...]] = ()
    opened_by_levels: ClassVar[tuple[str, ...]] = ()

    part_of_overseer: ClassVar[str] = "monitor"
    """How much an office sees of a case in which not itself, but an office it oversees takes part."""
    lists_look_at: ClassVar[tuple[str, ...]] = ()
    """The stages in which lists read the columns of its kind too: who acts there, and for whom, hangs on them.

    Only of kinds of which an office has few: it costs a look-up for each row.
    """
    needs_parent: ClassVar[bool] = False
    """Whether it is only ever opened below another case."""
    shared_below: ClassVar[tuple[str, ...]] = ()
    """Columns of which the open cases below learn when they change, besides severity and seal."""
    shared_with_parent: ClassVar[tuple[str, ...]] = ()
    """Columns that a case below another one takes over from it."""
    names: ClassVar[Mapping[str, str]] = {}
    """The rulebook lists that name the codes in its columns, by column."""

    def begin(self, act: Act) -> None:
        """Fill in a case that is being opened from `act.data`, and `enter()` its first state."""
        raise LookupError(f"{type(self).__name__} does not say how it begins.")

    def opened(self, act: Act) -> None:
        """Store what needs the case's id (parties, documents), right after it was opened."""

    def after_opening(self, act: Act) -> tuple[str, dict[str, Any]] | None:
        """The move, with its data, that follows the opening at once by `system`; none by default."""
        return None

    def first_parts(self, act: Act) -> dict[int, str]:
        """Which offices take part from the start, besides opener and holder: office id -> part."""
        return {}

    def no_longer_needed(self) -> None:
        """Note on a child case that its parent ended and only files the answer."""

    def overall_deadlines(self) -> dict[str, Any]:
        """Which deadlines run across steps now: rulebook code -> start (None: from now on).

        The engine starts what is missing and ends what is no longer named; what is named again goes on where it was,
        unless its start is later than what ran.
        """
        return {}

    def meets_overall(self, code: str) -> bool:
        """Whether an overall deadline that is no longer named was met, rather than replaced by another."""
        return True

    def handler_level(self) -> Level:
        """The level that handles the case where a stage is held by `handler`."""
        return Level.DISTRICT

    def part_of_former_holder(self) -> str:
        """How much an office goes on seeing after it handed the case over."""
        return "monitor"

    def relation_office_id(self, relation: str) -> int | None:
        """The office a relation of this kind names (`sender`, `receiver`), if it has one."""
        return None

    def due_anchor(self, name: str) -> Any:
        """The date a rule hangs on (`contract_end`, `review_date`), None while unknown."""
        return getattr(self, name, None)

    def placement_office_id(self, placement: str, today: Any) -> int | None:
        """The office that holds a stage placed by such a relation."""
        return self.relation_office_id(placement)

    def rule_variant(self, code: str) -> str:
        """Which variant of a rule holds for this case (`hard` police matters), none by default."""
        return ""

    def asked_to_complete(self) -> list[str]:
        """What somebody was asked for and has not brought yet, as his letter lists it."""
        return []

    def list_in_move(self, verb: str, name: str) -> list[str]:
        """The lines that somebody wrote into a field of the last move of a verb; one query."""
        step = self.steps.filter(outcome=verb).order_by("-seq").first()
        said = str(step.facts.get(name, "")) if step is not None else ""
        return [line.strip() for line in said.splitlines() if line.strip()]

    def emergency_move(self) -> str | None:
        """The move by which severity E starts the emergency track from here, if the stage has one."""
        return None

    def in_emergency_stage(self) -> bool:
        """Whether the case stands in a stage of the emergency track."""
        return False

    def hears_of_missed(self, missed: Deadline) -> Iterable[tuple[Organisation, Case]]:
        """The offices that are told when a deadline was missed, besides those on the ladder, each by which case.

        They join this case with part `status`, if they take no part yet. May query; none by default.
        """
        return ()

    def contact_reached(self, contact: Any) -> None:
        """Note that somebody was reached (a contact that is about to be stored)."""

    def can_be_recalled(self) -> bool:
        """Whether the sender may still take this child case back."""
        return False

    def can_be_transferred(self) -> bool:
        """Whether its holder may pass the case on to another office from where it stands."""
        return True

    def holds_for_receiver(self) -> bool:
        """Whether the office that asks holds the case in the place of a receiver without an account."""
        return False

    def succeed(self, office: Organisation, successor: Organisation) -> None:
        """Change what the case itself says of an office that passes everything on to another and closes."""

    def let_ask(self, office: Organisation) -> bool:
        """Let another office ask for this child case from now on; returns whether it holds it in that place, too."""
        return False

    def learn_from(self, parent: Case) -> None:
        """Take over from its parent what this child case has to know of it (`shared_with_parent`)."""

    def must_be_kept(self) -> bool:
        """Whether this child case goes on whatever becomes of its parent."""
        return False

    def headline(self) -> str:
        """What the case is about in a few words, without a name."""
        return str(self.kind_label)


class CaseUserObjectPermission(UserObjectPermissionBase):
    """Who may open one sealed case: named persons only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Case, models.PROTECT, related_name="named")

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


class CaseGroupObjectPermission(GroupObjectPermissionBase):
    """Unused by Kawal; guardian looks for both tables when one of them is direct."""

    content_object = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()


class CaseLink(models.Model):
    """Two cases that belong together; none waits for the other except where a guard says so."""

    class Kind(models.TextChoices):
        JOURNEY = "journey", _("Perjalanan orang ini")
        DUPLICATE = "duplicate", _("Ganda")
        SAME_EMPLOYER = "same_employer", _("Pemberi kerja sama")
        SAME_PERPETRATOR = "same_perpetrator", _("Terduga pelaku sama")
        FOLLOW_UP = "follow_up", _("Tindak lanjut")
        LEADING = "leading", _("Pengaduan utama")
        RIGHT_CASE = "right_case", _("Kasus yang benar")

    one = models.ForeignKey(Case, models.PROTECT, related_name="links_from")
    other = models.ForeignKey(Case, models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other", "kind"], condition=Q(until__isnull=True), name="link_once"),
            models.CheckConstraint(condition=~Q(one=models.F("other")), name="link_two_cases"),
        ]
