"""Two records of one person become one, and two again where that was a mistake. Both are events."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework import clock
from casework.audit import record
from casework.errors import NotAllowed, Refused
from casework.locks import in_order, lock_people
from casework.models.organisation import Organisation
from casework.models.person import Merge, Person
from casework.models.user import User
from casework.people.finding import visible_people

FILLED_IN = (
    "full_name",
    "nik",
    "birth_date",
    "birth_year",
    "sex",
    "village",
    "address",
    "education",
    "language",
)
"""What the record takes over from its double where it has nothing itself."""


@in_order
def merge(
    keep: Person,
    other: Person,
    by: User,
    office: Organisation,
    reason: str,
    request_id: uuid.UUID | None = None,
) -> Merge:
    """Make `other` a double of `keep`: one person from now on; his cases stay where they hang.

    Empty fields of `keep` are filled in from `other`, whose row stays as it was. Locks both rows;
    appends an event to both persons' chains. Raises `NotAllowed` unless `by` may see both, `Refused`
    where they bear different NIKs, one is a double already, or `keep` is no record.
    """
    keep, other = _locked(keep, other)
    if visible_people(by).filter(pk__in=[keep.pk, other.pk]).count() != 2:
        raise NotAllowed(_("Anda hanya dapat menggabungkan dua orang yang keduanya boleh Anda lihat."))
    if keep.same_as_id is not None:
        raise Refused(_("Gabungkan ke catatan utama orang ini, bukan ke salinannya."))
    if keep.nik and other.nik and keep.nik != other.nik:
        raise Refused(_("NIK keduanya berbeda. Perbaiki NIK yang salah lebih dulu."))
    at = clock.now()
    filled = [name for name in FILLED_IN if _is_empty(keep, name) and not _is_empty(other, name)]
    Person.objects.filter(merged_into=other).update(merged_into=keep)
    other.merged_into = keep
    other.save(update_fields=["merged_into"])
    for name in filled:
        setattr(keep, name, getattr(other, name))
    keep.save(update_fields=filled)
    done = Merge.objects.create(keep=keep, other=other, filled=filled, office=office, by=by, at=at)
    taken = {name: (None, _plain(keep, name)) for name in filled}
    _record_both(done, "person.merged", at, by, office, taken, reason, request_id)
    return done


@in_order
def unmerge(other: Person, by: User, office: Organisation, reason: str, request_id: uuid.UUID | None = None) -> Merge:
    """Undo the merge of a double: it and the doubles merged into it before are records again.

    Fields it filled in are emptied, unless they were corrected meanwhile. Raises `NotAllowed` unless
    `by` may see the record, `Refused` where there is no merge or the NIK went to a new record.
    """
    done = Merge.objects.select_related("keep").filter(other=other, undone_at__isnull=True).first()
    if done is None:
        raise Refused(_("Orang ini tidak sedang digabungkan."))
    keep, other = _locked(done.keep, other, expect_double=True)
    if not visible_people(by).filter(pk=keep.merged_into_id or keep.pk).exists():
        raise NotAllowed(_("Anda hanya dapat memisahkan orang yang boleh Anda lihat."))
    at = clock.now()
    emptied = [name for name in done.filled if getattr(keep, name) == getattr(other, name)]
    given_back = {name: (_plain(keep, name), None) for name in emptied}
    nobody = Person()
    for name in emptied:
        setattr(keep, name, getattr(nobody, name))
    keep.save(update_fields=emptied)
    other.merged_into = None
    try:
        with transaction.atomic():
            other.save(update_fields=["merged_into"])
    except IntegrityError:
        raise Refused(_("NIK orang ini kini tercatat pada orang lain. Perbaiki NIK lebih dulu.")) from None
    Person.objects.filter(pk__in=_merged_before(other)).update(merged_into=other)
    done.undone_by, done.undone_at = by, at
    done.save(update_fields=["undone_by", "undone_at"])
    _record_both(done, "person.unmerged", at, by, office, given_back, reason, request_id)
    return done


def _locked(keep: Person, other: Person, *, expect_double: bool = False) -> tuple[Person, Person]:
    if keep.pk == other.pk:
        raise Refused(_("Pilih dua orang yang berbeda."))
    lock_people([keep.pk, other.pk])
    rows = Person.objects.in_bulk([keep.pk, other.pk])
    keep, other = rows[keep.pk], rows[other.pk]
    if not expect_double and (keep.merged_into_id or other.merged_into_id):
        raise Refused(_("Salah satu sudah digabungkan. Buka catatan utamanya."))
    return keep, other


def _merged_before(other: Person) -> list[int]:
    """The doubles that were merged into a person, directly or by way of one another."""
    found: list[int] = []
    waiting = [other.pk]
    while waiting:
        merges = Merge.objects.filter(keep__in=waiting, undone_at__isnull=True)
        waiting = list(merges.values_list("other", flat=True))
        found += waiting
    return found


def _is_empty(person: Person, name: str) -> bool:
    return getattr(person, name) in (None, "")


def _plain(person: Person, name: str) -> Any:
    value = getattr(person, name)
    return value.code if name == "village" and value else value


def _record_both(
    done: Merge,
    act: str,
    at: Any,
    by: User,
    office: Organisation,
    fields: dict[str, tuple[Any, Any]],
    reason: str,
    request_id: uuid.UUID | None,
) -> None:
    """One event in each person's chain, the lower id first, which is the order heads are locked in."""
    why = {"reason_text": (None, reason)}
    events = {
        done.keep.pk: (done.keep.uid, {**fields, **why}, {"other": str(done.other.uid)}),
        done.other.pk: (done.other.uid, why, {"record": str(done.keep.uid)}),
    }
    for pk in sorted(events):
        chain, values, plain = events[pk]
        record(chain, act, at=at, actor=by, office=office, fields=values, extra=plain, request_id=request_id)
