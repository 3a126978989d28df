"""What acts that change no state leave behind: notes, contacts, documents, payments, consents."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CaseRecord(models.Model):
    """Who recorded it, from which office, when."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    office = models.ForeignKey("casework.Organisation", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Note(CaseRecord):
    """A note; superseded by a later one, never edited."""

    text = models.TextField(_("Catatan"))
    is_safety = models.BooleanField(_("Catatan keselamatan"), default=False)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")


class Contact(CaseRecord):
    """A try to reach somebody."""

    on = models.DateField(_("Tanggal"))
    channel = models.CharField(_("Saluran"), max_length=30)
    person = models.CharField(_("Siapa"), max_length=150)
    reached = models.BooleanField(_("Tersambung"))
    text = models.TextField(_("Ringkasan"), blank=True)


class Document(CaseRecord):
    """A paper, with its file if there is one; checked by a second person."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Jenis"), max_length=40)
    title = models.CharField(_("Keterangan"), max_length=200, blank=True)
    number = models.CharField(_("Nomor"), max_length=80, blank=True)
    issued_on = models.DateField(_("Tanggal terbit"), null=True, blank=True)
    expires_on = models.DateField(_("Berlaku sampai"), null=True, blank=True)
    file_name = models.CharField(max_length=64, blank=True, help_text="Random name in the document store.")
    content_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "kind"], name="document_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("by")),
                name="document_verified_by_second_person",
            )
        ]

    def is_valid(self, on) -> bool:
        """Whether it was not refused and has not expired on that day."""
        return self.refused_at is None and (self.expires_on is None or self.expires_on >= on)


class Payment(CaseRecord):
    """Money that changed hands in a settlement. Rupiah or the currency named."""

    amount = models.DecimalField(_("Jumlah"), max_digits=14, decimal_places=2)
    currency = models.CharField(_("Mata uang"), max_length=3, default="IDR")
    paid_on = models.DateField(_("Tanggal"))
    proof = models.CharField(_("Bukti"), max_length=200)


class Consent(CaseRecord):
    """A consent given or withdrawn: for what, in which form."""

    purpose = models.CharField(_("Tujuan"), max_length=60)
    form = models.CharField(_("Bentuk"), max_length=60)
    given = models.BooleanField(_("Diberikan"), default=True)
    given_by = models.CharField(_("Oleh"), max_length=150)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
