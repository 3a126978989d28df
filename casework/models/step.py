"""One stay of a case in a stage with one office: a viewflow task that the engine writes itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Case as When_
from django.db.models import F, Q, Value, When
from viewflow.workflow.models import AbstractTask


class Step(AbstractTask):
    """A stay in a stage. `owner` (viewflow's name) is the officer; `process` is the case.

    A step begins exactly when its predecessor ended; it is unaccepted while `accepted_at` is empty.
    """

    previous = None
    external_task_id = None

    # viewflow's own, without its indexes: nobody looks for steps by these
    created = models.DateTimeField()
    scheduled = models.DateTimeField(null=True, blank=True)
    owner_permission_content_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    process = models.ForeignKey("casework.Case", models.PROTECT, related_name="steps", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    seq = models.PositiveIntegerField()
    previous_seq = models.GeneratedField(
        expression=When_(When(seq__gt=1, then=F("seq") - 1), default=Value(None)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    state = models.CharField(max_length=50)
    status = models.GeneratedField(
        expression=When_(
            When(finished__isnull=False, then=Value("DONE")),
            When(owner__isnull=False, then=Value("ASSIGNED")),
            default=Value("NEW"),
        ),
        output_field=models.CharField(max_length=50),
        db_persist=True,
    )
    holder = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="+", db_index=False)
    entered_by = models.CharField(max_length=50, help_text="Verb of the move that led here; empty at opening.")
    sent_by = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=50, blank=True, help_text="Verb of the move that ended the step.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    facts = models.JSONField(default=dict, blank=True, help_text="What was said in the move that ended it.")
    replaced = models.JSONField(
        default=dict, blank=True, help_text="The case's own columns as they were before the move that ended it."
    )
    reopens = models.BooleanField(default=False, help_text="The case had ended before this step.")
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["process", "seq"], name="step_seq_once"),
            models.UniqueConstraint(
                fields=["process"], condition=Q(finished__isnull=True), name="one_open_step_per_case"
            ),
            models.CheckConstraint(
                condition=Q(finished__isnull=True) | Q(finished__gte=F("created")), name="step_ends_after_start"
            ),
        ]
        indexes = [
            # casework/board/statistics.py: how long stages took; casework/organisations/offices.py: the last one held
            models.Index(fields=["holder", "finished"], condition=Q(finished__isnull=False), name="step_ended"),
            # of each row of a list: in a hash index a look-up costs the same with however many cases
            HashIndex(fields=["process"], condition=Q(finished__isnull=True), name="step_open"),
        ]

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_handover(self) -> bool:
        """Whether the step began by another office sending the case here."""
        return self.sent_by_id is not None and self.sent_by_id != self.holder_id
