"""Rows the notification service keeps for itself."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a part of the running system: one row per part."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
