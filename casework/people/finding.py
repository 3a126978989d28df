"""Who may find which person, and how people are looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from casework.access import about_offices_of
from casework.models.case import Case, CaseUserObjectPermission
from casework.models.participation import Part, Participation, Party
from casework.models.person import Alias, Person
from casework.models.user import User
from casework.numbers import normalised
from casework.organisations import organisations_where
from casework.people.numbers import clean_nik, clean_passport_number
from casework.prepared import CompiledCondition
from casework.roles import Permission
from casework.stages import flows

CASE_NUMBER = re.compile(r"KW-?[0-9]{4}-?[0-9]{4}-?[0-9]", re.I)
ALIKE = 0.5
"""From which trigram similarity (0 to 1) on two names may be one person's."""


@dataclass(frozen=True)
class Double:
    """Somebody who may be the same person, and what speaks for it, in words."""

    person: Person
    reasons: list[str]


def readable_cases(user: User) -> QuerySet[Case]:
    """The cases whose persons a user may see: those visible to him beyond their mere status.

    Not the sealed ones where he is not named, nor those where his offices have but `status` or are
    a party themselves.
    """
    own = organisations_where(user, Permission.WORK_CASES)
    taking_part = Participation.objects.filter(
        case=OuterRef("pk"), until__isnull=True, organisation__in=own.values("pk")
    )
    not_read = Exists(taking_part) & ~Exists(taking_part.exclude(part=Part.STATUS))
    about_his_office = Q(pk__in=about_offices_of(user).values("case"))
    named = CaseUserObjectPermission.objects.filter(
        content_object=OuterRef("pk"), user=user, permission__codename="open_sealed"
    )
    for_takers = Q(kind__in=_kinds_hidden_from_overseers()) & ~Exists(taking_part)
    readable = Case.objects.visible_to(user).filter(Q(sealed=False) | Exists(named))
    return readable.exclude(about_his_office).exclude(not_read).exclude(for_takers)


def _kinds_hidden_from_overseers() -> list[str]:
    """The kinds of case of which an overseer sees the mere status."""
    return [kind for kind, flow in flows().items() if flow.process_class.part_of_overseer == Part.STATUS]


def visible_people(user: User) -> QuerySet[Person]:
    """The people a user may see: those of cases he may read, and whom his office has just registered.

    An office sees a person it registered only as long as no case is about him; then the cases decide,
    so that a sealed case hides its victim from the officer's own colleagues too. Merged doubles are
    left out: their cases count for the record.
    """
    people = Person.objects.all()
    return people.filter(_VISIBLE.holds_for(user.pk)) if user.is_active else people.none()


def _visible(user_id: int) -> QuerySet[Person]:
    user = User(pk=user_id, is_active=True)
    cases = readable_cases(user)
    here = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    parties = Party.objects.filter(here, until__isnull=True, case__in=cases.values("pk"))
    registered = Q(created_office__in=organisations_where(user, Permission.WORK_CASES).values("pk"))
    return Person.objects.filter(
        Exists(cases.filter(here)) | Exists(parties) | (registered & ~Exists(Case.objects.filter(here))),
        merged_into__isnull=True,
    )


_VISIBLE = CompiledCondition("people", _visible, -1, "id", "created_office_id", "merged_into_id")


def search(user: User, query: str, *, limit: int = 25) -> list[Person]:
    """People a user may see, by NIK, passport number, case number (whole) or name (nearly).

    What looks like a number is looked for as that only, so that nobody learns from near misses.
    """
    query = query.strip()
    people = visible_people(user)
    if not query:
        return []
    number = clean_nik(query)
    if re.fullmatch(r"[0-9]{16}", number):
        return list(people.filter(Q(nik=number) | Q(doubles__nik=number)).distinct()[:limit])
    if CASE_NUMBER.fullmatch(query):
        case = readable_cases(user).filter(number=normalised(query))
        rows = case.values("person")
        return list(people.filter(Q(pk__in=rows) | Q(doubles__in=rows)).distinct()[:limit])
    if re.search(r"[0-9]", query):
        passport = clean_passport_number(query)
        return list(
            people.filter(Q(passports__number=passport) | Q(doubles__passports__number=passport)).distinct()[:limit]
        )
    named = Q(full_name__trigram_word_similar=query) | Q(description__icontains=query)
    other_name = Exists(Alias.objects.filter(person=OuterRef("pk"), name__trigram_word_similar=query))
    double = Exists(Person.objects.filter(merged_into=OuterRef("pk"), full_name__trigram_word_similar=query))
    likeness = TrigramWordSimilarity(query, "full_name")
    found = people.filter(named | other_name | double).annotate(likeness=likeness)
    return list(found.order_by("-likeness", "full_name", "pk")[:limit])


def possible_doubles(user: User, person: Person, *, limit: int = 20) -> list[Double]:
    """Records that may be the same person, for a user who may see both; none for whoever may not.

    Speaks for it: the same NIK, passport or telephone number, or a name alike with the same birth
    date, birth year or village. Two different NIKs speak against a name.
    """
    people = visible_people(user)
    if not people.filter(pk=person.pk).exists():
        return []
    passports = set(person.passports.values_list("country", "number"))
    phones = set(person.phones.values_list("number", flat=True))
    sure = Q(same_as=person) | Q(phones__number__in=phones)
    for country, number in passports:
        sure |= Q(passports__country=country, passports__number=number)
    if person.nik:
        sure |= Q(nik=person.nik)
    if person.same_as_id:
        sure |= Q(pk=person.same_as_id) | Q(same_as=person.same_as_id)
    others = people.exclude(pk=person.pk)
    candidates: dict[int, Any] = {other.pk: other for other in others.filter(sure).distinct()[:limit]}
    if person.full_name:
        alike = others.filter(full_name__trigram_similar=person.full_name)
        alike = alike.annotate(likeness=TrigramSimilarity("full_name", person.full_name))
        for other in alike.filter(likeness__gte=ALIKE).order_by("-likeness")[:limit]:
            candidates.setdefault(other.pk, other)
    doubles = []
    for other in candidates.values():
        reasons = _reasons(person, passports, phones, other)
        if reasons:
            doubles.append(Double(other, reasons))
    return doubles[:limit]


def _reasons(person: Person, passports: set[tuple[str, str]], phones: set[str], other: Person) -> list[str]:
    reasons = []
    if person.nik and person.nik == other.nik:
        reasons.append(_("NIK sama"))
    if passports & set(other.passports.values_list("country", "number")):
        reasons.append(_("Nomor paspor sama"))
    if phones & set(other.phones.values_list("number", flat=True)):
        reasons.append(_("Nomor telepon sama"))
    if hasattr(other, "likeness") and not (person.nik and other.nik and person.nik != other.nik):
        if person.birth_date and person.birth_date == other.birth_date:
            reasons.append(_("Nama mirip, tanggal lahir sama"))
        elif _birth_year(person) and _birth_year(person) == _birth_year(other):
            reasons.append(_("Nama mirip, tahun lahir sama"))
        elif person.village_id and person.village_id == other.village_id:
            reasons.append(_("Nama mirip, desa sama"))
    return reasons


def _birth_year(person: Person) -> int | None:
    return person.birth_date.year if person.birth_date else person.birth_year
