"""Opening a case: which kind, for which office, about whom, and the opening form of the kind."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from casework import engine
from casework.access import Depth
from casework.acting import Act
from casework.engine import Outcome
from casework.errors import Invalid, Refused, Stale
from casework.forms import ActForm
from casework.levels import Level
from casework.models import Case, Organisation, Person
from casework.people import search as search_people
from casework.people import visible_people
from casework.screens.acting_office import offices_of
from casework.screens.frame import user_of
from casework.screens.offices import offer_offices
from casework.screens.people import in_a_row, in_rows
from casework.screens.picking import as_searched, is_search
from casework.screens.places import offer_places
from casework.screens.requests import REQUEST, request_id_of
from casework.screens.saved import SAVE, keep, saved_form, saved_rows
from casework.screens.search import SearchForm
from casework.screens.seeing import find, is_seen, see
from casework.screens.sending import VERSION, carried_in, stated_in, typed
from casework.shown import values_beside
from casework.stages import flows

OFFICE, PERSON, LINKED, WITHOUT = "kantor", "person", "linked", "tanpa_orang"
"""What the address of an opening may say: office, person, linked case (opaque ids), and that nobody is chosen."""


@dataclass(frozen=True)
class Start:
    """What a case is opened from: its kind, the office, and whom or what it is about."""

    model: type[Case]
    office: Organisation
    person: Person | None = None
    parent: Case | None = None
    linked: Case | None = None

    @property
    def kind(self) -> str:
        return self.model.workflow().kind

    def prepared(self, request: HttpRequest) -> Act:
        return engine.prepare_opening(
            self.model, actor=user_of(request), office=self.office, parent=self.parent, linked=self.linked
        )

    def form(self, act: Act, *sent: Any, **more: Any) -> ActForm:
        """The opening form, with the person carried along and places picked by name."""
        form: ActForm = self.model.opening_form(*sent, act=act, **more)
        if PERSON in form.fields:
            form.fields[PERSON].widget = forms.HiddenInput()
            if self.person is not None:
                form.initial[PERSON] = self.person
                for name in form.about_new_person:
                    form.fields[name].widget = forms.HiddenInput()
        own = self.office.region if self.office.level == Level.VILLAGE else None
        offer_places(form, act.today, own=own)
        offer_offices(form)
        return form


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The kinds of case the person's offices may open."""
    offices = offices_of(request)
    kept = _kept(request)
    kinds = [
        {"label": flow.label, "url": f"{reverse('open_case', args=[kind])}{kept}"}
        for kind, flow in flows().items()
        if _offices_that_may_open(flow.process_class, offices)
    ]
    return render(request, "screens/open/kinds.html", {"kinds": kinds, "saved": saved_rows(request)})


@login_required
def open_case(request: HttpRequest, kind: str) -> HttpResponse:
    """Office, person, form: each is asked only where it is not clear already."""
    flow = flows().get(kind)
    offices = _offices_that_may_open(flow.process_class, offices_of(request)) if flow else []
    if flow is None or not offices:
        raise Http404
    model = flow.process_class
    office = _chosen(offices, request.GET.get(OFFICE))
    if office is None:
        choices = [{"label": each.name, "url": _kept(request, **{OFFICE: each.uid})} for each in offices]
        return render(request, "screens/open/office.html", {"label": flow.label, "choices": choices})
    linked = _linked(request)
    person = _person(request, linked)
    if person is None and PERSON in model.opening_form.base_fields and WITHOUT not in request.GET:
        return _choose_person(request, flow.label, kind)
    return _opening(request, Start(model, office, person=person, linked=linked))


