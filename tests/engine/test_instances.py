"""Rows made without asking each field are those that Django makes."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from viewflow.workflow.token import Token

from casework.engine.rebuilding import parse, rebuild
from casework.engine.writing import as_json
from casework.instances import fresh, stored
from casework.models import Case, Deadline, Step, User
from tests.factories.cases import do
from tests.factories.parcels import a_parcel
from tests.world import World

NOON = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)


def _held(row: models.Model) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_a_fresh_row_has_what_the_model_would_give_it(world: World) -> None:
    given = {"holder": world.village, "owner": None, "seq": 3, "token": Token("start"), "sent_by_id": 7}

    made, asked = fresh(Step, **given), Step(**given)

    assert _held(made) == _held(asked)
    assert (made._state.adding, made._state.db) == (True, None)
    assert made._state.fields_cache == asked._state.fields_cache == {"holder": world.village, "owner": None}


def test_a_name_that_the_model_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="Deadline has no du_at"):
        fresh(Deadline, du_at=NOON)


def test_two_fresh_rows_share_no_default() -> None:
    one, other = fresh(Deadline), fresh(Deadline)
    one.pauses.append("a span")

    assert other.pauses == []


def test_a_stored_row_is_the_one_that_was_read(world: World) -> None:
    read = User.objects.get(pk=world.siti.pk)
    columns = {name: value for name, value in _held(read).items() if name != "password"}

    made = stored(User, columns)

    assert made == read
    assert (made._state.adding, made._state.db) == (False, "default")
    assert made.get_deferred_fields() == {"password"}
    assert made.password == read.password


@pytest.mark.django_db
def test_a_row_of_json_is_the_one_the_orm_reads(world: World) -> None:
    parcel = a_parcel(world)
    do(parcel, "add_note", world.siti, text="Keluarga menelepon")
    for model in (Case, Step, Deadline, User):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {model._meta.db_table} t ORDER BY id LIMIT 1")
            (text,) = cursor.fetchone()
        assert _held(rebuild(model, parse(text))) == _held(model._default_manager.order_by("pk")[0]), model


@pytest.mark.parametrize("model", apps.get_models())
def test_amounts_of_json_stay_exact(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.DecimalField):
            most = Decimal("9" * field.max_digits).scaleb(-field.decimal_places)
            made = rebuild(model, parse(f'{{"{field.column}": {most}}}'))
            assert str(getattr(made, field.attname)) == str(most), field


def test_what_is_written_as_json_is_written_as_before() -> None:
    said = {"day": NOON.date(), "at": NOON, "amount": Decimal("12.50"), "kind": Deadline.Kind.STAGE, 3: Token("start")}

    assert as_json(said) == (
        '{"day":"2026-11-23","at":"2026-11-23T05:00:00.123456+00:00","amount":"12.50","kind":"stage","3":"start"}'
    )


def test_what_nobody_writes_as_json_is_refused() -> None:
    with pytest.raises(TypeError, match="not JSON serializable"):
        as_json([object()])
