"""What every act sends is planned once on a connection, and the rule of who sees a case is built once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

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
