"""Copying cases set-based, as the schema's owner, with every constraint and trigger on.

A copy differs from its pattern in ids, number, worker, offices, people who acted, and in all its times, which lie up to
eight weeks earlier. Its events say so, and each carries the true hash of its own chain. The openings of their
commitments are not copied: they belong to one event only, and a chain verifies without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import models

from bench.loading.offices import BP3MIS, OFFICERS, village_of
from bench.loading.patterns import PLACE, SHARES
from casework.models import Case, Deadline, Membership, Organisation, Participation, Party, Person, Region, Step, User
from workflows.complaint.models import ComplaintCase

AT_ONCE = 100_000
"""Cases of one transaction: deferred checks are kept in memory until its end."""
PER_PERSON = 10
SPREAD = 56 * 24 * 3600
"""Seconds over which the copies' beginnings lie apart."""

COPIED = (Person, Case, ComplaintCase, Step, Deadline, Participation, Party)
SIDES = ("district", "village", "bp3mi")
"""The offices of a place that a copy has instead of its pattern's, each with one person who acts."""

_TIME = """to_char(({}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""


def copy_cases(owner: psycopg.Connection, patterns: list[Case], count: int, districts: int) -> Iterator[int]:
    """Add `count` copies of the patterns, spread evenly over the districts; yields how many there are, per transaction.

    `owner` is a connection of the schema's owner that commits each statement.
    """
    _seats(owner, districts)
    _patterns(owner, patterns)
    done = 0
    while done < count:
        until = min(done + AT_ONCE, count)
        with owner.transaction():
            _copy(owner, done, until - 1, districts)
        done = until
        yield done
    owner.execute("VACUUM (ANALYZE)")  # an index is read without its table only where this has passed


def _seats(owner: psycopg.Connection, districts: int) -> None:
    """The offices and people of every district: its own, its village's and those of its BP3MI."""
    owner.execute("DROP TABLE IF EXISTS pg_temp.seat")
    sides = ", ".join(f"{s}_id bigint, {s}_uid uuid, {s}_user bigint, {s}_user_uid uuid" for s in SIDES)
    owner.execute(f"CREATE TEMP TABLE seat (place int, region varchar, turn int, {sides}, PRIMARY KEY (place, turn))")
    users = dict(User.objects.in_bulk(field_name="username"))
    offices = {m.user.username: m.organisation for m in Membership.objects.select_related("user", "organisation")}
    rows = []
    for place in range(districts):
        for turn in range(OFFICERS):
            row = [place, village_of(place), turn]
            for login in (f"d{place}_{turn}", f"v{place}_0", f"b{place % min(BP3MIS, districts)}_sup"):
                row += [offices[login].pk, offices[login].uid, users[login].pk, users[login].uid]
            rows.append(row)
    with owner.cursor() as cursor:
        cursor.executemany(f"INSERT INTO seat VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)  # noqa: S608


def _patterns(owner: psycopg.Connection, patterns: list[Case]) -> None:
    """Which pattern stands for which twentieths, and whose worker is copied."""
    owner.execute("DROP TABLE IF EXISTS pg_temp.pattern")
    owner.execute(
        "CREATE TEMP TABLE pattern AS SELECT c.id, c.uid, c.number, c.person_id, 0 AS first, 0 AS until, s.*"
        " FROM casework_case c CROSS JOIN seat s WHERE c.id = ANY(%s) AND s.place = %s AND s.turn = 0",
        [[case.pk for case in patterns], PLACE],
    )
    # apart: a scan of casework_person would hold its hash index while it is filled, and keep it from growing
    owner.execute("DROP TABLE IF EXISTS pg_temp.pattern_worker")
    owner.execute(
        "CREATE TEMP TABLE pattern_worker AS"
        " SELECT p.* FROM casework_person p WHERE p.id = (SELECT min(person_id) FROM pattern)"
    )
    first = 0
    for case, until in zip(patterns, SHARES, strict=True):
        owner.execute("UPDATE pattern SET first = %s, until = %s WHERE id = %s", [first, until, case.pk])
        first = until


def _copy(owner: psycopg.Connection, first: int, last: int, districts: int) -> None:
    """One transaction's worth of copies, numbered `first` to `last`."""
    owner.execute("DROP TABLE IF EXISTS pg_temp.worker, pg_temp.fresh")
    block = PER_PERSON * districts
    owner.execute(
        "CREATE TEMP TABLE worker AS SELECT m, nextval(pg_get_serial_sequence('casework_person', 'id')) AS id"
        " FROM generate_series(%s::bigint, %s::bigint) m",
        [first // block * districts, last // block * districts + districts - 1],
    )
    owner.execute(
        "CREATE TEMP TABLE fresh AS"
        " SELECT n, nextval(pg_get_serial_sequence('casework_case', 'id')) AS id, gen_random_uuid() AS uid,"
        " p.id AS pattern, w.id AS person, make_interval(secs => (n * 7919) %% %s + 1) AS back, s.*"
        " FROM generate_series(%s::bigint, %s::bigint) n"
        " JOIN seat s ON s.place = n %% %s AND s.turn = n / %s %% %s"
        " JOIN pattern p ON n / %s %% 20 >= p.first AND n / %s %% 20 < p.until"
        " JOIN worker w ON w.m = n / %s * %s + n %% %s",
        [SPREAD, first, last, districts, districts, OFFICERS, districts, districts, block, districts, districts],
    )  # fmt: skip
    owner.execute("ANALYZE fresh")
    for statement in _statements():
        owner.execute(statement)
    # the checks at commit plan their queries now: without figures they would walk through the smallest index
    owner.execute(f"ANALYZE {', '.join(model._meta.db_table for model in COPIED)}, audit.event, audit.head")


def _statements() -> Iterator[str]:
    """The rows of the copies, in the order in which they refer to each other."""
    yield _insert(
        Person,
        "pattern_worker p ON true",
        start="worker w JOIN seat f ON f.turn = 0 AND f.place = w.m % (SELECT count(*) FROM seat WHERE turn = 0)",
        known={
            "id": "w.id",
            "uid": "gen_random_uuid()",
            "created_at": "p.created_at",
            "same_as_id": "NULL",
            "merged_into_id": "NULL",
        },
    )
    own = {"id": "f.id", "uid": "f.uid", "number": "'KX-' || lpad(f.id::text, 10, '0')", "case_ptr_id": "f.id"}
    yield _insert(Case, "casework_case p ON p.id = f.pattern", known=own)
    kind = ComplaintCase._meta
    yield _insert(ComplaintCase, f"{kind.db_table} p ON p.case_ptr_id = f.pattern", known={"case_ptr_id": "f.id"})
    yield _insert(Step, "casework_step p ON p.process_id = f.pattern", known={"process_id": "f.id"})
    of_step = (
        "(SELECT new.seq_id FROM (SELECT n.id AS seq_id FROM casework_step n JOIN casework_step o ON o.id = p.step_id"
        " WHERE n.process_id = f.id AND n.seq = o.seq) new)"
    )
    known = {"case_id": "f.id", "step_id": of_step}
    for model in (Deadline, Participation, Party):
        yield _insert(model, f"{model._meta.db_table} p ON p.case_id = f.pattern", known=known)
    for seq in range(1, 4):
        yield _events(seq)
    yield (
        "INSERT INTO audit.head (case_uid, seq, hash, at) SELECT DISTINCT ON (e.case_uid) e.case_uid, e.seq, e.hash,"
        " e.at FROM audit.event e JOIN fresh f ON f.uid = e.case_uid ORDER BY e.case_uid, e.seq DESC"
    )


def _insert(
    model: type[models.Model],
    rows: str,
    *,
    known: dict[str, str],
    start: str = "fresh f",
) -> str:
    """Copy the rows `p` of one table for every copy `f`; `known` says what a column becomes, else its type does."""
    columns = {
        field.column: known.get(field.column) or _becomes(field)
        for field in model._meta.local_concrete_fields
        if not field.generated and (field.column in known or not isinstance(field, models.AutoField))
    }
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"  # noqa: S608
        f" FROM {start} CROSS JOIN (SELECT * FROM pattern LIMIT 1) a JOIN {rows}"
    )


def _becomes(field: Any) -> str:
    """What a column of a pattern becomes in its copy."""
    value = f"p.{field.column}"
    if isinstance(field, models.DateTimeField):
        return f"{value} - f.back"
    return {
        Organisation: _swapped(value, "id"),
        User: _swapped(value, "user"),
        Person: f"CASE WHEN {value} IS NOT NULL THEN f.person END",
        Region: f"CASE WHEN {value} IS NOT NULL THEN f.region END",
    }.get(field.related_model, value)


def _swapped(value: str, what: str) -> str:
    """The copy's office or person for the pattern's; whoever stands above all places stays."""
    cases = " ".join(f"WHEN a.{side}_{what} THEN f.{side}_{what}" for side in SIDES)
    return f"CASE {value} {cases} ELSE {value} END"


def _events(seq: int) -> str:
    """The events with one sequence number: the pattern's bytes saying what the copy is, chained by its own hashes."""
    changes = [
        ("a.uid::text", "f.uid::text"),
        ("a.number", "'KX-' || lpad(f.id::text, 10, '0')"),
        ("convert_from(e.body, 'UTF8')::jsonb ->> 'id'", "gen_random_uuid()::text"),
        *[(f"a.{side}_{uid}::text", f"f.{side}_{uid}::text") for side in SIDES for uid in ("uid", "user_uid")],
        (_TIME.format("e.at"), _TIME.format("e.at - f.back")),
    ]
    body = "convert_from(e.body, 'UTF8')"
    for old, new in changes:
        body = f"replace({body}, {old}, {new})"
    return (
        "INSERT INTO audit.event (case_uid, seq, prev, hash, body, recorded_at, act, at, actor, office)"  # noqa: S608
        " SELECT f.uid, e.seq, b.prev,"
        " sha256(convert_to('pmi-audit/v1/event' || E'\\n', 'UTF8') || b.prev || int8send(e.seq) || t.body),"
        f" t.body, clock_timestamp(), e.act, e.at - f.back, {_swapped('e.actor', 'user_uid')},"
        f" {_swapped('e.office', 'uid')}"
        f" FROM fresh f JOIN pattern a ON a.id = f.pattern JOIN audit.event e ON e.case_uid = a.uid AND e.seq = {seq}"
        f" CROSS JOIN LATERAL (SELECT convert_to({body}, 'UTF8') AS body OFFSET 0) t"
        " CROSS JOIN LATERAL (SELECT CASE WHEN e.seq = 1 THEN audit.genesis(f.uid) ELSE"
        " (SELECT v.hash FROM audit.event v WHERE v.case_uid = f.uid AND v.seq = e.seq - 1) END AS prev OFFSET 0) b"
    )
