"""Building the bytes of an event. The fields are fixed: `docs/auditing.md` lists them."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

from casework.audit.canonical import canonical
from casework.audit.openings import Opening, commit

if TYPE_CHECKING:
    from casework.models import Organisation, User


@dataclass
class EventBody:
    """One event before it is written.

    Arguments:
        chain: the opaque id of the case (or person) whose chain it joins. act: a declared code.
        at: server time after the lock. actor, office, role: who, for which office, in which capacity.
        channel: `web`, `import`, `job`, `command`. behalf: code of the outsider whose act is recorded.
        state_from, state_to, definition: states, and the workflow with its version.
        due: old and new due dates with rule, as plain JSON. reason: a code.
        fields: path -> (old, new): every personal or free-text value; only commitments are hashed.
        documents: id, size and SHA-256 of files; the hash is committed too.
        plain: further values that are neither personal nor free text.
    """

    chain: uuid.UUID
    act: str
    at: datetime
    actor: User | None = None
    office: Organisation | None = None
    role: str = ""
    channel: str = "web"
    behalf: str = ""
    confirmed_by: User | None = None
    state_from: str = ""
    state_to: str = ""
    definition: str = ""
    due: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    documents: Sequence[Mapping[str, Any]] = ()
    plain: Mapping[str, Any] = field(default_factory=dict)
    request_id: uuid.UUID | None = None

    def build(self) -> tuple[bytes, uuid.UUID, list[Opening]]:
        """The canonical bytes, the event's id and the openings to store beside them."""
        event_id = uuid7()
        openings: list[Opening] = []

        def committed(path: str, value: Any) -> str | None:
            if value in (None, ""):
                return None
            code, opening = commit(str(event_id), path, plain_value(value))
            openings.append(opening)
            return code

        body = {
            "v": 1,
            "origin": origin(),
            "id": str(event_id),
            "case": str(self.chain),
            "at": timestamp(self.at),
            "client_at": None,
            "actor": {
                "user": str(self.actor.uid) if self.actor else None,
                "office": str(self.office.uid) if self.office else None,
                "role": self.role,
                "channel": self.channel,
                "mfa": None,
                "for": self.behalf or None,
                "second": str(self.confirmed_by.uid) if self.confirmed_by else None,
            },
            "act": self.act,
            "from": self.state_from or None,
            "to": self.state_to or None,
            "wf": self.definition or None,
            "due": [plain_value(item) for item in self.due],
            "reason": self.reason or None,
            "f": {
                path: {"o": committed(f"{path}.o", old), "n": committed(f"{path}.n", new)}
                for path, (old, new) in sorted(self.fields.items())
            },
            "doc": [
                {
                    "id": str(item["id"]),
                    "size": item["size"],
                    "sha256": committed(f"doc.{item['id']}", item["sha256"]),
                }
                for item in self.documents
            ],
            "x": plain_value(self.plain),
            "req": str(self.request_id) if self.request_id else None,
        }
        return canonical(body), event_id, openings


@lru_cache(maxsize=1)
def origin() -> str:
    """The identity of this log, drawn when the database was made; read once per process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM audit.origin")
        return cursor.fetchone()[0]


def timestamp(moment: datetime) -> str:
    """The one way a time is written in an event: UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def plain_value(value: Any) -> Any:
    """A value as JSON the canonical profile allows: dates, decimals and ids as strings."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, (dict, Mapping)):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_value(item) for item in value]
    return str(value)


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)
