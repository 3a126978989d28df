"""When somebody is away, and who stands in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from casework.models.organisation import TodayIn


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def today(self) -> AbsenceQuerySet:
        """Those that hold today where the office is."""
        day = TodayIn("organisation__time_zone")
        return self.filter(since__lte=day, until__gt=day)

    def not_over(self) -> AbsenceQuerySet:
        """Those that hold today or will."""
        return self.filter(until__gt=TodayIn("organisation__time_zone")).filter(until__gt=F("since"))


class Absence(models.Model):
    """A person is away from an office for some days. Moves nothing: the stand-in sees the work beside the own.

    Written by `casework.absences`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    organisation = models.ForeignKey("casework.Organisation", models.PROTECT, related_name="+")
    since = models.DateField(_("Sejak"))
    until = models.DateField(_("Kembali pada"), help_text="The first day back.")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="stands_in"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("user")), name="nobody_stands_in_for_himself"
            ),
            ExclusionConstraint(
                name="one_absence_per_office_and_day",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (
                        Func(F("since"), F("until"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            # my work: for whom do I stand in today?
            models.Index(fields=["stand_in", "until"], condition=Q(stand_in__isnull=False), name="absence_stand_in"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.since} – {self.until}"
