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
    promises = [
        deadline
        for deadline in running_deadlines(case)
        if deadline.kind in (Deadline.Kind.STAGE, Deadline.Kind.OVERALL) and deadline.due_at
    ]
    context = {
        "case": case,
        "opened_at": clock.format_local(case.created, case.opener.time_zone),
        "deadlines": deadlines_shown(promises, seen.now, seen.loaded.reference_version),
        "printed_at": clock.format_local(seen.now, case.opener.time_zone),
    }
    return render(request, "screens/acknowledgement/acknowledgement.html", context)
