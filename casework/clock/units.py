"""In what a period is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

Pauses = Sequence[tuple[datetime, datetime | None]]
"""Spans in which a deadline stood still, as (from, until); until is None while it still does."""


class Unit(models.TextChoices):
    """The units of the deadline register."""

    HOURS = "H", _("jam berjalan")
    CALENDAR_DAYS = "CD", _("hari kalender")
    WORKING_DAYS = "WD", _("hari kerja")
    MONTHS = "MO", _("bulan")
    DATE = "DATE", _("tanggal tetap")
