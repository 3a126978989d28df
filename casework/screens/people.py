"""The people an office knows, and entering somebody new."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from casework import clock
from casework.errors import Invalid
from casework.levels import Level
from casework.models import Organisation, Person, Region
from casework.people import Registered, mask_nik, visible_people
from casework.people.entering import enter
from casework.people.forms import PersonForm
from casework.screens.acting_office import ask_office, chosen_office, offices_of
from casework.screens.frame import user_of
from casework.screens.picking import as_searched, is_search
from casework.screens.places import offer_places
from casework.screens.requests import request_id_of
from casework.stages import flows

PAGE = 25
"""People on a page."""


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people this person may see, the last entered first; the rest is found by searching."""
    offices_of(request)
    seen = visible_people(user_of(request)).order_by("-pk")
    after = _uid(request.GET.get("sesudah", ""))
    if after is not None:
        seen = seen.filter(pk__lt=Person.objects.filter(uid=after).values("pk"))
    found = list(seen[: PAGE + 1])
    more = f"?{urlencode({'sesudah': found[PAGE - 1].uid})}" if len(found) > PAGE else ""
    return render(
        request,
        "screens/people/list.html",
        {
            "people": in_rows(found[:PAGE]),
            "next_url": more,
            "previous_url": reverse("people") if after else "",
        },
    )


@login_required
def person_new(request: HttpRequest) -> HttpResponse:
    """Enter somebody; whoever is known already and may be seen is opened instead."""
    offices = offices_of(request)
    request_id = request_id_of(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and is_search(request):
        form = PersonForm(initial=as_searched(request, form))
        form.initial["acting_office"] = request.POST.get("acting_office")
    ask_office(form, offices)
    offer_places(form, clock.today(offices[0].time_zone), own=own_village(offices))
    if form.is_bound and form.is_valid():
        try:
            office = chosen_office(form, offices)
            registered = enter(form.person_data(), user_of(request), office, request_id)
        except Invalid as invalid:
            form.refuse(invalid)
        else:
            _say(request, registered)
            return redirect(_onward(request, registered.person))
    context = {"form": form, "request_id": request_id, "back": reverse("people")}
    return render(request, "screens/people/new.html", context)


def in_rows(people: list[Person]) -> list[dict[str, Any]]:
    """People as lists show them; one statement for their villages."""
    prefetch_related_objects(people, "village")
    return [in_a_row(person) for person in people]


def in_a_row(person: Person) -> dict[str, Any]:
    """A person as lists show him."""
    born = clock.format_local_date(person.birth_date) if person.birth_date else person.birth_year
    return {
        "uid": person.uid,
        "url": reverse("person", args=[person.uid]),
        "name": person.shown_name,
        "unnamed": not person.full_name,
        "nik": mask_nik(person.nik),
        "born": born or "",
        "village": person.village.path if person.village else "",
    }


def own_village(offices: list[Organisation]) -> Region | None:
    """The village of an officer who works in a village office only."""
    villages = {office.region_id: office.region for office in offices if office.level == Level.VILLAGE}
    return next(iter(villages.values())) if len(villages) == 1 else None


def _say(request: HttpRequest, registered: Registered) -> None:
    name = registered.person.shown_name
    if registered.existing:
        messages.info(
            request,
            _("Orang dengan nomor ini sudah tercatat: %(name)s. Ini catatannya; tidak ada yang ditambah.")
            % {"name": name},
        )
    else:
        messages.success(request, _("%(name)s sudah tercatat.") % {"name": name})
    for warning in registered.warnings:
        messages.warning(request, warning)


def _onward(request: HttpRequest, person: Person) -> str:
    """Back to the opening of a case where he was entered for one, else to his page."""
    kind = request.GET.get("untuk", "")
    if kind not in flows():
        return reverse("person", args=[person.uid])
    kept = {name: request.GET[name] for name in ("kantor", "linked") if request.GET.get(name)}
    return f"{reverse('open_case', args=[kind])}?{urlencode({'person': person.uid, **kept})}"


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
