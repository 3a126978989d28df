"""The queryset of cases. Every query for a person starts from `visible_to()`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from viewflow.workflow.managers import ProcessQuerySet

if TYPE_CHECKING:
    from casework.models import User


class CaseQuerySet(ProcessQuerySet):
    """Cases by what may be seen of them and by whether they are open."""

    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases an office of this user takes part in, or may look at as overseer.

        How much of each he sees says `casework.access.view_of()`; of a sealed case whoever is not
        named sees number, stage, holder and dates.
        """
        from casework import access  # the rule stands in one place; models are loaded first

        return access.visible(self, user)

    def open(self) -> CaseQuerySet:
        return self.filter(finished__isnull=True)

    def running(self) -> CaseQuerySet:
        return self.open().filter(Q(due_at__isnull=False))

    def of_kind(self, kind: str) -> Any:
        return self.filter(kind=kind)
