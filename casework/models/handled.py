"""What was answered to a request, kept under its id: the same one sent again is answered alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class HandledRequest(models.Model):
    """The answer an act gave, kept under its request id: a second arrival gets the same answer."""

    request_id = models.UUIDField(primary_key=True)
    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="+", db_index=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False)
    act = models.CharField(max_length=60)
    answer = models.JSONField()
    at = models.DateTimeField()


class HandledForm(models.Model):
    """Where a form that changes no case led (an office, an account, a person), under the id it carried.

    A second arrival is led there again. `actor` is None for whoever has no account yet.
    """

    request_id = models.UUIDField(primary_key=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    address = models.CharField(max_length=300)
    led_to = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
