"""For which office somebody acts on a screen; asked only where he works in several."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.models import Organisation
from casework.screens.frame import working_in


def offices_of(request: HttpRequest) -> list[Organisation]:
    """The offices whose cases the person works on today. Raises Http404 where there is none."""
    offices = [mine.office for mine in working_in(request)]
    if not offices:
        raise Http404
    return offices


def ask_office(form: forms.Form, offices: list[Organisation]) -> None:
    """Ask on a form for which of several offices somebody acts; nothing where there is but one."""
    if len(offices) > 1:
        form.fields = {
            "acting_office": forms.ChoiceField(
                label=_("Anda bertindak untuk kantor"),
                choices=[(str(office.uid), office.short_name) for office in offices],
                widget=forms.RadioSelect,
            ),
            **form.fields,
        }


def chosen_office(form: forms.Form, offices: list[Organisation]) -> Organisation:
    """The office a valid form was filled in for."""
    chosen = form.cleaned_data.get("acting_office")
    return next((office for office in offices if str(office.uid) == chosen), offices[0])
