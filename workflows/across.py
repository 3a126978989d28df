"""What one kind of case brings about on, or takes from, another, where several kinds do the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.history import declare_event
from casework.models import Case

if TYPE_CHECKING:
    from casework.acting import Act

declare_event("client_died", _("Kematian klien dicatat pada kasus yang tertaut"))


def end_mandates(act: Act) -> None:
    """A legal-aid client's death ends the mandate (guard 4); where none is in force the body is told.

    Heirs may sign anew. Call it from the move by which somebody records the death; the moves that follow
    by `system` find it done.
    """
    if act.by_system:
        return
    for case in act.related.values():
        if case.kind != "legal_aid" or not case.is_open or case.person_id != act.case.person_id:
            continue
        if case.state in type(case).all_moves()["end_mandate"].sources:
            act.also(case, "end_mandate", reason="client_died")
        else:
            act.tell(case, "client_died")


def link_open_journey(case: Case, act: Act) -> None:
    """Link a case that begins with its person's open journey, unless the act has read that journey already."""
    journey = Case.objects.filter(kind="journey", person=case.person, finished__isnull=True).first()
    if journey is not None and journey.pk not in act.related:
        act.link(journey, case, "journey")
