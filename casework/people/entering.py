"""A person entered or completed by somebody: registered, recorded, and told to whom it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from casework import clock
from casework.audit import record
from casework.engine.telling import tell_cases
from casework.errors import Invalid
from casework.locks import in_order, lock_people, lock_request
from casework.models.case import Case
from casework.models.organisation import Organisation
from casework.models.person import Alias, NextOfKin, Person, Phone
from casework.models.user import User
from casework.people.numbers import clean_nik, clean_passport_number, clean_phone
from casework.people.registering import (
    KinData,
    PassportData,
    PersonData,
    PhoneData,
    Registered,
    add_passport,
    register,
    set_nik,
)


@in_order
def enter(data: PersonData, by: User, office: Organisation, request_id: uuid.UUID) -> Registered:
    """Register a person by himself, without a case, and record it on his chain.

    The request id becomes the opaque id of a new row: a form sent twice enters one person. Holders of
    open cases of somebody known by the same number are told. Raises `Invalid` as `register()` does.
    """
    lock_request(request_id)
    before = Person.objects.filter(uid=request_id, created_by=by).first()
    if before is not None:
        return Registered(before)
    registered = register(data, by, office)
    if registered.existing:
        return registered
    person = registered.person
    person.uid = request_id
    person.save(update_fields=["uid"])
    tell_holders(registered.tell)
    record(
        person.uid,
        "person.registered",
        at=clock.now(),
        actor=by,
        office=office,
        fields={"name": (None, person.shown_name)},
        request_id=request_id,
    )
    return registered


@in_order
def give_nik(person: Person, nik: str, by: User, office: Organisation) -> Registered:
    """Give a person without one his NIK; as `set_nik()`, recorded and told. Raises `Invalid` where he has another."""
    person = _locked(person)
    old = person.nik
    if old and old != clean_nik(nik):
        said = _("Orang ini sudah mempunyai NIK lain. Bila salah, perbaiki dalam kasusnya, dengan orang kedua.")
        raise Invalid({"nik": [said]})
    registered = set_nik(person, nik, by)
    tell_holders(registered.tell)
    _record(person, "person.nik_given", by, office, "nik", person.nik, old)
    return registered


@in_order
def give_passport(person: Person, passport: PassportData, by: User, office: Organisation) -> Registered:
    """Add a passport unless the person already has it; recorded and told."""
    person = _locked(person)
    if person.passports.filter(country=passport.country, number=clean_passport_number(passport.number)).exists():
        return Registered(person, existing=True)
    registered = add_passport(person, passport, by)
    tell_holders(registered.tell)
    _record(person, "person.passport_added", by, office, "passport", f"{passport.country} {passport.number}")
    return registered


@in_order
def give_phone(
    person: Person, phone: PhoneData, by: User, office: Organisation, check: Callable[[], None] = lambda: None
) -> Phone:
    """Add a telephone number, or say anew whether it is safe. Raises `ValueError` for no number.

    `check` is asked once the person is locked, and raises where somebody else said something of it meanwhile.
    """
    person = _locked(person)
    check()
    number = clean_phone(phone.number)
    said = {"label": phone.label, "unsafe": phone.unsafe, "is_whatsapp": phone.is_whatsapp}
    row, _created = Phone.objects.update_or_create(person=person, number=number, defaults=said)
    _record(person, "person.phone_added", by, office, "phone", {"number": number, **said})
    return row


@in_order
def give_alias(person: Person, name: str, by: User, office: Organisation) -> Alias:
    """Add another name the person goes by."""
    person = _locked(person)
    row, created = Alias.objects.get_or_create(person=person, name=" ".join(name.split()))
    if created:
        _record(person, "person.alias_added", by, office, "alias", row.name)
    return row


@in_order
def give_kin(person: Person, kin: KinData, by: User, office: Organisation) -> NextOfKin:
    """Add somebody to tell. Raises `ValueError` for what is no telephone number."""
    person = _locked(person)
    phone = clean_phone(kin.phone) if kin.phone else ""
    row, created = NextOfKin.objects.get_or_create(person=person, name=kin.name, relation=kin.relation, phone=phone)
    if created:
        _record(person, "person.kin_added", by, office, "kin", f"{kin.name} ({kin.relation}) {phone}")
    return row


def tell_holders(cases: Iterable[Case]) -> None:
    """Append to each case that its person was entered elsewhere too; nobody is named, nothing moves.

    Call within `in_order()`, before any other chain is appended to.
    """
    tell_cases([case.pk for case in cases], "known_elsewhere")


def _locked(person: Person) -> Person:
    lock_people([person.pk])
    return Person.objects.get(pk=person.pk)


def _record(
    person: Person, act: str, by: User, office: Organisation, path: str, new: object, old: object = None
) -> None:
    record(person.uid, act, at=clock.now(), actor=by, office=office, fields={path: (old, new)})
