"""The printed acknowledgement: the number, who has the case, what happens next and by when (D01)."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework import clock
from casework.access import Depth
from casework.models import Deadline
from casework.screens.deadlines import deadlines_shown, running_deadlines
from casework.screens.seeing import see


@login_required
def acknowledgement(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A page for paper that names nobody: it may lie about in a house where that matters."""
    seen = see(request, uid, least=Depth.MONITOR)
    case = seen.case
    running = [deadline for deadline in running_deadlines(case) if deadline.due_at]
    version = seen.loaded.reference_version
    steps = [deadline for deadline in running if deadline.kind == Deadline.Kind.STAGE]
    whole = [deadline for deadline in running if deadline.kind == Deadline.Kind.OVERALL]
    context = {
        "case": case,
        "opened_at": clock.format_local(case.created, case.opener.time_zone),
        "steps": deadlines_shown(steps, seen.now, version),
        "whole": deadlines_shown(whole[:1], seen.now, version),
        "printed_at": clock.format_local(seen.now, case.opener.time_zone),
    }
    return render(request, "screens/acknowledgement/acknowledgement.html", context)
