"""Acts that wait for somebody's decision."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """An act that waits for somebody's decision; nothing of it has happened yet.

    Proposed by a user it waits for its second person. Proposed by nobody it comes from the sweep: the period
    `deadline` has passed, and the head of the holder decides whether the case is closed.
    """

    class Settled(models.TextChoices):
        DONE = "done", _("Dilaksanakan")
        DECLINED = "declined", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Tidak berlaku lagi")

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="proposals")
    act = models.CharField(max_length=60)
    data = models.JSONField()
    case_version = models.PositiveIntegerField()
    request_id = models.UUIDField(unique=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    deadline = models.ForeignKey("casework.Deadline", models.PROTECT, null=True, blank=True, related_name="+")
    letter = models.TextField(blank=True, help_text="The draft; once it is done, the letter as it was sent.")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=9, choices=Settled.choices, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "act"],
                condition=Q(settled_at__isnull=True, proposed_by__isnull=False),
                name="one_open_proposal_per_act",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(settled_at__isnull=True, proposed_by__isnull=True),
                name="one_open_closing_per_case",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False, deadline__isnull=True)
                | Q(proposed_by__isnull=True, deadline__isnull=False),
                name="proposed_by_a_user_or_a_period",
            ),
        ]

    @property
    def is_closing(self) -> bool:
        """Whether a period that passed proposes it, and the head decides."""
        return self.proposed_by_id is None
