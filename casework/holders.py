"""Finding the office that holds a stage. Total: there is always one, and it can act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casework.levels import LEVEL_ABOVE, Level
from casework.models import Event, Organisation
from casework.organisations import NoOffice, can_receive, find_holder, level_above
from casework.stages import Placement, Stage
from casework.stays import CAME_TO_NOTHING, that_count

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Case

CORRECTION = "correct_data"
"""The act that corrects a person's home, and with it the region of his open cases."""


@dataclass(frozen=True)
class Holder:
    """The office, and the level it stands in for when none of that level serves the region."""

    office: Organisation
    held_for: str = ""


def holder_of(
    act: Act,
    stage: Stage,
    *,
    current: Organisation | None,
    held_for: str = "",
    chosen: Organisation | None = None,
) -> Holder:
    """The office that holds a stage of the act's case.

    Arguments: `current`, who holds the case now, standing in for level `held_for` if any; `chosen`,
    the office named in the move's form. The office to go back to is the act's `office_before`.
    Prefers, in this order: the office chosen, the one to go back to, the current one if it is of the
    level, one of the level that held the case before, the one that serves the region, its overseer
    or the level above. Who held it before counts no more where that came to nothing, or where the person's home
    has been corrected since to one outside its area. An office that the case is about does not get it.
    Nor is one of the line looked for whose every head is kept out; one to which it comes back has it all the same.
    """
    if chosen is not None and stage.level not in (Placement.SENDER, Placement.RECEIVER):
        return Holder(chosen)
    case, today, before = act.case, act.today, act.office_before
    if before is not None and before.pk not in act.offices_kept_out() and can_receive(before, today):
        level_before = _level_of(case, stage, before)
        return Holder(before, "" if level_before in (None, before.level) else level_before)
    if before is not None and current is not None and act.verb in CAME_TO_NOTHING:
        return in_place_of(before, case, today, {current.pk, *act.offices_kept_out()})
    level = _level_of(case, stage, current)
    if level is None:
        fixed = _fixed(case, stage, current, today)
        is_about_it = stage.level == Placement.RECEIVER and fixed.pk in act.offices_kept_out()
        if is_about_it or not fixed.is_open_on(today):
            return in_place_of(fixed, case, today, act.offices_kept_out())
        return Holder(fixed, held_for if stage.level == Placement.SAME else "")
    if current is not None and level in (current.level, held_for):
        return Holder(current, held_for if held_for == level else "")
    kept_out = act.offices_not_meant()
    earlier = _earlier(act, level)
    if earlier is not None and earlier.pk not in kept_out and can_receive(earlier, today):
        return Holder(earlier)
    found = find_holder(level, case.region, today, opener=case.opener, exclude=kept_out)
    return Holder(found.organisation, found.missing_level or "")


def _earlier(act: Act, level: Level) -> Organisation | None:
    """The last office of a level that held the case and is still meant to; a query where it lies elsewhere."""
    last = next((stay for stay in that_count(act.past_steps()) if stay.holder.level == level), None)
    if last is None:
        return None
    home, area = act.case.region_id, last.holder.region_id
    lies_in = home is None or area is None or f"{home}.".startswith(f"{area}.")
    return None if not lies_in and _home_corrected_since(act.case, last.seq) else last.holder


def _home_corrected_since(case: Case, seq: int) -> bool:
    """Whether the case was put under another region in its step `seq` or later."""
    corrections = Event.objects.filter(case_uid=case.uid, act=f"{case.kind}.{CORRECTION}")
    said = [event.content for event in corrections]
    return any("case.region" in each["f"] and each["x"].get("step", 0) >= seq for each in said)


def instead_of(case: Case, today: date, kept_out: Collection[int]) -> Organisation | None:
    """The office that takes over a case about its own holder: of the level above the holder's.

    Police and legal-aid bodies have nobody above who could do their work: there another office of the
    same level that serves the region comes first. None where nobody is left, as for the ministry.
    """
    holder = case.holder
    assert holder is not None
    kept_out = {holder.pk, *kept_out}
    try:
        if holder.level in LEVEL_ABOVE or holder.level == Level.OVERSIGHT:
            return level_above(holder, today, region=case.region, exclude=kept_out).organisation
        return find_holder(holder.level, case.region, today, kind=holder.kind, exclude=kept_out).organisation
    except NoOffice:
        return None


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


def in_place_of(office: Organisation, case: Case, today: date, kept_out: Collection[int]) -> Holder:
    """Who takes what would come to an office that has closed or is a party: who serves its seat now, or stands in."""
    kept_out = {office.pk, *kept_out}
    found = find_holder(office.level, office.region, today, kind=office.kind, opener=case.opener, exclude=kept_out)
    return Holder(found.organisation, found.missing_level or "")
