"""Deadlines are rows: frozen rule, frozen calendar, when met, when ended."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Deadline(models.Model):
    """One promise with a time. Running while neither met nor ended; `due_at` is empty while it stands still.

    `period` is the index in the stage's chain of periods; `calendar` is what was known of closed
    days when it was computed; `extra` the units added by extensions. `owed_to` waits for what another office owes it
    (`expected`); empty where that is the office whose duty it is to see to it.
    """

    class Kind(models.TextChoices):
        STAGE = "stage", _("Tahap")
        ACCEPTANCE = "acceptance", _("Penerimaan serah terima")
        OVERALL = "overall", _("Seluruh kasus")
        EXTRA = "extra", _("Kewajiban samping")
        EXPECTED = "expected", _("Dari pihak lain")
        PROPOSAL = "proposal", _("Keputusan kepala")

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="deadlines", db_index=False)
    step = models.ForeignKey(
        "casework.Step", models.PROTECT, null=True, blank=True, related_name="deadlines", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rule = models.ForeignKey("casework.DeadlineRule", models.PROTECT, related_name="+", db_index=False)
    period = models.PositiveSmallIntegerField(default=0)
    duty_of = models.ForeignKey("casework.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    owed_to = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    amount = models.IntegerField()
    unit = models.CharField(max_length=4)
    extra = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    calendar = models.JSONField()
    pauses = models.JSONField(default=list, blank=True, help_text="Spans in which it stood still, as [from, to].")
    met_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Ended without being met: moved on, replaced.")
    breached_at = models.DateTimeField(null=True, blank=True)
    next_alert_at = models.DateTimeField(null=True, blank=True)
    alert_level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "rule", "kind"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True) & ~Q(kind="expected"),
                name="a_rule_runs_once_per_case",
            ),
        ]
        indexes = [
            # hash indexes: a look-up costs the same with however many cases
            HashIndex(fields=["case"], name="deadline_of_case"),
            HashIndex(
                fields=["case"], condition=Q(met_at__isnull=True, ended_at__isnull=True), name="deadline_running"
            ),
            # casework/screens/inbox.py: hand-overs that nobody answered in time
            models.Index(
                fields=["case"],
                condition=Q(kind="acceptance", alert_level__gt=0, met_at__isnull=True, ended_at__isnull=True),
                name="deadline_unanswered",
            ),
            # casework/board/sources.py: what is late, or stands still, in the offices a supervisor answers for
            models.Index(
                fields=["duty_of", "due_at"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
                name="deadline_of_office",
            ),
            models.Index(
                fields=["owed_to", "due_at"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True, owed_to__isnull=False),
                name="deadline_owed",
            ),
            models.Index(
                fields=["duty_of", "started_at"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True, due_at__isnull=True),
                name="deadline_paused",
            ),
            models.Index(
                fields=["next_alert_at"],
                condition=Q(met_at__isnull=True, ended_at__isnull=True),
                name="deadline_next_alert",
            ),
        ]

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.ended_at is None


class Pause(models.Model):
    """A time in which a case's overall deadlines stand still: from, to, why, who."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="pauses")
    step = models.ForeignKey("casework.Step", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, help_text="The paused state.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="one_open_pause_per_case")
        ]


class Extension(models.Model):
    """More time for one deadline: who, why, how much, in the deadline's own unit."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="extensions")
    amount = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class WindowQuerySet(models.QuerySet["Window"]):
    """The times in which ended cases can be taken up again."""

    def running(self, now: datetime) -> WindowQuerySet:
        """Those that have not ended; some never do."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gte=now))


class Window(models.Model):
    """How long an ended case can be reopened or objected to. Never makes a case open.

    `ends_at` empty means without end.
    """

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="windows")
    rule = models.ForeignKey("casework.DeadlineRule", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = WindowQuerySet.as_manager()
