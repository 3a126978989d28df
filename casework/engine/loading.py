"""Locking and reading what an act needs, in the one order: persons, cases by id, then the rest."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from casework.locks import lock_rows
from casework.models import Case, CaseLink, Step
from casework.stages import flow_of

RELATED = frozenset({"parent", "children", "linked"})


class LinksChanged(Exception):
    """A case was linked or opened between looking and locking; look and lock again."""


@dataclass
class Loaded:
    """A case as it stands under its lock, with the related cases that the act looks at."""

    case: Case
    step: Step | None
    now: datetime
    reference_version: int
    answer: dict[str, Any] | None
    related: dict[int, Case] = field(default_factory=dict)
    links: dict[int, set[int]] = field(default_factory=dict)


def load(
    case_id: int, kind: str, *, looks_at: frozenset[str], person_id: int | None, request_id: uuid.UUID | None
) -> Loaded:
    """Lock a case with what a move looks at, then read them. Call inside a transaction.

    Raises LinksChanged when what is linked changed while the locks were waited for.
    """
    wants_related = bool(looks_at & RELATED)
    ids = related_ids(case_id) if wants_related else {case_id}
    if "person" in looks_at and person_id:
        lock_rows("casework_person", [person_id])
    lock_rows("casework_case", ids)
    if wants_related and not related_ids(case_id) <= ids:
        raise LinksChanged
    case = read_case(case_id, kind)
    step = Step.objects.select_related("holder", "sent_by").filter(process_id=case_id).order_by("-seq").first()
    now, version, answer = read_context(request_id)
    loaded = Loaded(case, step, max(now, case.last_act_at), version, answer)
    if wants_related:
        loaded.related = read_related(ids - {case_id}, case)
        loaded.links = read_links(ids)
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


def read_context(request_id: uuid.UUID | None) -> tuple[datetime, int, dict[str, Any] | None]:
    """The time after the lock, the version of the reference data, and the answer already given to a request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kawal_now(), (SELECT version FROM casework_referenceversion), "
            "(SELECT answer FROM casework_handledrequest WHERE request_id = %s)",
            [request_id],
        )
        now, version, answer = cursor.fetchone()
    return now, version or 0, json.loads(answer) if answer else None


def related_ids(case_id: int) -> set[int]:
    """The case itself, its parent, what is linked with it directly or through one other case, and their children."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH linked AS (
                SELECT one_id, other_id FROM casework_caselink WHERE until IS NULL
                UNION ALL SELECT other_id, one_id FROM casework_caselink WHERE until IS NULL
            ), near AS (
                SELECT %(id)s::bigint AS id
                UNION SELECT a.other_id FROM linked a WHERE a.one_id = %(id)s
                UNION SELECT b.other_id FROM linked a JOIN linked b ON b.one_id = a.other_id WHERE a.one_id = %(id)s
            )
            SELECT id FROM near
            UNION SELECT c.parent_id FROM casework_case c WHERE c.id = %(id)s AND c.parent_id IS NOT NULL
            UNION SELECT c.id FROM casework_case c WHERE c.parent_id IN (SELECT id FROM near)
            """,
            {"id": case_id},
        )
        return {row[0] for row in cursor.fetchall()}


def read_related(ids: Iterable[int], case: Case) -> dict[int, Case]:
    """Related cases as instances of their kinds, by id."""
    kinds = dict(Case.objects.filter(pk__in=list(ids)).values_list("pk", "kind"))
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
