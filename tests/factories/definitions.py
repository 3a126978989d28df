"""The tests' own kind of case as it was declared before: with states that exist no more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from viewflow.workflow.fields import import_task_by_ref

from casework.definitions import name_of
from casework.levels import Level
from casework.stages import Ended, Placement, Stage
from tests.factories.cases import teleport
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel


def former_stages() -> dict[str, Stage | Ended]:
    """What `tests/sql/former_stages.sql` says was declared once; `inspected` became `checked`."""
    return {
        "announced": Stage(Level.VILLAGE, "Diumumkan", due="D29", escalates_to="district"),
        "inspected": Stage(Level.DISTRICT, "Ditinjau", due="D02", escalates_to="bp3mi"),
        "resting": Stage(Placement.SAME, "Beristirahat", due="D03", pauses=True, escalates_to="head"),
        "lost": Ended("Hilang"),
    }


@contextmanager
def earlier_definition() -> Iterator[None]:
    """Within it, the former states are still declared."""
    former = former_stages()
    for name, stage in former.items():
        stage.name, stage.flow_class = name, ToyFlow
    ToyFlow._nodes_by_name.update(former)
    name_of.cache_clear()
    try:
        yield
    finally:
        for name in former:
            del ToyFlow._nodes_by_name[name]
        name_of.cache_clear()
        import_task_by_ref.cache_clear()


def left_in(parcel: Parcel, state: str, *, accepted: bool = True) -> Parcel:
    """Put a parcel into a former state, as the definition of that day did."""
    with earlier_definition():
        moved = teleport(parcel, state, accepted=accepted)
    assert isinstance(moved, Parcel)
    return moved
