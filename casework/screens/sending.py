"""Sending a move or act: one way from a filled-in form to the engine and back to the screen."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import engine
from casework.engine import Outcome
from casework.errors import Invalid, NeedsSecondPerson, Refused, Stale
from casework.facts import fact_in_words, label_of_field
from casework.forms import HOW_SAID, OUTSIDERS
from casework.models import Case, HandledRequest
from casework.screens.frame import user_of
from casework.screens.picking import is_search, without_boxes
from casework.screens.requests import REQUEST
from casework.screens.seeing import is_seen
from casework.shown import SHOWN, shown_values

VERSION = "version"
_ASKED_OF_MANY = {
    "reason": forms.ChoiceField(label=gettext_lazy("Alasan")),
    "behalf": forms.ChoiceField(label=gettext_lazy("Atas nama siapa"), choices=list(OUTSIDERS.items())),
    "behalf_how": forms.ChoiceField(choices=HOW_SAID),
}
"""Choices of many forms, beside those that a form's class declares."""
_PICKED_AGAIN = ("child_", "item_")
"""What fields are called that a form asks only for the case it is shown for."""
NOT_DATA = ("csrfmiddlewaretoken", VERSION, REQUEST)


@dataclass
class Answer:
    """What came of a form that was sent: where to go, or why it was not done.

    `changed` is what happened meanwhile when the screen was stale; `files_lost`, that files were chosen, which
    a page cannot keep.
    """

    response: HttpResponse | None = None
    reasons: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    is_stale: bool = False
    files_lost: bool = False


def send(
    request: HttpRequest, case: Case, name: str, label: Any, do: Callable[..., Outcome], *, stays_in_sight: bool = False
) -> Answer:
    """Do what the form asks: `do` is `engine.advance` or `engine.amend`.

    An act that needs a second person is proposed instead. Invalid data is left to the bound form.
    `stays_in_sight` of what cannot take the case out of the person's sight: to look costs a statement.
    """
    stated = stated_in(request.POST)
    if stated is None:
        return Answer(reasons=[_("Formulir ini tidak lengkap. Muat ulang halaman lalu isi kembali.")])
    version, request_id = stated
    files_lost = bool(request.FILES)
    data = data_of(request.POST)
    arguments: dict[str, Any] = {"actor": user_of(request), "version": version, "request_id": request_id, "data": data}
    try:
        try:
            do(case, name, files=request.FILES, **arguments)
        except NeedsSecondPerson:
            engine.propose(case, name, **arguments)
            text = _("%(act)s diusulkan. Orang kedua perlu mengonfirmasinya sebelum berlaku.") % {"act": label}
            messages.warning(request, text)
            return Answer(after(request, case, stays_in_sight=stays_in_sight))
    except Invalid:
        return Answer(files_lost=files_lost)
    except Stale as stale:
        reasons, changed = [stale.reasons[0]], list(stale.changed)
        return Answer(reasons=reasons, changed=changed, is_stale=True, files_lost=files_lost)
    except Refused as refused:
        return Answer(reasons=list(refused.reasons), files_lost=files_lost)
    messages.success(request, _("%(act)s: sudah dicatat.") % {"act": label})
    return Answer(after(request, case, stays_in_sight=stays_in_sight))


def after(request: HttpRequest, case: Case, *, stays_in_sight: bool = False) -> HttpResponse:
    """Where an act leads: to its case, or where the person sees that no more, to his work."""
    if stays_in_sight or is_seen(request, case.uid):
        return redirect("case", uid=case.uid)
    return redirect("work")


def acted_on(request: HttpRequest, uid: uuid.UUID) -> Case:
    """The case on which this person did what the form asks, though he sees it no more: the engine answers him again.

    Raises Http404 unless he has: nobody learns of a case by the id of somebody else's form.
    """
    stated = stated_in(request.POST)
    done = HandledRequest.objects.filter(actor=user_of(request), case__uid=uid).select_related("case")
    found = done.filter(request_id=stated[1]).first() if stated is not None else None
    if found is None:
        raise Http404
    return found.case


def data_of(post: QueryDict) -> QueryDict:
    """What was filled in, without what the page itself added."""
    data = post.copy()
    for name in NOT_DATA:
        data.pop(name, None)
    return without_boxes(data)


def stated_in(post: QueryDict) -> tuple[int, uuid.UUID] | None:
    """The version and request id a form was made with; None for a form that did not carry them."""
    try:
        return int(post.get(VERSION, "")), uuid.UUID(post.get(REQUEST, ""))
    except ValueError:
        return None


def carry(request: HttpRequest, form: forms.Form, case: Case) -> forms.Form:
    """Let a form carry the version it is made from, its request id, and the values of the case that it shows.

    A form shown again keeps its request id and what was typed, and takes the present version and, where
    nothing was typed, the present values: what is on the page is what is sent next. A search compares nothing
    and tells no changes, so its page carries what the page before carried. Call it before the form is filled in
    with anything that the case does not say.
    """
    searches = is_search(request)
    post = request.POST if request.method == "POST" and not searches else None
    sent = request.POST.get(REQUEST, "")
    carried = {VERSION: str(case.version), REQUEST: sent or str(uuid.uuid4()), **shown_values(form)}
    if searches:
        carried = carried_in(request.POST)
    for name, value in carried.items():
        form.fields[name] = forms.CharField(widget=forms.HiddenInput, initial=value, required=False)
    if post is not None:
        data = post.copy()
        for name, value in carried.items():
            if name.startswith(SHOWN) and post.get(name) == post.get(name.removeprefix(SHOWN)):
                data[name.removeprefix(SHOWN)] = value
            data[name] = value
        form.data = data
    return form


def carried_in(post: QueryDict) -> dict[str, str]:
    """What a page carried hidden, as it was sent."""
    return {name: str(post[name]) for name in post if name in (VERSION, REQUEST) or name.startswith(SHOWN)}


def typed(post: QueryDict, form_class: Any) -> list[str]:
    """What somebody filled into a form of this class that can no longer be shown, `Label: value`; choices by theirs.

    Not which office, person or paper was chosen: those are ids, and are chosen again.
    """
    asked: dict[str, Any] = {**_ASKED_OF_MANY, **getattr(form_class, "base_fields", {})}
    filled_in = []
    for name, values in data_of(post).lists():
        field = asked.get(name)
        if name.startswith((SHOWN, *_PICKED_AGAIN)) or isinstance(field, forms.ModelChoiceField):
            continue
        said = ", ".join(_in_words(value, field) for value in values if value.strip())
        if said:
            label = label_of_field(name, field)
            filled_in.append(f"{label}: {said}" if label else said)
    return filled_in


def _in_words(value: str, field: forms.Field | None) -> str:
    if isinstance(field, forms.BooleanField):  # a box that was ticked, whatever its value
        return fact_in_words(True, field)
    try:
        return fact_in_words(value, field)
    except ValueError:  # not the date that was asked for
        return value
