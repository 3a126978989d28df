"""How every page of the administration begins, asks and answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from casework.administration import reach_of
from casework.administration.reach import today
from casework.errors import Refused, Stale
from casework.models import User
from casework.screens.picking import as_searched, is_search
from casework.screens.places import offer_places
from casework.screens.requests import REQUEST, once, request_id_of
from casework.screens.sending import carried_in
from casework.shown import changed_beside, shown_values

PAGE = 50
"""Rows on a page."""


def for_administrators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the reach of the person who asks; for everybody else the page does not exist."""

    @login_required
    @once
    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        reach = reach_of(request.user)
        if reach is None:
            raise Http404
        return view(request, reach, **arguments)

    return guarded


def ask(
    request: HttpRequest,
    make: Callable[..., Any],
    act: Callable[[dict[str, Any]], HttpResponse],
    changed_by: Callable[[], list[str]] = list,
    **page: Any,
) -> HttpResponse:
    """Show a form and, when it is filled in well, act and go on; what is refused is said above the form.

    The form carries its request id and the values it shows: what was typed stays, what is known is the newest.

    Arguments: `make(data=, initial=)` makes the form; `act` gets the cleaned data and returns where to go;
    `changed_by` says in words who changed what the form goes by, where it was changed meanwhile; `page` is what
    `screens/administration/form.html` shows: title, submit_label, cancel_url and others.
    """
    form = make(data=request.POST if request.method == "POST" else None)
    carried = {REQUEST: str(request_id_of(request)), **shown_values(form)}
    if is_search(request):
        form = make(initial=as_searched(request, form))
        carried = carried_in(request.POST)
    offer_places(form, today())
    if form.is_bound and form.is_valid():
        try:
            if changed := changed_beside(form):
                raise Stale([*changed.values(), *changed_by()], _("Data ini sudah diubah sejak halaman Anda dibuka."))
            return act(form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
    return render(request, "screens/administration/form.html", {"form": form, "carried": carried, **page})


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """A page of a list without counting it: `rows`, `previous_url`, `next_url`."""
    number = request.GET.get("hal", "1")
    start = (int(number) - 1) * PAGE if number.isdigit() and 0 < int(number) < 10_000 else 0
    found = list(rows[start : start + PAGE + 1])
    kept = {name: value for name, value in request.GET.items() if name != "hal"}

    def address(page: int) -> str:
        return f"?{urlencode({**kept, 'hal': page})}"

    here = start // PAGE + 1
    return {
        "rows": found[:PAGE],
        "previous_url": address(here - 1) if start else "",
        "next_url": address(here + 1) if len(found) > PAGE else "",
    }
