"""Offices, the regions they serve, who oversees them, and who works there; all dated, none deleted.

Written by `casework.organisations`.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Case, DateField, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from casework.levels import Level
from casework.models.region import Region
from casework.roles import Permission, Role, roles_with


class Kind(models.TextChoices):
    """What sort of office it is, for the two levels that hold several sorts."""

    HEALTH = "health", _("Dinas Kesehatan")
    SOCIAL = "social", _("Dinas Sosial")
    MISSION = "mission", _("Perwakilan RI")
    LPSK = "lpsk", _("LPSK")
    UPTD_PPA = "uptd_ppa", _("UPTD PPA")
    CIVIL_REGISTRY = "civil_registry", _("Disdukcapil")
    IMMIGRATION = "immigration", _("Imigrasi")
    BPJS = "bpjs", _("BPJS")
    P3MI = "p3mi", _("P3MI")
    OTHER = "other", _("Lainnya")
    CAMAT = "camat", _("Camat")
    DPMD = "dpmd", _("DPMD")
    SEKDA = "sekda", _("Sekretaris daerah")
    MINISTRY = "ministry", _("Kementerian P2MI")
    POLDA = "polda", _("Polda")
    KANWIL = "kanwil", _("Kanwil Kemenkum")
    DIRECTOR = "director", _("Direktur OBH")


class TodayIn(Func):
    """Today, by the database's clock, in a time zone."""

    template = "(kawal_now() AT TIME ZONE %(expressions)s)::date"
    output_field = DateField()


def active(on: date | None) -> Q:
    """Memberships that hold on a day, of people whose account works; `until` is the first day after.

    Without a day: today where the office is.
    """
    day = on or TodayIn("organisation__time_zone")
    return Q(since__lte=day, user__is_active=True) & (Q(until__isnull=True) | Q(until__gt=day))


LEVELS_WITH_KINDS = (Level.OTHER, Level.OVERSIGHT)


class TimeZone(models.TextChoices):
    WIB = "Asia/Jakarta", _("WIB")
    WITA = "Asia/Makassar", _("WITA")
    WIT = "Asia/Jayapura", _("WIT")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def open_on(self, day: date) -> OrganisationQuerySet:
        """The offices that work on a day; `closed_on` is the first day one no longer does."""
        return self.filter(opened_on__lte=day).exclude(closed_on__lte=day)

    def staffed_on(self, day: date | None) -> OrganisationQuerySet:
        """The offices where somebody works cases on a day (default: today there)."""
        working = Membership.objects.filter(
            active(day), organisation=OuterRef("pk"), role__in=roles_with(Permission.WORK_CASES)
        )
        return self.filter(Exists(working))

    def nearest_first(self, code: str) -> OrganisationQuerySet:
        """By how much of a place's code an office's seat shares with it, then by name."""
        inside = [
            When(Q(region=code[:length]) | Q(region__code__startswith=f"{code[:length]}."), then=Value(rank))
            for rank, length in enumerate((13, 8, 5, 2))
            if len(code) >= length
        ]
        away = Case(*inside, default=Value(len(inside)), output_field=IntegerField()) if inside else Value(0)
        return self.annotate(away=away).order_by("away", "name", "pk")


class Organisation(models.Model):  # type: ignore[django-manager-missing]
    """An office that holds cases, is asked for help, or oversees those that do."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Nama kantor"), max_length=200)
    short_name = models.CharField(_("Nama singkat"), max_length=60)
    level = models.CharField(_("Tingkat"), max_length=10, choices=Level.choices)
    kind = models.CharField(_("Jenis"), max_length=20, choices=Kind.choices, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="seated_offices", verbose_name=_("Tempat kedudukan")
    )
    time_zone = models.CharField(_("Zona waktu"), max_length=20, choices=TimeZone.choices, default=TimeZone.WIB)
    phone = models.CharField(_("Telepon"), max_length=20, blank=True)
    email = models.EmailField(_("Surel"), blank=True)
    address = models.CharField(_("Alamat"), max_length=300, blank=True)
    opened_on = models.DateField(_("Dibuka"))
    closed_on = models.DateField(
        _("Ditutup"), null=True, blank=True, help_text="The first day the office no longer works."
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [(str(permission), str(permission)) for permission in Permission]
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=LEVELS_WITH_KINDS) & ~Q(kind="") | ~Q(level__in=LEVELS_WITH_KINDS) & Q(kind=""),
                name="office_kind_fits_level",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="office_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def is_open_on(self, day: date) -> bool:
        return self.opened_on <= day and (self.closed_on is None or self.closed_on > day)


class OrganisationUserObjectPermission(UserObjectPermissionBase):
    """Guardian's rows for offices: written and removed with the memberships that justify them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Organisation, models.PROTECT, related_name="user_permissions")

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


class OrganisationGroupObjectPermission(GroupObjectPermissionBase):
    """Unused by Kawal; guardian looks for both tables when one of them is direct."""

    content_object = models.ForeignKey(Organisation, models.PROTECT, related_name="group_permissions")

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()


class ServedRegion(models.Model):
    """An office serves a region for a time; what lies inside the region is served with it.

    `level` and `kind` repeat the office's own, so that the database can refuse a second office of
    the same sort; `casework.organisations.serve()` writes them.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="served_regions")
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="served_by")
    period = DateRangeField(help_text="From the first day served up to, not including, the day after the last.")

    class Meta:
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="one_office_per_level_region_day",
                expressions=[
                    ("level", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False), name="served_since_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.region}"


class Oversight(models.Model):
    """Who hears of an office's missed deadlines, per step of the ladder; the first stands in for it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="ladder")
    overseer = models.ForeignKey(Organisation, models.PROTECT, related_name="oversees")
    ladder_step = models.PositiveSmallIntegerField(_("Jenjang"))

    class Meta:
        default_permissions = ()
        ordering = ["ladder_step", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "overseer", "ladder_step"], name="overseer_once_per_step"),
            models.CheckConstraint(condition=Q(ladder_step__range=(1, 3)), name="ladder_has_three_steps"),
            models.CheckConstraint(condition=~Q(organisation=F("overseer")), name="no_office_oversees_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} → {self.overseer} ({self.ladder_step})"


class Membership(models.Model):
    """A person has a role in an office for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Peran"), max_length=15, choices=Role.choices)
    since = models.DateField(_("Sejak"))
    until = models.DateField(_("Sampai"), null=True, blank=True, help_text="The first day it no longer holds.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Null: set up by command."
    )
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Who takes over on that day what the person still holds; else a head.",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_ends_after_start"
            ),
            ExclusionConstraint(
                name="one_membership_per_role_and_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Func(F("since"), F("until"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            # find_holder(): has this office an officer today?
            models.Index(fields=["organisation", "role"], name="membership_of_office"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.organisation}"
