"""My work: what a person has to do next, the most urgent first."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casework import clock
from casework.engine.loading import read_context
from casework.screens import worklist
from casework.screens.frame import user_of, working_in, zone_of

MINE, OFFICE, WAITING = "saya", "kantor", "menunggu"


@login_required
def my_work(request: HttpRequest) -> HttpResponse:
    """The list `?daftar=saya` (default), `kantor` or `menunggu`, from a place on (`sesudah`, `sebelum`)."""
    shown = request.GET.get("daftar", MINE)
    if shown not in (MINE, OFFICE, WAITING):
        shown = MINE
    offices = working_in(request)
    now, version, _answer = read_context(None)
    context: dict[str, Any] = {
        "today": clock.format_local_date(clock.local(now, zone_of(request)).date()),
        "lists": [
            {"label": label, "url": _address(name), "current": name == shown}
            for name, label in [
                (MINE, _("Tugas saya")),
                (OFFICE, _("Seluruh kantor")),
                (WAITING, _("Menunggu kantor lain")),
            ]
        ],
        "works_somewhere": bool(offices),
    }
    cases = (
        worklist.waited_for(user_of(request), offices)
        if shown == WAITING
        else worklist.held_by(user_of(request), offices, mine_only=shown == MINE)
    )
    after, before = request.GET.get("sesudah", ""), request.GET.get("sebelum", "")
    page = worklist.page_of(user_of(request), cases, after, before)
    if shown == WAITING:
        rows = worklist.waiting_rows(page.cases, now, version)
        context["groups"] = [_waiting_group(rows)] if rows else []
    else:
        context["groups"] = worklist.groups_of(page.cases, user_of(request), offices, now, version)
        if not (after or before):
            context["waiting"] = _waiting(request, now, version)
    context["next_url"] = _address(shown, sesudah=page.after) if page.after else ""
    context["previous_url"] = _address(shown, sebelum=page.before) if page.before else ""
    context["is_office"] = shown == OFFICE
    context["is_waiting"] = shown == WAITING
    return render(request, "screens/my_work/my_work.html", context)


def _waiting(request: HttpRequest, now: Any, version: int) -> dict[str, Any] | None:
    cases = worklist.waited_for(user_of(request), working_in(request))
    page = worklist.page_of(user_of(request), cases, size=worklist.WAITING_SHOWN)
    if not page.cases:
        return None
    group = _waiting_group(worklist.waiting_rows(page.cases, now, version))
    group["more_url"] = _address(WAITING) if page.after else ""
    return group


def _waiting_group(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"title": _("Menunggu kantor lain"), "kind": "waiting", "rows": rows}


def _address(shown: str, **place: str) -> str:
    query = {**({} if shown == MINE else {"daftar": shown}), **place}
    return reverse("work") + (f"?{urlencode(query)}" if query else "")
