"""A person's record and the other rows that stand for him."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from casework.models.case import Case
from casework.models.person import Person


def record_of(person: Person) -> Person:
    """The person's record: the row itself, or the one it was merged into."""
    return person.merged_into or person


def rows_of(person: Person) -> QuerySet[Person]:
    """The record and the doubles merged into it: where this person's cases hang."""
    root = person.merged_into_id or person.pk
    return Person.objects.filter(Q(pk=root) | Q(merged_into=root))


def open_cases_of(person: Person) -> list[Case]:
    """The open cases of a person, those under hidden rows too, by id. Never shown to whoever asked."""
    rows = rows_of(person).values("pk")
    everywhere = Q(person__in=rows) | Q(person__same_as__in=rows) | Q(person__merged_into__same_as__in=rows)
    return list(Case.objects.filter(everywhere, finished__isnull=True).order_by("pk"))
