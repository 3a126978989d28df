"""What a complaint brings about on the linked journey, in the same act (guards 1 and 4).

Which stages of a journey a move starts from is the journey's own declaration, read there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflows.complaint import categories

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Case


def move_to_safety(act: Act) -> None:
    """Guard 1: abroad the journey is in distress, before departure suspect; else its holder is told."""
    for journey in act.linked_open("journey"):
        if _starts_from_here(journey, "report_distress"):
            act.also(journey, "report_distress")
        elif categories.flags_suspicion(act, act.case.category) and _starts_from_here(journey, "flag_suspicion"):
            act.also(journey, "flag_suspicion")
        else:
            _tell(act, journey, "complaint_is_emergency")


def record_death(act: Act) -> None:
    """Guard 4: the death is recorded on the journey too.

    Before departure the journey ends by it, which asks for a certificate and a second person there:
    its holder is told.
    """
    facts: dict[str, Any] = {name: act.data.get(name) for name in ("died_on", "place", "source")}
    for journey in act.linked_open("journey"):
        if _starts_from_here(journey, "record_death"):
            act.also(journey, "record_death", **facts)
        else:
            _tell(act, journey, "death_recorded_elsewhere")


def annul_death(act: Act) -> None:
    for journey in act.linked_open("journey"):
        if _starts_from_here(journey, "annul_death"):
            act.also(journey, "annul_death", reason=act.data.get("reason"))


def _starts_from_here(journey: Case, verb: str) -> bool:
    move = type(journey).all_moves().get(verb)
    return move is not None and journey.state in move.sources


def _tell(act: Act, journey: Case, what: str) -> None:
    """Not where the journey itself brought this about: it knows."""
    if act.actor is not None:
        act.tell(journey, what)
