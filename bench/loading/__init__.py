"""Databases full of open cases: offices made by the product, cases copied set-based from a few that it opened."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from django.db import transaction

from bench.loading import copying, offices, patterns
from casework.models import Case, Organisation


def fill(owner: psycopg.Connection, cases: int, districts: int) -> Iterator[int]:
    """Make offices and patterns where there are none, then add copies until there are so many open cases.

    `owner` is a connection of the schema's owner that commits each statement; yields how many there are, now and then.
    """
    if not Organisation.objects.exists():
        with transaction.atomic():
            offices.build(districts)
            patterns.build()
    known = list(Case.objects.order_by("pk")[: len(patterns.SHARES)])
    missing = cases - Case.objects.open().count()
    if missing > 0:
        yield from copying.copy_cases(owner, known, missing, districts)
