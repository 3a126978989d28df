"""One person: who he is, his cases, and adding what was not known before."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from casework import clock
from casework.audit import record
from casework.errors import Invalid, Refused
from casework.models import Case, Organisation, Party, Person, User
from casework.people import forms as person_forms
from casework.people import mask_nik, possible_doubles, readable_cases, visible_people
from casework.people.entering import give_alias, give_kin, give_nik, give_passport, give_phone
from casework.screens.acting_office import ask_office, chosen_office, offices_of
from casework.screens.frame import user_of
from casework.screens.people import in_a_row
from casework.screens.requests import once, request_id_of
from casework.shown import shown_values
from casework.stages import flow_of


def seen_person(user: User, uid: uuid.UUID) -> Person:
    """The record of a person this user may see, also asked for by one of his merged doubles; else 404."""
    asked = Q(uid=uid) | Q(doubles__uid=uid)
    found = visible_people(user).select_related("village", "created_office").filter(asked).distinct().first()
    if found is None:
        raise Http404
    return found


@login_required
def person(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The person's page."""
    return _page(request, seen_person(user_of(request), uid))


@login_required
@require_POST
def show_nik(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The same page with the NIK in full; that it was shown, and to whom, stays recorded."""
    shown = seen_person(user_of(request), uid)
    with transaction.atomic():
        office = offices_of(request)[0]
        record(shown.uid, "person.nik_shown", at=clock.now(), actor=user_of(request), office=office)
    return _page(request, shown, nik=shown.nik)


@login_required
@once
def person_add(request: HttpRequest, uid: uuid.UUID, what: str) -> HttpResponse:
    """Add a piece of what is known about a person."""
    known = seen_person(user_of(request), uid)
    addition = ADDITIONS.get(what)
    if addition is None or (what == "nik" and known.nik and request.method != "POST"):
        raise Http404
    offices = offices_of(request)
    form = addition.form(request.POST or None)
    form.about = known
    ask_office(form, offices)
    if form.is_bound and form.is_valid():
        try:
            warnings = addition.write(known, form, user_of(request), chosen_office(form, offices))
        except Invalid as invalid:
            form.refuse(invalid)
        except ValueError as error:
            form.add_error(addition.phone_field, str(error))
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, addition.done)
            for warning in warnings:
                messages.warning(request, warning)
            return redirect("person", uid=known.uid)
    context = {
        "form": form,
        "addition": addition,
        "person": known,
        "request_id": request_id_of(request),
        "carried": shown_values(form),
    }
    return render(request, "screens/person/add.html", context)


def cases_of(user: User, whom: Person) -> list[dict[str, Any]]:
    """The cases of a person that a user may read, open ones first, as lists show them."""
    return cases_by_person(user, [whom])[whom.pk]


def cases_by_person(user: User, people: Iterable[Person]) -> dict[int, list[dict[str, Any]]]:
    """The cases of several people that a user may read, by person; three statements."""
    found: dict[int, list[dict[str, Any]]] = {person.pk: [] for person in people}
    rows = Person.objects.filter(Q(pk__in=found) | Q(merged_into__in=found)).values_list("pk", "merged_into_id")
    whose = {pk: merged_into or pk for pk, merged_into in rows}
    parties = Party.objects.filter(person__in=whose, until__isnull=True).values_list("case_id", "person_id")
    concerned: dict[int, set[int]] = {}
    for case_id, person_id in parties:
        concerned.setdefault(case_id, set()).add(whose[person_id])
    cases = readable_cases(user).filter(Q(person__in=whose) | Q(pk__in=concerned)).select_related("holder")
    for case in cases.order_by(F("finished").desc(nulls_first=True), "due_at", "pk"):
        about = concerned.get(case.pk, set()) | {whose[pk] for pk in (case.person_id,) if pk in whose}
        for pk in about:
            found[pk].append(in_a_list(case))
    return found


def in_a_list(case: Case) -> dict[str, Any]:
    """A case in a list that is not a work list: number, kind, stage, holder, dates."""
    flow = flow_of(case.kind)
    zone = case.holder.time_zone if case.holder else "Asia/Jakarta"
    return {
        "uid": case.uid,
        "number": case.number,
        "kind": flow.label,
        "stage": flow.stage(case.state).label,
        "is_open": case.is_open,
        "sealed": case.sealed,
        "holder": case.holder,
        "created": clock.format_local_date(clock.local(case.created, zone).date()),
        "due": clock.format_local_date(clock.local(case.due_at, zone).date()) if case.due_at else "",
    }


def _page(request: HttpRequest, shown: Person, nik: str = "") -> HttpResponse:
    relation = dict(person_forms.relations())
    kin = [
        {"name": each.name, "relation": relation.get(each.relation, each.relation), "phone": each.phone}
        for each in shown.next_of_kin.all()
    ]
    context = {
        "person": shown,
        "row": in_a_row(shown),
        "nik": nik or mask_nik(shown.nik),
        "nik_is_masked": not nik,
        "language": shown.language,
        "cases": cases_of(user_of(request), shown),
        "phones": list(shown.phones.all()),
        "passports": list(shown.passports.all()),
        "aliases": list(shown.aliases.all()),
        "kin": kin,
        "doubles": possible_doubles(user_of(request), shown),
        "merged": list(shown.doubles.all()),
        "additions": [each for name, each in ADDITIONS.items() if name != "nik" or not shown.nik],
    }
    return render(request, "screens/person/person.html", context)


@dataclass(frozen=True)
class Addition:
    """Something that can be added on the person's page.

    Arguments: `what`, as the address names it; `title` of its page; `form`; `write`, which keeps it
    and returns warnings; `done`, what is said then; `phone_field`, where a wrong number is shown.
    """

    what: str
    title: Any
    form: type[person_forms.PersonFields]
    write: Callable[[Person, Any, User, Organisation], list[str]]
    done: Any
    phone_field: str | None = None


def _add_phone(whom: Person, form: Any, by: User, office: Organisation) -> list[str]:
    give_phone(whom, form.phone_data(), by, office, form.check_shown)
    return []


def _add_passport(whom: Person, form: Any, by: User, office: Organisation) -> list[str]:
    return give_passport(whom, form.passport_data(), by, office).warnings


def _add_kin(whom: Person, form: Any, by: User, office: Organisation) -> list[str]:
    give_kin(whom, form.kin_data(), by, office)
    return []


def _add_alias(whom: Person, form: Any, by: User, office: Organisation) -> list[str]:
    give_alias(whom, form.cleaned_data["alias"], by, office)
    return []


def _add_nik(whom: Person, form: Any, by: User, office: Organisation) -> list[str]:
    return give_nik(whom, form.cleaned_data["nik"], by, office).warnings


ADDITIONS = {
    each.what: each
    for each in (
        Addition(
            "nik",
            gettext_lazy("Tambah NIK"),
            person_forms.NikForm,
            _add_nik,
            gettext_lazy("NIK sudah dicatat."),
        ),
        Addition(
            "telepon",
            gettext_lazy("Tambah nomor telepon"),
            person_forms.PhoneForm,
            _add_phone,
            gettext_lazy("Nomor telepon sudah dicatat."),
            "phone",
        ),
        Addition(
            "paspor",
            gettext_lazy("Tambah paspor"),
            person_forms.PassportForm,
            _add_passport,
            gettext_lazy("Paspor sudah dicatat."),
        ),
        Addition(
            "keluarga",
            gettext_lazy("Tambah keluarga terdekat"),
            person_forms.KinForm,
            _add_kin,
            gettext_lazy("Keluarga terdekat sudah dicatat."),
            "kin_phone",
        ),
        Addition(
            "nama-lain",
            gettext_lazy("Tambah nama lain"),
            person_forms.AliasForm,
            _add_alias,
            gettext_lazy("Nama lain sudah dicatat."),
        ),
    )
}
