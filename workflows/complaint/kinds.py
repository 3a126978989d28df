"""What a complaint's columns may say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Matter(models.TextChoices):
    COMPLAINT = "complaint", _("Pengaduan")
    INFORMATION = "information", _("Permintaan informasi")


class ComplainantKind(models.TextChoices):
    PMI = "pmi", _("Pekerja migran sendiri")
    FAMILY = "family", _("Keluarga")
    REPRESENTATIVE = "representative", _("Kuasa dengan surat kuasa")
    PUBLIC = "public", _("Masyarakat")
    OFFICER = "officer", _("Petugas")


class Channel(models.TextChoices):
    """How the complaint came in, and how to reach the complainant."""

    IN_PERSON = "in_person", _("Datang langsung")
    PHONE = "phone", _("Telepon")
    MESSAGE = "message", _("Pesan WhatsApp atau SMS")
    LETTER = "letter", _("Surat")
    EMAIL = "email", _("Surel")
    ONLINE = "online", _("Laman atau aplikasi pengaduan")
    SOCIAL_MEDIA = "social_media", _("Media sosial")


class HomeConsent(models.TextChoices):
    """Whether the person's village and district may take part: asked of the complainant, recorded."""

    YES = "yes", _("Ya, setuju")
    NO = "no", _("Tidak")
    NOT_ASKED = "not_asked", _("Belum dapat ditanyakan")


class Promise(models.TextChoices):
    """What is monitored: it says which period runs (D08, D09), and what a breach would be of."""

    FIRST_COMMITMENT = "first", _("Komitmen klarifikasi kesatu")
    SECOND_COMMITMENT = "second", _("Komitmen klarifikasi kedua")
    AGREEMENT = "agreement", _("Perjanjian bersama")
    ARRANGED = "arranged", _("Fasilitasi langsung")
    RESUMED = "resumed", _("Pemantauan dilanjutkan")
