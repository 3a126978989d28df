"""Finding the office that holds a stage. Total: there is always one, and it can act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casework.levels import Level
from casework.models import Organisation, Party, Step
from casework.organisations import can_receive, find_holder
from casework.stages import Placement, Stage

if TYPE_CHECKING:
    from casework.models import Case


@dataclass(frozen=True)
class Holder:
    """The office, and the level it stands in for when none of that level serves the region."""

    office: Organisation
    held_for: str = ""


def holder_of(
    case: Case,
    stage: Stage,
    today: date,
    *,
    current: Organisation | None,
    held_for: str = "",
    chosen: Organisation | None = None,
    before_id: int | None = None,
) -> Holder:
    """The office that holds a stage of a case.

    Arguments: `current`, who holds the case now, standing in for level `held_for` if any; `chosen`,
    the office named in the move's form; `before_id`, the office to go back to.
    Prefers, in this order: the office chosen, the one to go back to, the current one if it is of the
    level, one of the level that held the case before, the one that serves the region, its overseer
    or the level above. An office that the case is about does not get it.
    """
    if chosen is not None and stage.level not in (Placement.SENDER, Placement.RECEIVER):
        return Holder(chosen)
    if before_id is not None:
        before = Organisation.objects.get(pk=before_id)
        if can_receive(before, today) and before not in _parties(case):
            return Holder(before)
    level = _level_of(case, stage, current)
    if level is None:
        return Holder(_fixed(case, stage, current, today), held_for if stage.level == Placement.SAME else "")
    if current is not None and level in (current.level, held_for):
        return Holder(current, held_for if held_for == level else "")
    parties = _parties(case)
    earlier = _held_before(case, level)
    if earlier is not None and earlier not in parties and can_receive(earlier, today):
        return Holder(earlier)
    found = find_holder(level, case.region, today, opener=case.opener, exclude=parties)
    return Holder(found.organisation, found.missing_level or "")


def _level_of(case: Case, stage: Stage, current: Organisation | None) -> Level | None:
    """The level to look for, or None where the stage names an office by its relation to the case."""
    if stage.level == Placement.HANDLER:
        if current is not None and current.level in (Level.DISTRICT, Level.BP3MI):
            return Level(current.level)
        return case.handler_level()
    return None if isinstance(stage.level, Placement) else stage.level


def _fixed(case: Case, stage: Stage, current: Organisation | None, today: date) -> Organisation:
    if stage.level == Placement.OPENER or (current is None and stage.level == Placement.SAME):
        return case.opener
    if stage.level == Placement.SAME:
        assert current is not None
        return current
    office_id = case.placement_office_id(str(stage.level), today)
    if office_id is None:
        raise LookupError(f"{type(case).__name__} names no office for {stage.level}.")
    return Organisation.objects.get(pk=office_id)


def _parties(case: Case) -> list[Organisation]:
    """The offices that the case is about."""
    if case.pk is None:
        return []
    about = Party.objects.filter(case_id=case.pk, until__isnull=True)
    return list(Organisation.objects.filter(pk__in=about.values("organisation")))


def _held_before(case: Case, level: Level) -> Organisation | None:
    if case.pk is None:
        return None
    step = (
        Step.objects.filter(process_id=case.pk, holder__level=level).select_related("holder").order_by("-seq").first()
    )
    return step.holder if step else None
