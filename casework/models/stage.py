"""Which states the database knows, and what took the place of those that are declared no more."""

from __future__ import annotations

from django.db import models


class StageRow(models.Model):
    """Which states exist or existed and which of them are open, written from the declarations at every migration.

    A case refers to it by a composite foreign key, so that neither an unknown state nor an ended
    state on an open case can be stored. `definition` is the last one that declared the state, `label` what
    it was called there, in Indonesian.
    """

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=50)
    is_open = models.BooleanField()
    definition = models.CharField(max_length=30)
    label = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "casework_stage"
        constraints = [
            models.UniqueConstraint(fields=["kind", "state"], name="stage_once"),
            models.UniqueConstraint(fields=["kind", "state", "is_open"], name="stage_openness"),
        ]


class StageSuccession(models.Model):
    """Which state took the place of one that is declared no more, as the plan of `migrate_cases` said.

    Cases that once stood in the former state find their way back by it.
    """

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=50)
    became = models.CharField(max_length=50)
    plan = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "state"], name="one_successor_per_state")]
