"""Half-typed opening forms: not cases yet, and gone after a week."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from casework.models.organisation import Organisation


class SavedForm(models.Model):
    """What somebody typed into an opening form and wants to finish later; only he may open it.

    `address` is the page it was typed on, with opaque ids only; `data` its fields as typed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_forms")
    office = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    data = models.JSONField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="End of the seventh calendar day after it was saved last.")

    class Meta:
        default_permissions = ()
        # saved_forms.delete_expired()
        indexes = [models.Index(fields=["expires_at"], name="saved_form_expiry")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.saved_at})"
