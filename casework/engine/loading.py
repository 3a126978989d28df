"""Locking and reading what an act needs, in the one order: persons, cases by id, then the rest."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from casework.errors import NotPossible
from casework.locks import LocksMissing, lock_cases, lock_people
from casework.models import Case, CaseLink, Step, User
from casework.stages import flow_of

RELATED = frozenset({"parent", "children", "linked"})


@dataclass(frozen=True)
class Handled:
    """A request that was already handled: its answer, the case it was about and who sent it."""

    answer: dict[str, Any]
    case_id: int
    actor_id: int | None

    def answered(self, actor: User | None, case_id: int | None = None) -> dict[str, Any]:
        """The first answer again. Raises NotPossible when the request was another person's or another case's.

        `actor` is None for what an operator's command does.
        """
        if self.actor_id != (actor.pk if actor else None) or case_id not in (None, self.case_id):
            raise NotPossible(_("Formulir ini sudah dipakai untuk hal lain. Buka halamannya sekali lagi."))
        return self.answer


@dataclass
class Loaded:
    """A case as it stands under its lock, with the related cases that the act looks at."""

    case: Case
    step: Step | None
    now: datetime
    reference_version: int
    handled: Handled | None
    related: dict[int, Case] = field(default_factory=dict)
    links: dict[int, set[int]] = field(default_factory=dict)


def load(
    case_id: int, kind: str, *, looks_at: frozenset[str], person_id: int | None, request_id: uuid.UUID | None
) -> Loaded:
    """Lock a case with what a move looks at, then read them. Call within `in_order()`.

    What is linked is looked at again after the wait; LocksMissing when something was linked meanwhile.
    """
    wants_related = bool(looks_at & RELATED)
    near = near_cases(case_id) if wants_related else Near({}, set())
    if "person" in looks_at and person_id:
        lock_people([person_id])
    lock_cases({case_id, *near.kinds})
    if wants_related and (missing := near_cases(case_id).kinds.keys() - near.kinds.keys()):
        raise LocksMissing(cases=missing)
    case = read_case(case_id, kind)
    step = Step.objects.select_related("holder", "sent_by").filter(process_id=case_id).order_by("-seq").first()
    now, version, handled = read_context(request_id)
    loaded = Loaded(case, step, max(now, case.last_act_at), version, handled)
    read_near(loaded, near)
    return loaded


def read_case(case_id: int, kind: str) -> Case:
    """The case as an instance of its own kind, with what every act needs of its offices."""
    model = flow_of(kind).process_class
    case = model.objects.select_related("holder", "opener", "person", "region", "officer").get(pk=case_id)
    remember(case)
    return case


def remember(case: Case) -> None:
    """Keep the column values as read, so that only what changed is written."""
    case.as_read = {f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields}


def read_context(request_id: uuid.UUID | None) -> tuple[datetime, int, Handled | None]:
    """The time after the lock, the version of the reference data, and the answer already given to a request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kawal_now(), (SELECT version FROM casework_referenceversion), h.answer, h.case_id, h.actor_id "
            "FROM (VALUES (1)) AS one LEFT JOIN casework_handledrequest h ON h.request_id = %s",
            [request_id],
        )
        now, version, answer, case_id, actor_id = cursor.fetchone()
    return now, version or 0, Handled(json.loads(answer), case_id, actor_id) if answer else None


@dataclass(frozen=True)
class Near:
    """The cases near one: their kinds by id, and which of them any link leads to."""

    kinds: dict[int, str]
    linked: set[int]


def near_cases(case_id: int) -> Near:
    """A case's parent, what is linked with it directly or through one other case, and the children of them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH links AS (
                SELECT one_id, other_id FROM casework_caselink WHERE until IS NULL
                UNION ALL SELECT other_id, one_id FROM casework_caselink WHERE until IS NULL
            ), linked AS (
                SELECT a.other_id AS id FROM links a WHERE a.one_id = %(id)s
                UNION SELECT b.other_id FROM links a JOIN links b ON b.one_id = a.other_id WHERE a.one_id = %(id)s
            )
            SELECT c.id, c.kind, c.id IN (SELECT id FROM linked)
            FROM casework_case c
            WHERE c.id <> %(id)s
              AND (c.id IN (SELECT id FROM linked)
                   OR c.parent_id = %(id)s
                   OR c.parent_id IN (SELECT id FROM linked)
                   OR c.id = (SELECT parent_id FROM casework_case WHERE id = %(id)s))
            """,
            {"id": case_id},
        )
        rows = cursor.fetchall()
    return Near({pk: kind for pk, kind, _linked in rows}, {pk for pk, _kind, is_linked in rows if is_linked})


def read_near(loaded: Loaded, near: Near) -> None:
    """Read the cases near one, and how they are linked; no statement where there are none."""
    loaded.related = read_related(near.kinds)
    if near.linked:
        loaded.links = read_links({loaded.case.pk, *near.kinds})


def read_related(kinds: Mapping[int, str]) -> dict[int, Case]:
    """Cases as instances of their kinds, by id; one statement per kind."""
    related: dict[int, Case] = {}
    for kind in sorted(set(kinds.values())):
        wanted = [pk for pk, of in kinds.items() if of == kind]
        model = flow_of(kind).process_class
        for one in model.objects.select_related("holder", "opener", "person", "region").filter(pk__in=wanted):
            remember(one)
            related[one.pk] = one
    return dict(sorted(related.items()))


def read_links(ids: Iterable[int]) -> dict[int, set[int]]:
    """Which of these cases are linked with which."""
    links: dict[int, set[int]] = {}
    wanted = list(ids)
    rows = CaseLink.objects.filter(Q(one__in=wanted) & Q(other__in=wanted), until__isnull=True)
    for one, other in rows.values_list("one_id", "other_id"):
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    return links


def last_step(case: Case) -> Step | None:
    """The open step, or of an ended case the last one."""
    return Step.objects.select_related("holder", "sent_by").filter(process_id=case.pk).order_by("-seq").first()
