"""The levels of offices, apart from the models so that declarations can name them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Which kind of office holds a stage."""

    VILLAGE = "village", _("Desa")
    DISTRICT = "district", _("Kabupaten/kota")
    BP3MI = "bp3mi", _("BP3MI")
    POLICE = "police", _("Polisi")
    LEGAL_AID = "legal_aid", _("Bantuan hukum")
    OTHER = "other", _("Instansi lain")
    OVERSIGHT = "oversight", _("Pengawas")


LEVEL_ABOVE = {Level.VILLAGE: Level.DISTRICT, Level.DISTRICT: Level.BP3MI, Level.BP3MI: Level.OVERSIGHT}
"""Who decides on what a level ended, and holds what is about one of its offices."""
