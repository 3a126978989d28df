"""Places with the codes of the Ministry of Home Affairs (Kemendagri); never deleted, only closed."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _


def chain_of(code: str) -> list[str]:
    """A code and the codes of the places around it, the nearest first.

    `16.06.03.2008` gives itself, `16.06.03`, `16.06` and `16`; the code alone tells it, no query.
    """
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


class RegionQuerySet(models.QuerySet["Region"]):
    def valid_on(self, day: date) -> RegionQuerySet:
        """The places that exist on a day; `valid_to` is the first day a place no longer does."""
        return self.filter(valid_from__lte=day).exclude(valid_to__lte=day)


class Region(models.Model):
    """A province, district, sub-district or village.

    Names are not unique (there are 98 villages Sidomulyo): people are always shown `path`.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Provinsi")
        DISTRICT = 2, _("Kabupaten/kota")
        SUBDISTRICT = 3, _("Kecamatan")
        VILLAGE = 4, _("Desa/kelurahan")

    code = models.CharField(_("Kode wilayah"), max_length=13, primary_key=True)
    name = models.CharField(_("Nama"), max_length=100, help_text="As the last imported file spells it.")
    label = models.CharField(
        _("Nama setempat"), max_length=100, blank=True, help_text="Shown instead of a disputed spelling."
    )
    path = models.CharField(max_length=420, editable=False, help_text="Kept by `casework.regions`.")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The first day it no longer exists.")
    successors = models.ManyToManyField(
        "self", through="RegionSuccession", symmetrical=False, related_name="predecessors"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | Q(level__gt=1, parent__isnull=False),
                name="region_has_parent",
            ),
            models.CheckConstraint(
                condition=Q(level=1, code__regex=r"^[0-9]{2}$")
                | Q(level=2, code__regex=r"^[0-9]{2}\.[0-9]{2}$")
                | Q(level=3, code__regex=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}$")
                | Q(level=4, code__regex=r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"),
                name="region_code_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="region_closes_after_opening",
            ),
        ]
        indexes = [
            # search_regions(): every word of the question somewhere in the path
            GinIndex(OpClass(Upper("path"), name="gin_trgm_ops"), name="region_path_words"),
            # search_regions(): the nearest spelling, where no path holds every word
            GinIndex(OpClass("name", name="gin_trgm_ops"), name="region_name_spelling"),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def shown_name(self) -> str:
        return self.label or self.name

    def ancestors(self) -> list[str]:
        """The codes of the places around it, the nearest first; no query."""
        return chain_of(self.code)[1:]


class RegionSuccession(models.Model):
    """Which place took over from a closed one, and since when."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Region, models.PROTECT, related_name="+")
    since = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["region", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(region=models.F("successor")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} → {self.successor_id}"
