"""Killing processes while they move cases, and looking what is left."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path
from typing import Any

from django.db import connection

from casework import engine
from casework.errors import Stale
from casework.models import Case, User
from tests.factories.cases import fresh
from tests.invariants import broken
from tests.project.clients import wait_until
from tests.races.crowd import Member, crowd_in

COMPANIONS = 3
"""So many others move the same cases meanwhile."""
LONGEST_MOVE = 14
"""Statements; a process is killed at one of them."""


def kill_in_the_middle(database: str, folder: Path, cases: list[Case], chances: Iterable[random.Random]) -> None:
    """Kill one process after another in the middle of a move of a case of each kind in turn, while others move all.

    After each, every promise holds for all cases, and the request it was at, sent again, has one effect.
    """
    ids, kinds = [case.pk for case in cases], sorted({case.kind for case in cases})
    with crowd_in(database, folder) as crowd:
        companions = [crowd.start("until_killed", cases=ids, seed=number) for number in range(COMPANIONS)]
        for kind, chance in zip(cycle(kinds), chances, strict=False):
            of_kind = [case.pk for case in cases if case.kind == kind]
            member = crowd.start("until_killed", cases=of_kind, seed=chance.randrange(2**32))
            _kill_and_look(member, chance)
        for companion in companions:
            _kill_and_look(companion, random.Random(0))


def _kill_and_look(member: Member, chance: random.Random) -> None:
    backend = member.hear()["backend"]
    told = [member.hear() for _statement in range(chance.randrange(1, 4 * LONGEST_MOVE))]
    told += member.kill()
    wait_until(lambda: not _lives(backend))
    assert broken() == []
    requests = [one for one in told if "request" in one]
    if requests:
        _sent_again(requests[-1])
        assert broken() == []


def _lives(backend: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", [backend])
        return cursor.fetchone()[0]


def _sent_again(request: dict[str, Any]) -> None:
    """Send the request again: it happens now, or gets the first answer, or the case has moved on without it."""
    case = fresh(Case.objects.get(pk=request["case"]))
    arguments = {
        "actor": User.objects.get(pk=request["actor"]),
        "version": request["version"],
        "request_id": uuid.UUID(request["request"]),
        "data": request["data"],
        "confirmed_by": User.objects.filter(pk=request["confirmed_by"]).first(),
    }
    try:
        outcome = engine.advance(case, request["verb"], **arguments)
    except Stale:
        assert _effects(request) == 0
        return
    assert engine.advance(case, request["verb"], **arguments) == outcome
    assert _effects(request) == 1


def _effects(request: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM audit.event WHERE convert_from(body, 'UTF8')::jsonb ->> 'req' = %s",
            [request["request"]],
        )
        return cursor.fetchone()[0]
