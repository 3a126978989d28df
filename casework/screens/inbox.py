"""Which cases come first in a work list: read from an index for each office, never more than a page of each.

What a list costs depends on how many offices a person works in, not on how many cases they have: the walks are merged
in order of due date, and what is past the page is left unread. The statement only names candidates: who may see them is
decided by `visible_to()`, as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

_KEPT_FROM = (
    "SELECT y.case_id FROM casework_party y WHERE y.user_id = %(user)s AND y.until IS NULL"
    " UNION ALL SELECT y.case_id FROM casework_party y JOIN casework_case k ON k.id = y.case_id"
    " WHERE y.organisation_id = ANY(%(offices)s) AND y.until IS NULL AND NOT EXISTS (SELECT FROM casework_party z"
    " WHERE z.case_id = k.id AND z.organisation_id = k.holder_id AND z.organisation_id = ANY(%(offices)s)"
    " AND z.until IS NULL)"
)
"""The cases about the person or an office of his, without those that an office of his holds about itself."""


def _first(which: str, *, start: str = "casework_case c") -> str:
    """The first cases of one sort in one office; `office` is put into the text as a number.

    So the planner knows how many cases that very office has.
    """
    return (
        f"(SELECT c.ctid AS lies_at, c.due_at, c.id FROM {start} WHERE c.finished IS NULL AND {which}{{bound}}"  # noqa: S608
        f" AND c.id <> ALL(ARRAY({_KEPT_FROM}))"
        " ORDER BY c.due_at {way}, c.id {way} LIMIT %(limit)s)"
    )


_FOLLOWED = (
    " AND c.holder_id <> ALL(%(offices)s)"
    " AND EXISTS (SELECT FROM casework_participation p WHERE p.case_id = c.id AND p.organisation_id = {office:d}"
    " AND p.until IS NULL AND p.part IN ('monitor', 'status') OFFSET 0)"
)
"""OFFSET 0 keeps the planner from joining all that an office follows before it walks down the list."""
_OF_THE_ABSENT = (
    "(SELECT n.lies_at, n.due_at, n.id FROM casework_absence a JOIN casework_organisation o ON o.id = a.organisation_id"  # noqa: S608
    f" CROSS JOIN LATERAL {_first('c.holder_id = {office:d} AND c.officer_id = a.user_id')} n"
    " WHERE a.stand_in_id = %(user)s AND a.organisation_id = {office:d}"
    " AND a.since <= (kawal_now() AT TIME ZONE o.time_zone)::date"
    " AND a.until > (kawal_now() AT TIME ZONE o.time_zone)::date)"
)

OFFICE = (_first("c.holder_id = {office:d}"),)
MINE = (
    _first("c.holder_id = {office:d} AND c.officer_id = %(user)s"),
    _first("c.holder_id = {office:d} AND c.officer_id IS NULL"),
    _OF_THE_ABSENT,
)
"""His own, nobody's, and those of colleagues who are away today and for whom he stands in."""
TO_DECIDE = (
    _first(
        "c.holder_id = {office:d} AND p.proposed_by_id IS NULL AND p.settled_at IS NULL",
        start="casework_proposal p JOIN casework_case c ON c.id = p.case_id",
    ),
)
"""Whose closing the sweep proposed to the head."""
WAITING = (
    _first(
        "c.opener_id = {office:d} AND c.opener_id <> c.holder_id AND c.opener_id IS DISTINCT FROM c.handed_over_by_id"
        + _FOLLOWED
    ),
    _first("c.handed_over_by_id = {office:d}" + _FOLLOWED),
    _first(
        "d.kind = 'acceptance' AND d.alert_level > 0 AND d.met_at IS NULL AND d.ended_at IS NULL" + _FOLLOWED,
        start="casework_deadline d JOIN casework_case c ON c.id = d.case_id",
    ),
)
"""Opened here and not handed over last from here, which is the next; and not answered, and told to this office."""

_AFTER = " AND (c.due_at, c.id) > (%(due)s, %(id)s)"
_BEFORE = " AND (c.due_at, c.id) < (%(due)s, %(id)s)"
_NOTHING = "(SELECT c.ctid AS lies_at, c.due_at, c.id FROM casework_case c WHERE false)"

Sources = tuple[tuple[str, int], ...]
"""What is read for which office."""


def of(office_ids: Sequence[int], sorts: tuple[str, ...]) -> Sources:
    """These sorts of cases for each of these offices."""
    return tuple((sort, office) for sort in sorts for office in office_ids)


@dataclass(frozen=True)
class Inbox:
    """A list of open cases by due date: for whom, for which of his offices, and what feeds it."""

    user_id: int
    office_ids: Sequence[int]
    sources: Sources

    def holds(self, limit: int, *, after: tuple[datetime, int] | None, before: tuple[datetime, int] | None) -> RawSQL:
        """The condition that a case is one of at most `limit`: the first ones, those after a place, or the last before.

        A place is a due date and a case id. Cases about the person or an office of his are left out. For a
        queryset of cases that is no subquery: rows are found by where they lie in the table (ctid, which holds for one
        statement), which spares a look-up by key for each.
        """
        way = "DESC" if before else "ASC"
        bound = _BEFORE if before else _AFTER if after else ""
        due, pk = before or after or (None, None)
        branches = [sort.format(office=office, bound=bound, way=way) for sort, office in self.sources] or [_NOTHING]
        sql = (
            "casework_case.ctid = ANY(ARRAY("  # noqa: S608
            f"SELECT DISTINCT ON (i.due_at, i.id) i.lies_at FROM ({' UNION ALL '.join(branches)}) i"
            f" ORDER BY i.due_at {way}, i.id {way} LIMIT %(limit)s))"
        )
        values: dict[str, Any] = {"user": self.user_id, "offices": list(self.office_ids), "limit": limit}
        return _positional(sql, values | {"due": due, "id": pk})


def _positional(sql: str, values: dict[str, Any]) -> RawSQL:
    """The statement with its values in order: inside a queryset Django takes them only so."""
    first, *pieces = sql.split("%(")
    named = [piece.partition(")s") for piece in pieces]
    text = first + "".join("%s" + rest for _name, _end, rest in named)
    return RawSQL(text, [values[name] for name, _end, _rest in named], BooleanField())  # noqa: S611  (built from the texts above)
