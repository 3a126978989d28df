"""What the law and our policy say, as dated rows: rules change by a new row, never by an edit."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def default_ladder() -> list[list[Any]]:
    """Who hears at which percentage of the time: the specification's ladder."""
    return [[50, "handler"], [80, "supervisor"], [100, "next_level"], [150, "level_above"]]


class Labelled(models.Model):
    """What every rulebook row says of itself: names in both languages, where it comes from, how sure we are."""

    label = models.CharField(max_length=200, help_text="Indonesian.")
    label_en = models.CharField(max_length=200, help_text="English.")
    basis = models.CharField(max_length=300, blank=True, help_text="Law or source; empty where there is none.")
    mark = models.CharField(
        max_length=40,
        help_text="C:x confirmed in text x, c:x secondary, M from memory, P our policy. M and P are not law.",
    )
    valid_from = models.DateField()

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The label in the active language."""
        return self.label_en if (get_language() or "id").startswith("en") else self.label


class DeadlineRule(Labelled):
    """How long something may take (`deadline`), or how long an ended case may be reopened (`window`).

    `periods` is a list of `{amount, unit, repeat, until_day, offset}`, one starting when the one
    before is met. Units: H running hours, CD calendar days, WD working days, MO months. `repeat`: the
    period follows itself; `until_day`: it does so until that day of the stage. `offset`: due that many
    calendar days after (negative: before) the date the case names as `anchor`; amount and unit then
    say what holds while that date is unknown.
    """

    class Kind(models.TextChoices):
        DEADLINE = "deadline", _("Tenggat")
        WINDOW = "window", _("Jangka waktu pembukaan kembali")

    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    applies_to = models.CharField(max_length=200)
    starts = models.CharField(max_length=120, help_text="The event the time runs from.")
    periods = models.JSONField()
    emergency_periods = models.JSONField(null=True, blank=True, help_text="Instead of periods, in severity E.")
    variants = models.JSONField(default=dict, blank=True, help_text="Other lists of periods, by variant.")
    anchor = models.CharField(max_length=40, blank=True, help_text="The case's date that an offset counts from.")
    never_pauses = models.BooleanField(default=False)
    escalates_to = models.JSONField(default=list, blank=True)
    ladder = models.JSONField(default=default_ladder)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="one_rule_per_code_and_date")]

    def __str__(self) -> str:
        return f"{self.code} ({self.valid_from})"


class RulebookEntry(Labelled):
    """One row of a list: a reason, a document, a category, a scheme.

    `list` names it (`reasons.WITHDRAW`, `documents`), `scope` the kind of case it holds for (empty:
    all), `attributes` what the list's users need besides the names.
    """

    list = models.CharField(max_length=40)
    scope = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=60)
    attributes = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order within the list.")
    valid_to = models.DateField(null=True, blank=True, help_text="Last day on which it may be chosen.")

    class Meta:
        ordering = ["list", "scope", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "scope", "code", "valid_from"], name="one_entry_per_code_and_date")
        ]

    def __str__(self) -> str:
        return f"{self.list}: {self.code} ({self.valid_from})"
