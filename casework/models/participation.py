"""Which offices take part in a case, and which persons and bodies it is about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casework.models.case import Case


class Part(models.TextChoices):
    """How much an office sees: everything and acts; all but sealed fields; number, stage, holder, dates."""

    HOLDER = "holder", _("Pemegang")
    MONITOR = "monitor", _("Memantau")
    STATUS = "status", _("Status saja")


class Participation(models.Model):
    """An office sees a case if and only if it takes part in it."""

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="participations", db_index=False)
    organisation = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="participations")
    part = models.CharField(max_length=8, choices=Part.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"], condition=Q(until__isnull=True), name="takes_part_once"
            )
        ]
        indexes = [
            # what an office may see: the one join of visible_to()
            models.Index(fields=["organisation", "case"], condition=Q(until__isnull=True), name="takes_part"),
            # who ever took part; a hash index, so that it is not chosen where `takes_part_once` tells without the table
            HashIndex(fields=["case"], name="took_part"),
        ]


class Party(models.Model):
    """A person or body the case is about; dated, never deleted."""

    class Role(models.TextChoices):
        COMPLAINANT = "complainant", _("Pengadu")
        VICTIM = "victim", _("Korban")
        RESPONDENT = "respondent", _("Pihak yang diadukan")
        REPRESENTATIVE = "representative", _("Kuasa")
        WITNESS = "witness", _("Saksi")
        NEXT_OF_KIN = "next_of_kin", _("Keluarga terdekat")
        COMPANION = "companion", _("Pendamping")

    class Sort(models.TextChoices):
        PERSON = "person", _("Orang")
        P3MI = "p3mi", _("P3MI")
        UKPS = "ukps", _("UKPS")
        EMPLOYER = "employer", _("Pemberi kerja")
        OFFICE = "office", _("Kantor")
        OTHER = "other", _("Lainnya")

    case = models.ForeignKey("casework.Case", models.PROTECT, related_name="parties")
    role = models.CharField(_("Peran"), max_length=16, choices=Role.choices)
    sort = models.CharField(_("Jenis"), max_length=10, choices=Sort.choices, default=Sort.PERSON)
    person = models.ForeignKey("casework.Person", models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    name = models.CharField(_("Nama"), max_length=200, blank=True)
    contact = models.CharField(_("Kontak"), max_length=200, blank=True)
    contact_is_safe = models.BooleanField(_("Aman dihubungi"), default=True)
    is_child = models.BooleanField(_("Anak"), default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False)
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="The party of the case above that is kept out of this one, too; named there only.",
    )

    class Meta:
        indexes = [
            # few parties are offices or users of Kawal, and every list asks of each case whether one is
            models.Index(
                fields=["organisation", "case"],
                condition=Q(until__isnull=True, organisation__isnull=False),
                name="party_organisation",
            ),
            models.Index(
                fields=["user", "case"], condition=Q(until__isnull=True, user__isnull=False), name="party_user"
            ),
        ]

    @property
    def is_kept_out(self) -> bool:
        """Whether it is an office or a user of Kawal, which then takes no part in the case nor in those below it."""
        return self.organisation_id is not None or self.user_id is not None

    def also_of(self, case: Case) -> Party:
        """The same party of another case: one opened beside this one, or that this one is merged into."""
        same = (
            "role", "sort", "person_id", "user_id", "organisation_id", "name", "contact", "contact_is_safe", "is_child",
            "since", "by_id",
        )  # fmt: skip
        return Party(case_id=case.pk, **{name: getattr(self, name) for name in same})

    def below(self, case: Case) -> Party:
        """The row that keeps it out of a case below, without the name: who is told of that case need not know it."""
        return Party(
            case_id=case.pk,
            role=self.role,
            sort=self.sort,
            organisation_id=self.organisation_id,
            user_id=self.user_id,
            since=self.since,
            by_id=self.by_id,
            repeats_id=self.repeats_id or self.pk,
        )

    def is_child_on(self, day: date) -> bool:
        """Whether the party is noted as a child, or is one on a day by the birth on record."""
        return self.is_child or (self.person is not None and self.person.is_child_on(day))
