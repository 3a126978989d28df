"""Days on which offices are closed, and the stamp that says reference data changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A national day off. Rows come from the package `holidays` or from a decree entered by hand."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Hari libur nasional")
        GOVERNMENT = "government", _("Cuti bersama")

    date = models.DateField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=200, help_text="Package and version, or the decree's number.")
    estimated = models.BooleanField(default=False, help_text="An Islamic date that no decree has confirmed yet.")

    class Meta:
        ordering = ["date", "name"]
        constraints = [models.UniqueConstraint(fields=["date", "name"], name="holiday_once_a_day")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class LocalClosure(models.Model):
    """A day off for one office, or for every office of a region and the regions below it.

    Regional holidays, disasters, mourning: entered with the decision that ordered it.
    """

    organisation = models.ForeignKey(
        "casework.Organisation", models.PROTECT, null=True, blank=True, related_name="closures"
    )
    region = models.ForeignKey("casework.Region", models.PROTECT, null=True, blank=True, related_name="closures")
    date = models.DateField()
    name = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=200, help_text="Who ordered it, and in which decision.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["date", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) ^ Q(region__isnull=False),
                name="closure_of_an_office_or_a_region",
            ),
            models.UniqueConstraint(
                fields=["organisation", "date"],
                condition=Q(organisation__isnull=False),
                name="closure_once_per_office",
            ),
            models.UniqueConstraint(
                fields=["region", "date"], condition=Q(region__isnull=False), name="closure_once_per_region"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class ReferenceVersion(models.Model):
    """One row whose `version` differs after every change of holidays, closures or the rulebook.

    Processes cache reference data under it. It is drawn at random, so that a version seen inside a
    transaction that was rolled back never comes again.
    """

    version = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_reference_version")]

    def __str__(self) -> str:
        return str(self.version)
