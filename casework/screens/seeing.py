"""A case as one person may see it: the way every screen of a case begins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest

from casework.access import Depth, Standing
from casework.engine.loading import Loaded, look
from casework.models import Case, User
from casework.prepared import CompiledQuery
from casework.screens.frame import user_of


@dataclass(frozen=True)
class Seen:
    """A case with what is related to it, where the person stands towards it, and how much he sees."""

    loaded: Loaded
    where: Standing
    depth: Depth

    @property
    def case(self) -> Case:
        return self.loaded.case

    @property
    def now(self) -> datetime:
        return self.loaded.now

    @property
    def in_full(self) -> bool:
        return self.depth >= Depth.MONITOR

    @property
    def sealed_fields(self) -> bool:
        """Whether contacts and safety notes of a sealed case are shown: only to those who work on it."""
        return self.depth == Depth.FULL or (self.in_full and not self.case.sealed)


def find(request: HttpRequest, uid: uuid.UUID) -> Case:
    """The case a person asked for, as the bare row all kinds have. Raises Http404 for strangers."""
    found = _found(request, uid)
    if not found:
        raise Http404
    return found[0]


def is_seen(request: HttpRequest, uid: uuid.UUID) -> bool:
    """Whether a person sees anything of a case; one query."""
    return bool(_found(request, uid))


def _found(request: HttpRequest, uid: uuid.UUID) -> list[Any]:
    user = user_of(request)
    return _SEEN.rows(user.pk, uid) if user.is_active else []


def see(request: HttpRequest, uid: uuid.UUID, *, least: Depth = Depth.STATUS) -> Seen:
    """The case a person asked for. Raises Http404 for strangers and for whoever sees less than `least`."""
    user = user_of(request)
    loaded = look(find(request, uid), actor=user)
    where = loaded.standing_of(user)
    depth = where.depth(loaded.case)
    if depth < max(least, Depth.STATUS):
        raise Http404
    return Seen(loaded, where, depth)


def _seen(user_id: int, uid: uuid.UUID) -> Any:
    return Case.objects.visible_to(User(pk=user_id, is_active=True)).filter(uid=uid)


_SEEN = CompiledQuery(_seen, -1, uuid.UUID(int=0))
