"""What every act sends is planned once on a connection, and the rule of who sees a case is built once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, DataError, ProgrammingError, connection, transaction
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext
from psycopg.pq import TransactionStatus

from casework.models import Case, Deadline, Participation
from casework.prepared import prepared_cursor
from tests.factories.cases import do
from tests.factories.parcels import a_parcel
from tests.journey.cases import a_journey
from tests.toy.models import Parcel
from tests.world import World


def test_reading_and_writing_an_act_are_kept_prepared_with_one_plan(world: World) -> None:
    do(a_parcel(world), "add_note", world.siti, text="Keluarga menelepon")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(custom_plans) FROM pg_prepared_statements"
            " WHERE statement ~ 'kawal_(read|write)_act' AND generic_plans > 0"
        )
        assert cursor.fetchone() == (2, 0)


@pytest.mark.django_db
def test_a_kept_statement_finds_out_that_its_connection_is_gone() -> None:
    """It may be the first of a request, after the database was away; in a thread with a connection of its own."""

    def ask() -> Any:
        connection.ensure_connection()
        connection.connection.close()
        connection.health_check_enabled, connection.health_check_done = True, False
        with prepared_cursor() as cursor:
            cursor.execute("SELECT 1")
            found = cursor.fetchone()
        connection.close()
        return found

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(ask).result() == (1,)


def test_what_was_read_is_not_kept_with_the_statement(world: World) -> None:
    """It may be a sealed case, and connections live long."""
    do(a_parcel(world), "add_note", world.siti, text="Keluarga menelepon")
    kept = vars(connection.connection)["kept_statements"]
    assert any("kawal_read_act" in query for query in kept)
    assert [query for query, one in kept.items() if one._adapt.pgresult is not None] == []


@pytest.mark.django_db
@pytest.mark.parametrize("values", [[], [1, 2]])
def test_as_many_values_as_places(values: list[int]) -> None:
    with pytest.raises(ProgrammingError, match="values for 1 places"):
        _ask("SELECT %s::int", values)


def _ask(query: str, params: Sequence[Any] = ()) -> Any:
    with prepared_cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchone()


def _ask_in_one(queries: Sequence[str]) -> None:
    with transaction.atomic():
        for query in queries:
            _ask(query)


@pytest.mark.django_db(transaction=True)
def test_it_begins_the_transaction_that_django_means() -> None:
    """Within `atomic()` by its first statement, which others see only at the end; outside of it by none."""
    in_one = "SELECT pg_current_xact_id()::text"
    with transaction.atomic():
        first, second = _ask(in_one), _ask(in_one)
    assert first == second
    assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert _ask(in_one) != _ask(in_one)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", [[], ["SELECT 1"]])
def test_what_went_wrong_undoes_the_transaction_and_is_told_as_django_tells_it(before: list[str]) -> None:
    with pytest.raises(DataError) as refused:
        _ask_in_one([*before, "SELECT 1 / 0"])

    assert refused.value.__cause__.sqlstate == "22012"  # type: ignore[union-attr]
    assert _ask("SELECT 'still there'") == ("still there",)


@pytest.mark.django_db
def test_a_broken_transaction_takes_no_more_statements() -> None:
    with transaction.atomic():
        with suppress(DataError), transaction.atomic(savepoint=False):
            _ask("SELECT 1 / 0")
        with pytest.raises(transaction.TransactionManagementError):
            _ask("SELECT 1")


@pytest.mark.django_db
def test_values_come_back_as_the_driver_reads_them() -> None:
    given = [True, 7, "50 %", uuid.UUID(int=7), datetime(2026, 11, 23, tzinfo=UTC), [3, 4], None]

    found = _ask("SELECT %s::bool, %s::bigint, %s::text, %s::uuid, %s::timestamptz, %s::int[], %s::text, '%%'", given)

    assert found == (*given, "%")


@pytest.mark.django_db
def test_a_statement_that_the_server_keeps_no_more_is_prepared_anew() -> None:
    _ask("SELECT 'kept'")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    with pytest.raises(DatabaseError):
        _ask_in_one(["SELECT 'kept'"])
    assert _ask("SELECT 'kept'") == ("kept",)


@pytest.mark.django_db
def test_a_kept_statement_is_counted_and_logged() -> None:
    with CaptureQueriesContext(connection) as captured:
        _ask("SELECT %s::int", [1])
    assert [query["sql"] for query in captured] == ["SELECT $1::int"]


def test_who_sees_a_case_is_the_same_wherever_it_is_asked(world: World) -> None:
    """Of cases, of one kind, and from subqueries that give their tables the same names as the rule does."""
    mine = a_parcel(world)
    a_journey(world, "nonprocedural_abroad", by=world.rina, office=world.bp3mi, full_name="Sumiati")
    seen = Case.objects.visible_to(world.siti)
    same = Participation.objects.filter(pk=OuterRef("pk"))

    assert list(seen.values_list("pk", flat=True)) == [mine.pk]
    assert [one.pk for one in Parcel.objects.visible_to(world.siti)] == [mine.pk]
    for depth in range(6):
        found = Deadline.objects.filter(Exists(seen.filter(pk=OuterRef("case"))))
        assert set(found.values_list("case", flat=True)) == {mine.pk}, depth
        seen = seen.filter(Exists(Participation.objects.filter(Exists(same), case=OuterRef("pk"))))
        same = Participation.objects.filter(Exists(same), pk=OuterRef("pk"))
