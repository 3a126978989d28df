"""Who is on duty in an office, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class DutyShift(models.Model):
    """One person on duty in an office for some hours, to be reached at a number. Written by `casework.duty`."""

    organisation = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="shifts", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "ends_at"], condition=Q(withdrawn_at__isnull=True), name="shift_of_office"
            ),
        ]
