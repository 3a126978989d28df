"""What is near a case is found by indexes, however many cases there are."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from casework.models import Case, CaseLink
from tests.factories.cases import move
from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World

SCANS = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname IN ('casework_case', 'casework_caselink')"
COLUMNS = (
    "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = 'casework_case'::regclass"
    " AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname NOT IN ('id', 'uid', 'number')"
)
COPIES = 4000
GONE = {"reason": "duplicate_entry", "reason_text": "Tercatat dua kali"}


def link(one: Case, other: Case, until: bool = False) -> None:
    ended = other.created if until else None
    CaseLink.objects.create(one=one, other=other, kind=CaseLink.Kind.DUPLICATE, since=one.created, until=ended)


def near(case: Case) -> dict[int, bool]:
    """The cases near one, and whether each is linked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, is_linked FROM kawal_near_cases(%s)", [case.pk])
        return dict(cursor.fetchall())


@pytest.fixture
def many(world: World, as_owner: psycopg.Connection) -> Parcel:
    """A case with a link, among thousands of ended ones that are linked in pairs."""
    parcel = a_parcel(world)
    link(a_parcel(world), parcel)
    ended = move(a_parcel(world), "drop", world.siti, **GONE)
    (columns,) = as_owner.execute(COLUMNS).fetchone() or ("",)
    as_owner.execute(
        f"INSERT INTO casework_case (id, uid, number, {columns})"
        f" SELECT 1000000 + n, gen_random_uuid(), 'COPY-' || n, {columns} FROM casework_case, generate_series(1, %s) n"
        " WHERE id = %s",
        [COPIES, ended.pk],
    )
    as_owner.execute(
        "INSERT INTO casework_caselink (one_id, other_id, kind, since)"
        " SELECT 1000000 + n, 1000001 + n, 'duplicate', now() FROM generate_series(1, %s, 2) n",
        [COPIES - 1],
    )
    as_owner.execute("ANALYZE casework_case, casework_caselink")
    return parcel


def test_no_table_is_read_whole(many: Parcel, as_owner: psycopg.Connection) -> None:
    with as_owner.transaction():
        before = dict(as_owner.execute(SCANS).fetchall())
        found = as_owner.execute("SELECT id, is_linked FROM kawal_near_cases(%s)", [many.pk]).fetchall()
        after = dict(as_owner.execute(SCANS).fetchall())
    assert len(found) == 1
    assert {name: after[name] - before.get(name, 0) for name in after} == {"casework_case": 0, "casework_caselink": 0}


def test_parent_and_children_links_and_their_links_and_children_are_near(
    world: World, as_owner: psycopg.Connection
) -> None:
    own, parent, child, sent_to, sent_from, further, of_child, of_linked, past, far = (
        a_parcel(world) for _ in range(10)
    )
    for one, other in ((own, sent_to), (sent_from, own), (further, sent_to), (far, further)):
        link(one, other)
    link(own, past, until=True)
    for younger, older in ((own, parent), (child, own), (of_child, child), (of_linked, further)):
        as_owner.execute("UPDATE casework_case SET parent_id = %s WHERE id = %s", [older.pk, younger.pk])
    linked = dict.fromkeys([sent_to.pk, sent_from.pk, further.pk], True)
    assert near(own) == linked | dict.fromkeys([parent.pk, child.pk, of_linked.pk], False)
