"""Keeping a half-typed opening form for its writer, for seven calendar days (specification, section 0)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from casework import clock
from casework.models import Organisation, SavedForm, User

DAYS_KEPT = 7
"""Calendar days; the last one counts whole, by the office's clock."""


def saved_forms_of(user: User) -> QuerySet[SavedForm]:
    """The forms a person may go on with, the last saved first."""
    return SavedForm.objects.filter(user=user, expires_at__gt=clock.now()).order_by("-saved_at", "-pk")


def save_form(
    user: User, office: Organisation, kind: str, address: str, data: dict[str, Any], uid: uuid.UUID | None = None
) -> SavedForm:
    """Keep what was typed; under `uid`, in place of what he saved there before."""
    now = clock.now()
    last_day = clock.local(now, office.time_zone).date() + timedelta(days=DAYS_KEPT)
    kept = {
        "office": office,
        "kind": kind,
        "address": address,
        "data": data,
        "saved_at": now,
        "expires_at": clock.end_of_day(last_day, office.time_zone),
    }
    saved = saved_forms_of(user).filter(uid=uid).first() if uid else None
    if saved is None:
        return SavedForm.objects.create(user=user, **kept)
    for name, value in kept.items():
        setattr(saved, name, value)
    saved.save()
    return saved


def delete_expired() -> int:
    """Delete the forms whose time is over; returns how many."""
    return SavedForm.objects.filter(expires_at__lte=clock.now()).delete()[0]
