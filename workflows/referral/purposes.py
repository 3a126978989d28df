"""What is asked of another body, as the model keeps it and the form offers it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What is asked of the other body."""

    POLICE_REPORT = "police_report", _("Laporan polisi")
    LPSK = "lpsk", _("Perlindungan LPSK")
    SHELTER = "shelter", _("Rumah aman")
    HEALTH = "health", _("Layanan kesehatan")
    SOCIAL = "social", _("Rehabilitasi sosial")
    LEGAL_AID = "legal_aid", _("Bantuan hukum")
    MISSION = "mission", _("Bantuan perwakilan RI")
    POVERTY_LETTER = "poverty_letter", _("Surat keterangan tidak mampu")
    OTHER = "other", _("Lainnya")
