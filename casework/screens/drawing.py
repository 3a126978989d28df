"""Where a case has been, is and may go: the numbers of the drawing in `lanes.html`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import clock
from casework.engine.planning import KEEPS_CLOCK
from casework.levels import Level
from casework.models import Case, Step
from casework.screens.usual import in_usual_order
from casework.stages import Ended, Placement, Stage

WIDTH, LEFT, RIGHT = 1140, 150, 1080
LANE, TOP = 68, 48
WIDEST = 150
EARLIER_SHOWN, NEXT_SHOWN = 5, 3
LETTERS, LETTER = 16, 8
"""Letters of a label's line at most, and the width that one takes."""


@dataclass
class _Point:
    """A point before it has its place: which level's lane, in which column."""

    label: str
    level: str
    kind: str
    column: int
    late: bool = False
    returns: bool = False
    href: str = ""
    date: str = ""
    days: str = ""


def drawing(
    case: Case, steps: Sequence[Step], now: datetime, *, due_words: str = "", anchors: Mapping[int, str] | None = None
) -> dict[str, Any]:
    """The path a case took through the lanes of the levels, where it is, what may come next.

    Arguments: `steps` in order, with their holders; `due_words`, what is left in the present stage;
    `anchors`, where on the page a step's beginning is told, by its seq.
    """
    points = _path(case, steps, now, due_words, anchors or {})
    here = points[-1]
    ahead = _possible(case, steps, here) if case.is_open else []
    return _placed(points, ahead)


def _path(case: Case, steps: Sequence[Step], now: datetime, due_words: str, anchors: Mapping[int, str]) -> list[_Point]:
    workflow = case.workflow()
    points = []
    folded = len(steps) - EARLIER_SHOWN - 1
    if folded > 1:
        label = ngettext("%(n)d tahap sebelumnya", "%(n)d tahap sebelumnya", folded) % {"n": folded}
        points.append(_Point(label, steps[folded - 1].holder.level, "done", 0, href="#riwayat"))
        steps = steps[folded:]
    for step in steps:
        is_now = step.finished is None
        begun = clock.local(step.created, step.holder.time_zone).date()
        points.append(
            _Point(
                label=str(workflow.stage(step.state).label),
                level=step.holder.level,
                kind="now" if is_now else "done",
                column=len(points),
                late=is_now and step.due_at < now,
                returns=step.entered_by in KEEPS_CLOCK,
                href=anchors.get(step.seq, ""),
                date=" · ".join(part for part in (clock.format_local_date(begun), due_words if is_now else "") if part),
                days=_days(step.created, step.finished or now),
            )
        )
    if not case.is_open:
        ended = clock.local(case.finished, steps[-1].holder.time_zone).date()
        label, level = str(case.stage.label), steps[-1].holder.level
        points.append(_Point(label, level, "done", len(points), date=clock.format_local_date(ended)))
    return points


def _possible(case: Case, steps: Sequence[Step], here: _Point) -> list[_Point]:
    """The stages that may come next, the usual first; endings only where nothing else fits."""
    workflow = case.workflow()
    moves = in_usual_order(case.kind, case.state, workflow.moves_from(case.state))
    targets: list[str] = []
    for move in moves:
        target = _before(case, steps) if move.goes_back else move.target
        if target and target != case.state and target not in targets and not move.unaccepted:
            targets.append(target)
    targets.sort(key=lambda name: not workflow.stage(name).is_open)
    columns: dict[str, int] = {}
    points = []
    for name in targets[:NEXT_SHOWN]:
        stage = workflow.stage(name)
        level = _level(case, stage, here.level)
        columns[level] = columns.get(level, here.column) + 1
        points.append(_Point(str(stage.label), level, "next", columns[level]))
    return points


def _before(case: Case, steps: Sequence[Step]) -> str | None:
    """The stage a move goes back to: the last the case was in among those that may lie before."""
    allowed = case.workflow().states_before(case.state)
    return next((step.state for step in reversed(steps) if step.state in allowed), None)


def _level(case: Case, stage: Stage | Ended, here: str) -> str:
    """The lane of a stage nobody is in yet, as well as it can be told."""
    if isinstance(stage, Ended) or stage.level == Placement.SAME:
        return here
    if stage.level == Placement.OPENER:
        return case.opener.level
    if stage.level == Placement.HANDLER:
        return here if here in (Level.DISTRICT, Level.BP3MI) else str(case.handler_level())
    if isinstance(stage.level, Placement):
        return here
    return str(stage.level)


def _placed(points: list[_Point], ahead: list[_Point]) -> dict[str, Any]:
    every = [*points, *ahead]
    levels = [level for level in Level.values if level in {point.level for point in every}]
    height = {level: TOP + LANE * place for place, level in enumerate(levels)}
    columns = max(point.column for point in every)
    gap = min(WIDEST, (RIGHT - LEFT - 20) // max(columns, 1))

    def x(point: _Point) -> int:
        return LEFT + 20 + gap * point.column

    def y(point: _Point) -> int:
        return height[point.level]

    edges = [
        {"path": _curve(x(one), y(one), x(two), y(two)), "kind": "back" if two.returns else "done"}
        for one, two in pairwise(points)
    ]
    here = points[-1]
    edges += [
        {"path": _curve(x(here), y(here), x(one), y(one), over=one.column - here.column > 1), "kind": "next"}
        for one in ahead
    ]
    labels = dict(Level.choices)
    return {
        "width": WIDTH,
        "height": TOP + LANE * (len(levels) - 1) + 44,
        "lanes": [{"name": str(labels[level]), "y": height[level]} for level in levels],
        "edges": edges,
        "points": [_shown(point, x(point), y(point), str(labels[point.level]), gap // LETTER) for point in every],
    }


def _shown(point: _Point, x: int, y: int, lane: str, letters: int) -> dict[str, Any]:
    lines = wrap(point.label, min(letters, LETTERS), break_long_words=False)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]}…"]
    return {
        "x": x,
        "y": y,
        "label": point.label,
        "lines": lines if len(lines) > 1 else [],
        "lane": lane,
        "kind": point.kind,
        "late": point.late,
        "href": point.href,
        "date": point.date,
        "days": point.days,
    }


def _curve(x1: int, y1: int, x2: int, y2: int, *, over: bool = False) -> str:
    """A line within a lane, an S between lanes; `over`: below the points that lie between."""
    if y1 == y2 and over:
        return f"M{x1} {y1}C{x1 + 60} {y1 + 36} {x2 - 30} {y1 + 36} {x2} {y2}"
    if y1 == y2:
        return f"M{x1} {y1}H{x2}"
    middle = (x1 + x2) // 2
    return f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}"


def _days(begun: datetime, ended: datetime) -> str:
    days = (ended - begun).days
    return ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days} if days else str(_("< 1 hari"))
