"""Entering a person: known numbers lead to the record that is there, or are linked out of sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django_countries import countries

from casework import clock
from casework.errors import Invalid
from casework.locks import made, writes_now
from casework.models.case import Case
from casework.models.organisation import Organisation
from casework.models.person import Alias, NextOfKin, Passport, Person, Phone
from casework.models.region import Region
from casework.models.user import User
from casework.people.finding import visible_people
from casework.people.numbers import (
    EARLIEST_BIRTH_YEAR,
    Checked,
    check_birth_date,
    check_passport,
    clean_nik,
    clean_passport_number,
    clean_phone,
    validate_nik,
)
from casework.people.records import open_cases_of, record_of

if TYPE_CHECKING:
    from casework.acting import Act


@dataclass(frozen=True)
class PhoneData:
    number: str
    label: str = ""
    unsafe: bool = False
    is_whatsapp: bool = False


@dataclass(frozen=True)
class PassportData:
    """`country` is ISO 3166-1 alpha-2, of the state that issued it."""

    country: str
    number: str
    issued: date | None = None
    expires: date | None = None


@dataclass(frozen=True)
class KinData:
    name: str
    relation: str
    phone: str = ""


@dataclass(frozen=True)
class PersonData:
    """What somebody typed about a person; a name or a description is all that must be there."""

    full_name: str = ""
    description: str = ""
    nik: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    village: Region | None = None
    address: str = ""
    education: str = ""
    language: str = ""
    phones: Sequence[PhoneData] = ()
    passports: Sequence[PassportData] = ()
    aliases: Sequence[str] = ()
    next_of_kin: Sequence[KinData] = ()
    is_invented: bool = False


@dataclass(frozen=True)
class Registered:
    """The row a case is to hang on.

    `existing`: the person was there and the user may see him; nothing was written. `hidden_link`: the
    number is known, but the user may not see whose it is, and must not learn of it; `tell` are the
    open cases whose holders hear of it. `warnings` are for the user, in words.
    """

    person: Person
    existing: bool = False
    hidden_link: bool = False
    tell: list[Case] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def register(data: PersonData, by: User, office: Organisation) -> Registered:
    """Enter a person for an office, or find the record that carries the NIK or passport typed.

    1. Check and clean what was typed; `Invalid` names the fields that are wrong.
    2. A row that carries one of the numbers and that the user may see: he is brought to it.
    3. One he may not see: what he typed becomes a row of its own, linked to it out of his sight.
    4. Else the person is entered. Somebody who entered him a moment before wins, and 2 or 3 applies.
    """
    data, warnings = cleaned(data)
    writes_now()
    found = _already_there(data, by, office, warnings)
    if found:
        return found
    try:
        with transaction.atomic():
            return Registered(_enter(data, by, office), warnings=warnings)
    except IntegrityError:
        found = _already_there(data, by, office, warnings)
        if found is None:
            raise
        return found


def register_in(act: Act, data: PersonData, shown_as: Mapping[str, str] | None = None) -> Person:
    """Enter a person in an act of a case; the offices that hold cases about him are told by the same act.

    Arguments: `shown_as`, under which name the form of the act shows a field of `data`, if not its own.
    Raises `Invalid` with the names of the form.
    """
    try:
        found = register(data, act.actor, act.office)
    except Invalid as wrong:
        names = shown_as or {}
        raise Invalid({names.get(name, name): errors for name, errors in wrong.errors.items()}) from None
    for case in found.tell:
        act.tell(case, "known_elsewhere")
    return found.person


def set_nik(person: Person, nik: str, by: User) -> Registered:
    """Give a row its NIK, correct it or ('') take it away; a known one is treated as `register()` does.

    The row keeps what it says and is linked, out of sight, to the record that carries the number;
    whoever may see both can merge them. Raises `Invalid` for what cannot be a NIK.
    """
    checked = validate_nik(nik, person.birth_date, person.sex) if nik else Checked()
    if checked.errors:
        raise Invalid({"nik": checked.errors})
    person.nik = clean_nik(nik)
    return _save_linked(person, by, checked.warnings)


def add_passport(person: Person, passport: PassportData, by: User) -> Registered:
    """Add a passport to a row; a known one is treated as `register()` does (see `set_nik()`)."""
    data, warnings = cleaned(PersonData(description="-", passports=[passport]))
    return _save_linked(person, by, warnings, data.passports)


def cleaned(data: PersonData) -> tuple[PersonData, list[str]]:
    """The data in stored form and the warnings about it; `Invalid` with messages by field."""
    errors: dict[str, list[str]] = {}
    warnings: list[str] = []
    if not data.full_name.strip() and not data.description.strip():
        errors["full_name"] = [_("Isi nama, atau keterangan bila nama belum diketahui.")]
    if data.birth_year and not EARLIEST_BIRTH_YEAR <= data.birth_year <= clock.now().year:
        errors["birth_year"] = [_("Tahun lahir tidak mungkin.")]
    if data.birth_date and check_birth_date(data.birth_date):
        errors["birth_date"] = check_birth_date(data.birth_date)
    if data.nik:
        checked = validate_nik(data.nik, data.birth_date, data.sex)
        warnings += checked.warnings
        if checked.errors:
            errors["nik"] = checked.errors
    for passport in data.passports:
        checked = check_passport(passport.number)
        warnings += checked.warnings
        wrong = list(checked.errors)
        if passport.country not in countries:
            wrong.append(_("Pilih negara penerbit paspor."))
        if passport.issued and passport.expires and passport.expires <= passport.issued:
            wrong.append(_("Paspor harus berlaku sampai sesudah tanggal terbit."))
        if wrong:
            errors.setdefault("passports", []).extend(wrong)
    phones: list[PhoneData] = []
    for phone in data.phones:
        try:
            phones.append(replace(phone, number=clean_phone(phone.number)))
        except ValueError as error:
            errors.setdefault("phones", []).append(str(error))
    kin: list[KinData] = []
    for relative in data.next_of_kin:
        try:
            kin.append(replace(relative, phone=clean_phone(relative.phone) if relative.phone else ""))
        except ValueError as error:
            errors.setdefault("next_of_kin", []).append(str(error))
    if errors:
        raise Invalid(errors)
    clean = replace(
        data,
        full_name=" ".join(data.full_name.split()),
        description=" ".join(data.description.split()),
        nik=clean_nik(data.nik),
        phones=phones,
        passports=[replace(each, number=clean_passport_number(each.number)) for each in data.passports],
        aliases=list(dict.fromkeys(" ".join(alias.split()) for alias in data.aliases if alias.strip())),
        next_of_kin=kin,
    )
    return clean, warnings


def _already_there(data: PersonData, by: User, office: Organisation, warnings: list[str]) -> Registered | None:
    known = _carrying(data)
    if not known:
        return None
    visible = set(visible_people(by).filter(pk__in=[row.pk for row in known]).values_list("pk", flat=True))
    for row in known:
        if row.pk in visible:
            return Registered(row, existing=True, warnings=warnings)
    records = [row for row in known if row.same_as_id is None]
    with transaction.atomic():
        person = _enter(data, by, office, same_as=records[0])
    return Registered(person, hidden_link=True, tell=_to_tell(records, person), warnings=warnings)


def _carrying(data: PersonData, *, besides: Person | None = None) -> list[Person]:
    """The rows that carry one of the numbers, merged ones by their record; records and NIKs first."""
    numbers = Q(pk__in=[])
    if data.nik:
        numbers |= Q(nik=data.nik)
    for passport in data.passports:
        numbers |= Q(passports__country=passport.country, passports__number=passport.number)
    rows = Person.objects.filter(numbers).select_related("merged_into").distinct()
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    found = {record.pk: record for record in map(record_of, rows)}
    return sorted(found.values(), key=lambda row: (row.same_as_id is not None, row.nik != data.nik, row.pk))


def _save_linked(person: Person, by: User, warnings: list[str], more: Sequence[PassportData] = ()) -> Registered:
    """Save a row after its numbers changed: linked to the record that carries one of them, else a record."""
    writes_now()
    try:
        return _try_save_linked(person, by, warnings, more)
    except IntegrityError:  # somebody entered the same number a moment before: now it is known
        return _try_save_linked(person, by, warnings, more)


@transaction.atomic
def _try_save_linked(person: Person, by: User, warnings: list[str], more: Sequence[PassportData]) -> Registered:
    own = [PassportData(str(held.country), held.number) for held in person.passports.all()]
    known = _carrying(PersonData(nik=person.nik, passports=[*own, *more]), besides=person)
    records = [row for row in known if row.same_as_id is None]
    person.same_as = records[0] if records else None
    person.save(update_fields=["nik", "same_as"])
    if records:
        person.hidden_doubles.update(same_as=records[0])
    person.passports.update(is_copy=bool(records))
    _add_passports(person, more, is_copy=bool(records))
    seen = set(visible_people(by).filter(pk__in=[row.pk for row in records]).values_list("pk", flat=True))
    unseen = [row for row in records if row.pk not in seen]
    return Registered(person, hidden_link=bool(unseen), tell=_to_tell(unseen, person), warnings=warnings)


def _to_tell(records: list[Person], besides: Person) -> list[Case]:
    cases = {case.pk: case for record in records for case in open_cases_of(record) if case.person_id != besides.pk}
    return [cases[pk] for pk in sorted(cases)]


def _enter(data: PersonData, by: User, office: Organisation, *, same_as: Person | None = None) -> Person:
    person = Person.objects.create(
        full_name=data.full_name,
        description=data.description,
        nik=data.nik,
        birth_date=data.birth_date,
        birth_year=data.birth_year,
        sex=data.sex,
        village=data.village,
        address=data.address,
        education=data.education,
        language=data.language,
        is_invented=data.is_invented,
        same_as=same_as,
        created_at=clock.now(),
        created_by=by,
        created_office=office,
    )
    made(people=[person.pk])
    Phone.objects.bulk_create([Phone(person=person, **vars(phone)) for phone in data.phones], ignore_conflicts=True)
    Alias.objects.bulk_create([Alias(person=person, name=alias) for alias in data.aliases])
    NextOfKin.objects.bulk_create([NextOfKin(person=person, **vars(kin)) for kin in data.next_of_kin])
    _add_passports(person, data.passports, is_copy=same_as is not None)
    return person


def _add_passports(person: Person, passports: Sequence[PassportData], *, is_copy: bool) -> None:
    Passport.objects.bulk_create([Passport(person=person, is_copy=is_copy, **vars(passport)) for passport in passports])