@login_required
def open_referral(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Ask another body for help with a case; only the office that holds it does.

    What was typed while the case left it is shown once more, and what was opened before it left is answered again.
    """
    model = next((flow.process_class for flow in flows().values() if flow.process_class.needs_parent), None)
    if model is None:
        raise Http404
    try:
        seen = see(request, uid, least=Depth.FULL)
    except Http404:
        return _after_it_left(request, uid, model)
    office = next((each for each in offices_of(request) if each.pk == seen.case.holder_id), None)
    if office is None:
        return _after_it_left(request, uid, model)
    return _opening(request, Start(model, office, parent=seen.case))


def _after_it_left(request: HttpRequest, uid: uuid.UUID, model: type[Case]) -> HttpResponse:
    """What a form is answered whose case the person's office does not hold, or he may not read, any more.

    What it opened before, else what was typed. Raises Http404 for whoever sends none, and for strangers.
    """
    if request.method != "POST":
        raise Http404
    reasons = [_("Kasus ini tidak lagi dipegang kantor Anda, atau tidak lagi terbuka bagi Anda; rujukan tidak dibuka.")]
    try:
        before = engine.opened_before(request_id_of(request), user_of(request))
        if before is not None:
            return _opened(request, before, is_child=True)
    except Refused as refused:
        reasons = list(refused.reasons)
    context = {
        "label": model.workflow().label,
        "reasons": reasons,
        "typed": typed(request.POST, model.opening_form),
        "back": reverse("case", args=[find(request, uid).uid]),
    }
    return render(request, "screens/open/form.html", context, status=409)


def _opening(request: HttpRequest, start: Start) -> HttpResponse:
    """Show the opening form of a kind; on POST open the case, or show again what was typed and why not."""
    reasons: list[Any] = []
    is_stale = False
    form: ActForm | None = None
    try:
        before = engine.opened_before(request_id_of(request), user_of(request))
        if before is not None:
            return _opened(request, before, is_child=start.parent is not None)
        saved = saved_form(request)
        act = start.prepared(request)
        form = start.form(act, request.POST or None, request.FILES or None, initial=dict(saved.data) if saved else {})
        if request.method == "POST" and SAVE in request.POST:
            keep(request, form, start.office, start.kind, saved)
            return redirect("new")
        if request.method == "POST" and is_search(request):
            form = start.form(act, initial=as_searched(request, form))
        if form.is_bound and form.is_valid():
            outcome = engine.open_case(
                start.model,
                actor=user_of(request),
                office=start.office,
                request_id=request_id_of(request),
                data=request.POST,
                files=request.FILES,
                parent=start.parent,
                linked=start.linked,
                parent_version=_version_in(request.POST) if start.parent else None,
            )
            if saved is not None:
                saved.delete()
            return _opened(request, outcome, is_child=start.parent is not None)
    except Invalid as invalid:
        _show(invalid, form)
    except Refused as refused:
        reasons = list(refused.reasons)
        is_stale = isinstance(refused, Stale)
    carried = _carried(start.parent, form) if request.method != "POST" or is_stale else carried_in(request.POST)
    context = {
        "form": form,
        "reasons": reasons,
        "label": start.model.workflow().label,
        "start": start,
        "person": in_a_row(start.person) if start.person else None,
        "carried": carried | {REQUEST: str(request_id_of(request))},
        "files_lost": bool(request.FILES),
        "back": reverse("case", args=[start.parent.uid]) if start.parent else reverse("new"),
    }
    refused_whole = reasons and (form is None or is_stale)
    return render(request, "screens/open/form.html", context, status=409 if refused_whole else 200)


def _carried(parent: Case | None, form: ActForm | None) -> dict[str, str]:
    """What the page carries of the case it asks help for: its version, and what else the form goes by."""
    if parent is None or form is None:
        return {}
    return {VERSION: str(parent.version), **values_beside(form)}


def _version_in(post: QueryDict) -> int:
    """The version a form carries; none that ever was, for a form without."""
    stated = stated_in(post)
    return stated[0] if stated is not None else 0


def _choose_person(request: HttpRequest, label: Any, kind: str) -> HttpResponse:
    """Find the person the case is about, enter him, or go on without."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        people = search_people(user_of(request), form.cleaned_data["query"])
        found = [{**row, "choose": _kept(request, **{PERSON: row["uid"]})} for row in in_rows(people)]
    context = {
        "form": form,
        "found": found,
        "label": label,
        "enter_url": f"{reverse('person_new')}{_kept(request, untuk=kind)}",
        "without_url": _kept(request, **{WITHOUT: 1}),
    }
    return render(request, "screens/open/person.html", context)


def _opened(request: HttpRequest, outcome: Outcome, *, is_child: bool = False) -> HttpResponse:
    """Say the number of what was opened and lead there; to the person's work where he sees it no more."""
    text = format_html("{} <b>{}</b>", _("Kasus dibuka. Nomornya:"), outcome.number)
    if not is_child:
        url = reverse("acknowledgement", args=[outcome.case])
        text = format_html('{} · <a href="{}">{}</a>', text, url, _("Cetak tanda terima"))
    messages.success(request, text)
    return redirect("case", uid=outcome.case) if is_seen(request, outcome.case) else redirect("work")


def _show(invalid: Invalid, form: ActForm | None) -> None:
    """Show on the form what opening found wrong although the form itself was in order."""
    if form is None:
        raise invalid
    for name, errors in invalid.errors.items():
        for message in errors:
            form.add_error(name if name in form.fields else None, message)


def _offices_that_may_open(model: type[Case], offices: list[Organisation]) -> list[Organisation]:
    if model.needs_parent:
        return []
    return [office for office in offices if not model.opened_by_levels or office.level in model.opened_by_levels]


def _chosen(offices: list[Organisation], uid: str | None) -> Organisation | None:
    if len(offices) == 1:
        return offices[0]
    return next((office for office in offices if str(office.uid) == uid), None)


def _linked(request: HttpRequest) -> Case | None:
    uid = _uid(request.GET.get(LINKED))
    return see(request, uid, least=Depth.MONITOR).case if uid else None


def _person(request: HttpRequest, linked: Case | None) -> Person | None:
    """The person chosen, else the one the linked case is about; of those this user may see."""
    people = visible_people(user_of(request)).select_related("village")
    uid = _uid(request.GET.get(PERSON))
    if uid is not None:
        found = people.filter(uid=uid).first()
        if found is None:
            raise Http404
        return found
    if linked is not None and linked.person_id is not None and WITHOUT not in request.GET:
        return people.filter(pk=linked.person_id).first()
    return None


def _uid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise Http404 from None


def _kept(request: HttpRequest, **more: Any) -> str:
    """The address's questions with what was answered meanwhile."""
    kept = {name: request.GET[name] for name in (OFFICE, PERSON, LINKED) if request.GET.get(name)}
    return f"?{urlencode({**kept, **more})}" if kept or more else ""
