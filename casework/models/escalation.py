"""What was put to an office above because a deadline was missed, and whether it answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Escalation(models.Model):
    """One office asked about one missed deadline; open until it answers, or the deadline is met, ends or lies ahead.

    `step` is that of the ladder, 1 the first office asked; `due_at` when it climbs on, or at the top is said again;
    empty once it has climbed. `repeats` counts how often it was said again at the top.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="escalations", db_index=False)
    deadline = models.ForeignKey("casework.Deadline", models.PROTECT, related_name="escalations", db_index=False)
    step = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="+", db_index=False)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "organisation", "step"],
                condition=Q(ended_at__isnull=True),
                name="asked_once_per_step",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "raised_at"],
                condition=Q(acknowledged_at__isnull=True, ended_at__isnull=True),
                name="escalation_open",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(acknowledged_at__isnull=True, ended_at__isnull=True),
                name="escalation_due",
            ),
            models.Index(fields=["case"], name="escalation_of_case"),
        ]

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.ended_at is None
