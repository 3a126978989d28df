"""What is to be said to people because of an act: written with the act, said later by the notification service."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Audience(models.TextChoices):
    """Who in an office is meant."""

    OFFICER = "officer"
    OFFICERS = "officers"
    HEADS = "heads"
    SUPERVISORS = "supervisors"
    DUTY = "duty"
    ADMINISTRATORS = "administrators"


class Outbox(models.Model):
    """One notice that an act owes somebody: a person, or those meant in an office.

    The row holds ids and codes only. `key` follows from event, kind and addressee, so the same notice is never
    owed twice; it is the last part of every Message-ID and Idempotency-Key made of it.
    """

    key = models.UUIDField(unique=True)
    kind = models.CharField(max_length=40)
    case = models.ForeignKey("casework.Case", models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    audience = models.CharField(max_length=16, blank=True)
    user = models.ForeignKey("casework.User", models.PROTECT, null=True, related_name="+", db_index=False)
    event_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, organisation__isnull=True, audience="")
                | Q(user__isnull=True, organisation__isnull=False) & ~Q(audience=""),
                name="outbox_row_has_one_addressee",
            )
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(relayed_at__isnull=True), name="outbox_unrelayed"),
            models.Index(fields=["case"], name="outbox_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
