"""Reading the audit chain. Rows are written only by the SQL function `audit.append()`."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

SAID_BY_SWEEP = (
    "deadline_reminded", "deadline_missed", "deadline_escalated", "escalation_repeated", "handover_unanswered",
    "handover_escalated", "closing_proposed", "nobody_above",
)  # fmt: skip
"""Events of a case, without its kind, that say what time brought about."""


class Event(models.Model):
    """One thing that happened, chained to what happened before on the same case.

    `act`, `at`, `actor` and `office` are copied out of the hashed body by `audit.append()` itself.
    """

    pk = models.CompositePrimaryKey("case_uid", "seq")
    case_uid = models.UUIDField()
    seq = models.BigIntegerField()
    prev = models.BinaryField()
    hash = models.BinaryField()
    body = models.BinaryField()
    recorded_at = models.DateTimeField()
    act = models.TextField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    office = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = 'audit"."event'
        ordering = ["-seq"]

    @property
    def content(self) -> dict[str, Any]:
        """The body as it was hashed."""
        return json.loads(bytes(self.body))


class Opening(models.Model):
    """The deletable half of a commitment: the salt and the encrypted value."""

    pk = models.CompositePrimaryKey("event_id", "path")
    event_id = models.UUIDField()
    path = models.TextField()
    salt = models.BinaryField()
    ciphertext = models.BinaryField()

    class Meta:
        managed = False
        db_table = 'audit"."opening'
