"""Appending one event by itself, for what is not an act of the engine (people, offices, access)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from casework.audit.body import EventBody
from casework.locks import writes_now

if TYPE_CHECKING:
    from casework.audit.openings import Opening
    from casework.models import Organisation, User


@dataclass(frozen=True)
class Recorded:
    """Where an event stands in its chain."""

    seq: int
    hash: bytes


def record(
    chain: uuid.UUID,
    act: str,
    *,
    at: datetime,
    actor: User | None,
    office: Organisation | None = None,
    fields: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
    extra: Mapping[str, Any] | None = None,
    request_id: uuid.UUID | None = None,
) -> Recorded:
    """Append an event to a chain, last in the caller's transaction; one statement.

    Arguments are those of `EventBody`; `extra` holds values that are neither personal nor free text.
    """
    body, event_id, openings = EventBody(
        chain=chain,
        act=act,
        at=at,
        actor=actor,
        office=office,
        fields=fields or {},
        reason=reason,
        plain=extra or {},
        request_id=request_id,
    ).build()
    return append(chain, body, event_id, openings)


def append(chain: uuid.UUID, body: bytes, event_id: uuid.UUID, openings: list[Opening]) -> Recorded:
    """Call `audit.append()`; the only way an event comes into being."""
    writes_now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, hash FROM audit.append(%s, %s, %s, %s, %s, %s)",
            [
                chain,
                body,
                event_id,
                [opening.path for opening in openings],
                [opening.salt for opening in openings],
                [opening.ciphertext for opening in openings],
            ],
        )
        seq, digest = cursor.fetchone()
    return Recorded(seq, bytes(digest))
