"""The board's figures over time: what is late by stage, the trend, how long stages take, how many promises are kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework import clock
from casework.board import offices_answered_for
from casework.board.statistics import FEWEST, MEASURED, WEEKS, statistics
from casework.screens.board import BAND_LABELS
from casework.screens.frame import user_of, zone_of

WIDE = 100
"""Units of a bar's drawing: the longest one is as long."""


@login_required
@require_safe
def board_statistics(request: HttpRequest) -> HttpResponse:
    """Show the figures of the offices a person answers for, or of the one the address names."""
    offices = list(offices_answered_for(user_of(request)).order_by("name", "pk"))
    if not offices:
        raise PermissionDenied
    wanted = request.GET.get("office", "")
    chosen = [one for one in offices if str(one.uid) == wanted] or offices
    now, zone = clock.now(), zone_of(request)
    found = statistics([one.pk for one in chosen], now)
    context = {
        "offices": offices,
        "chosen": wanted if len(chosen) == 1 else "",
        "by_office": bars([(one.label, one.value) for one in found.by_office]),
        "by_age": bars([(str(BAND_LABELS[one.label]), one.value) for one in found.by_age]),
        "by_stage": bars([(one.label, one.value) for one in found.by_stage]),
        "trend": bars([(_day(at, zone), number) for at, number in found.trend]),
        "times": [
            {
                "label": one.label,
                "cases": _number(one.cases),
                "median": clock.duration_in_words(one.median) if one.median is not None else "",
                "most": clock.duration_in_words(one.most) if one.most is not None else "",
                "rule": one.rule,
            }
            for one in found.times
        ],
        "kept": [
            {"label": one.label, "number": _number(one.total), "share": _share(one.value, one.total)}
            for one in found.kept
        ],
        "fewest": FEWEST,
        "weeks": WEEKS,
        "days": MEASURED.days,
        "state_of": clock.format_local(now, zone),
    }
    return render(request, "screens/board/statistics.html", context)


def bars(counts: Sequence[tuple[str, int | None]]) -> list[dict[str, Any]]:
    """Bars as `bars.html` draws them, the longest one as wide as the drawing."""
    longest = max((number or 0 for _label, number in counts), default=0) or 1
    return [
        {"label": label, "value": _number(number), "width": round(WIDE * (number or 0) / longest, 1)}
        for label, number in counts
    ]


def _number(number: int | None) -> str:
    return str(number) if number is not None else _("kurang dari %d") % FEWEST


def _share(kept: int | None, number: int | None) -> str:
    return f"{round(100 * kept / number)} %" if kept is not None and number else ""


def _day(moment: datetime, zone: str) -> str:
    return clock.format_local_date(clock.local(moment, zone).date())
