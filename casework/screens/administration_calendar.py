"""Days off of offices and regions, and the running deadlines that they move."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import clock
from casework.administration import (
    Reach,
    close_day,
    note_recomputed,
    touched_deadlines,
    years_without_joint_leave,
)
from casework.engine.recomputing import Moved, moved_by_calendar, recompute_case
from casework.errors import Refused
from casework.models import LocalClosure, Organisation, Region
from casework.screens.administration import office_or_404
from casework.screens.administration_asking import ask, for_administrators, page_of
from casework.screens.administration_forms import ClosureForm, RegionClosureForm
from casework.screens.frame import zone_of

MOST = 200
"""Deadlines shown, and moved, at a time; a decree for the whole country is applied by `recompute_deadlines`."""


@for_administrators
def office_closure(request: HttpRequest, reach: Reach, uid: uuid.UUID) -> HttpResponse:
    """Record a day off of one office."""
    found = office_or_404(reach, uid)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        return _close(request, reach, cleaned, found, None, "office", uid=uid)

    title = _("Catat libur %s") % found
    back = reverse("office", args=[uid])
    return ask(request, ClosureForm, act, title=title, submit_label=_("Catat"), cancel_url=back)


@for_administrators
def closures(request: HttpRequest, reach: Reach) -> HttpResponse:
    """The days off of offices and regions, the latest first."""
    days = _within(reach).order_by("-date", "pk")
    shown = {"may_close_region": reach.everything, "years_unknown": years_without_joint_leave()}
    return render(request, "screens/administration/closures.html", shown | page_of(request, days))


@for_administrators
def region_closure(request: HttpRequest, reach: Reach) -> HttpResponse:
    """Record a day off of every office of a region."""

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        return _close(request, reach, cleaned, None, cleaned["region"], "closures")

    title = _("Catat libur untuk seluruh wilayah")
    back = reverse("closures")
    return ask(request, RegionClosureForm, act, title=title, submit_label=_("Catat"), cancel_url=back)


def _close(
    request: HttpRequest,
    reach: Reach,
    cleaned: dict[str, Any],
    office: Organisation | None,
    region: Region | None,
    then: str,
    **arguments: Any,
) -> HttpResponse:
    closure, touched = close_day(
        reach, cleaned["date"], cleaned["name"], cleaned["decided_by"], office=office, region=region
    )
    messages.success(
        request,
        ngettext(
            "Libur dicatat. %d tenggat yang sedang berjalan melewati hari itu.",
            "Libur dicatat. %d tenggat yang sedang berjalan melewati hari itu.",
            touched,
        )
        % touched,
    )
    return redirect("closure_deadlines", pk=closure.pk) if touched else redirect(then, **arguments)


@for_administrators
def closure_deadlines(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """Show which deadlines a day off moves, from when to when; on POST move them, with an event of each case."""
    closure = get_object_or_404(_within(reach), pk=pk)
    moved = list(islice(moved_by_calendar(touched_deadlines(closure)), MOST + 1))
    if request.method == "POST":
        return _recompute(request, reach, closure, moved)
    context = {
        "closure": closure,
        "rows": [
            {
                "number": one.case.number,
                "office": one.deadline.duty_of or one.case.holder,
                "rule": one.deadline.rule.name if not one.case.sealed else _("Identitas disegel"),
                "before": clock.format_local(one.before, zone_of(request)),
                "after": clock.format_local(one.after, zone_of(request)),
            }
            for one in moved[:MOST]
        ],
        "more": len(moved) > MOST,
    }
    return render(request, "screens/administration/closure_deadlines.html", context)


def _recompute(request: HttpRequest, reach: Reach, closure: LocalClosure, moved: Sequence[Moved]) -> HttpResponse:
    """Each case is an act of its own: what somebody changes meanwhile is left to the next time."""
    done = left = 0
    for case_id in dict.fromkeys(one.case.pk for one in moved[:MOST]):
        try:
            done += bool(recompute_case(case_id))
        except Refused:
            left += 1
    if done:
        note_recomputed(reach, closure, done)
    words = ngettext("%d kasus dihitung ulang.", "%d kasus dihitung ulang.", done) % done
    if left or len(moved) > MOST:
        go_on = _("Masih ada yang belum; lanjutkan.")
        messages.warning(request, f"{words} {go_on}")
        return redirect("closure_deadlines", pk=closure.pk)
    messages.success(request, words)
    return redirect("closures")


def _within(reach: Reach) -> QuerySet[LocalClosure]:
    """The days off that this administrator answers for."""
    days = LocalClosure.objects.select_related("organisation", "region")
    return days if reach.everything else days.filter(organisation__in=reach.offices().values("pk"))
