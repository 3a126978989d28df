"""The people of an office for its supervisors: who works on how much, who is away, and giving work to others."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import clock, engine
from casework.absences import end_absence, record_absence
from casework.duty import gaps_in_words, upcoming
from casework.engine.loading import read_context
from casework.engine.staffing import work_to_give
from casework.errors import Refused
from casework.models import Absence, Case, Membership, Organisation, User
from casework.organisations import officers_of
from casework.roles import Permission, roles_with
from casework.screens import worklist
from casework.screens.frame import MyOffice, user_of, working_in
from casework.screens.requests import once, request_id_of
from casework.screens.staff_forms import AbsenceForm, HandOverForm

LISTED = 200
"""Cases of a person that are given away one by one; what is beyond goes to who takes everything."""
SOON = timedelta(days=14)
"""Whoever leaves within this time and holds open work is shown as leaving."""


def supervised(request: HttpRequest) -> list[MyOffice]:
    """The offices whose people this person supervises today."""
    return [mine for mine in working_in(request) if Permission.SUPERVISE_CASES in mine.permissions]


def office_or_404(request: HttpRequest, uid: uuid.UUID) -> Organisation:
    """An office whose people this person supervises."""
    for mine in supervised(request):
        if mine.office.uid == uid:
            return mine.office
    raise Http404


@login_required
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works in the offices supervised, and whoever left and still has open cases."""
    offices = [mine.office for mine in supervised(request)]
    if not offices:
        raise Http404
    now = clock.now()
    shown = [
        {"office": office, "people": _people(office), "gaps": gaps_in_words(office, upcoming(office, now), now)}
        for office in offices
    ]
    return render(request, "screens/staff/staff.html", {"offices": shown})


def _people(office: Organisation) -> list[dict[str, Any]]:
    """Who works in an office, or has open cases of it without working there any more; four queries."""
    held = Case.objects.open().filter(holder=office, officer__isnull=False).order_by()
    counts = dict(held.values_list("officer").annotate(cases=Count("pk")))
    away = Absence.objects.not_over().filter(organisation=office).select_related("stand_in").order_by("since")
    absences = Prefetch("absences", queryset=away, to_attr="away")
    working = list(officers_of(office, Permission.WORK_CASES).prefetch_related(absences))
    ends = _leaving(office)
    gone = set(counts) - {person.pk for person in working}
    left = list(User.objects.filter(pk__in=gone).order_by("full_name", "pk")) if gone else []
    rows = [
        {"person": person, "cases": counts.get(person.pk, 0), "left": True, "ends": None, "away": []} for person in left
    ]
    return [
        *rows,
        *(
            {
                "person": one,
                "cases": counts.get(one.pk, 0),
                "left": False,
                "ends": ends.get(one.pk) if one.pk in counts else None,
                "away": _away(one),
            }
            for one in working
        ),
    ]


def _leaving(office: Organisation) -> dict[int, date]:
    """By user id, the first day on which somebody works in an office no more, where that comes soon; one query."""
    working = Membership.objects.filter(organisation=office, role__in=roles_with(Permission.WORK_CASES))
    last: dict[int, date] = {}
    for user_id, until in working.values_list("user", "until"):
        last[user_id] = max(last.get(user_id, date.min), until or date.max)
    soon = clock.today(office.time_zone) + SOON
    return {user_id: until for user_id, until in last.items() if until <= soon}


def _away(person: Any) -> list[dict[str, Any]]:
    """The absences of one of `_people()`, each with the id that its button carries."""
    return [{"absence": absence, "request_id": uuid.uuid4()} for absence in person.away]


@login_required
def hand_over(request: HttpRequest, uid: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Give all open work of a person to colleagues: to one of them, or case by case."""
    office, whose, actor = office_or_404(request, uid), get_object_or_404(User, uid=person), user_of(request)
    shown = dict(work_to_give(whose, office, actor).values_list("number", "version"))
    if not shown and request.method != "POST":
        raise Http404
    offices = [mine for mine in supervised(request) if mine.office == office]
    cases = worklist.work_of(whose, actor, offices, LISTED)
    numbers = [case.number for case in cases]
    form = HandOverForm(request.POST or None, office=office, person=whose, numbers=numbers)
    if form.is_bound and form.is_valid():
        try:
            moved = engine.hand_over_work(
                whose,
                office,
                actor=actor,
                shown=form.shown(),
                everything_to=form.cleaned_data["everything_to"],
                single=form.single(),
                reason=form.cleaned_data["reason"],
                reason_text=form.cleaned_data["reason_text"],
                request_id=request_id_of(request),
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            said = {"who": whose, "cases": moved.cases}
            messages.success(request, _("Pekerjaan %(who)s dialihkan: %(cases)d kasus.") % said)
            return redirect("staff")
    if not shown:
        messages.warning(request, _("%s tidak memegang lagi kasus yang dapat dialihkan.") % whose)
        return redirect("staff")
    now, version, _answer = read_context(None)
    rows = [
        {**row, "field": form[f"to_{number}"]}
        for number, row in zip(numbers, worklist.plain_rows(cases, now, version), strict=True)
    ]
    context = {
        "form": form,
        "office": office,
        "person": whose,
        "rows": rows,
        "count": len(shown),
        "more": len(shown) - len(rows),
        "shown": form.carry(shown),
        "request_id": request_id_of(request),
    }
    return render(request, "screens/staff/hand_over.html", context)


@login_required
@once
def absence(request: HttpRequest, uid: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Record that somebody is away, and who stands in."""
    office = office_or_404(request, uid)
    whose = get_object_or_404(officers_of(office, Permission.WORK_CASES), uid=person)
    form = AbsenceForm(request.POST or None, office=office, person=whose)
    if form.is_bound and form.is_valid():
        try:
            record_absence(whose, office, actor=user_of(request), **form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Ketidakhadiran %s dicatat.") % whose)
            return redirect("staff")
    sealed = work_to_give(whose, office, user_of(request)).filter(sealed=True).count()
    context = {
        "form": form,
        "person": whose,
        "sealed": sealed,
        "request_id": request_id_of(request),
        "hand_over_url": reverse("staff_hand_over", args=[uid, person]),
    }
    return render(request, "screens/staff/absence.html", context)


@login_required
@once
def absence_end(request: HttpRequest, uid: uuid.UUID, pk: int) -> HttpResponse:
    """Let an absence end today; only by the button on the list. One that is over stays as it is."""
    office = office_or_404(request, uid)
    found = get_object_or_404(Absence.objects.select_related("organisation", "user"), pk=pk, organisation=office)
    if request.method == "POST" and Absence.objects.not_over().filter(pk=pk).exists():
        end_absence(found, actor=user_of(request))
        messages.success(request, _("%s hadir kembali.") % found.user)
    return redirect("staff")
