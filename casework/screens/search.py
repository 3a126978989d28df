"""One box: a case number, a NIK, a passport number or a name. Only ever sent, never in an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from casework import numbers
from casework.models import Case, Participation, User
from casework.organisations import organisations_where
from casework.people import readable_cases
from casework.people import search as search_people
from casework.roles import Permission
from casework.screens.acting_office import offices_of
from casework.screens.frame import user_of
from casework.screens.people import in_rows
from casework.screens.person import cases_by_person


class SearchForm(forms.Form):
    query = forms.CharField(
        label=_("Nomor kasus, NIK, nomor paspor, atau nama"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


def findable_cases(user: User) -> QuerySet[Case]:
    """The cases that a search may find: sealed ones only for the persons named in them.

    One that has ended is found by supervisors and heads of offices that take part, too: else nobody might be left who
    could reopen it, and no list shows it. They see where it is, as of every sealed case.
    """
    readable = readable_cases(user).values("pk")
    supervised = organisations_where(user, Permission.SUPERVISE_CASES).values("pk")
    taking_part = Participation.objects.filter(case=OuterRef("pk"), organisation__in=supervised, until__isnull=True)
    reopens = Q(finished__isnull=False) & Exists(taking_part)
    return Case.objects.visible_to(user).filter(Q(sealed=False) | Q(pk__in=readable) | reopens)


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Open the case of a number that fits exactly; else list the people found, with their cases."""
    offices_of(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        query = form.cleaned_data["query"]
        number = numbers.normalised(query)
        case = findable_cases(user_of(request)).filter(number=number).first() if number else None
        if case is not None:
            return redirect("case", uid=case.uid)
        people = search_people(user_of(request), query)
        cases = cases_by_person(user_of(request), people)
        found = [{**row, "cases": cases[person.pk]} for row, person in zip(in_rows(people), people, strict=True)]
    return render(request, "screens/search/search.html", {"form": form, "found": found})
