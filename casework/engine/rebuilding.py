"""Model instances from rows that came as JSON, the same as the ORM would have read them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)

_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "UUIDField": uuid.UUID,
}


def parse(text: str) -> Any:
    """JSON from the database; fractions stay exact. No JSON column holds any: they are written as text."""
    return json.loads(text, parse_float=Decimal)


def rebuild(model: type[M], row: Mapping[str, Any]) -> M:
    """An instance of a model from its row: column -> value as PostgreSQL's `row_to_json()` writes it.

    Columns that the row does not hold are deferred. Puts the values where `Model.from_db()` puts them, without asking
    each field and each signal anew: an act rebuilds a dozen rows.
    """
    one = model.__new__(model)
    state = ModelState()
    state.db, state.adding = DEFAULT_DB_ALIAS, False
    values = one.__dict__
    values["_state"] = state
    for attname, column, convert in _columns(model):
        if column in row:
            value = row[column]
            values[attname] = value if convert is None or value is None else convert(value)
    return one


def columns_of(model: Any, *, own: bool = False) -> tuple[str, ...]:
    """The attributes of a model's columns, or of those of its `own` table besides the key, as `vars()` holds them."""
    return _attributes(model, own)


@lru_cache(maxsize=64)
def _attributes(model: Any, own: bool) -> tuple[str, ...]:
    fields = model._meta.local_concrete_fields if own else model._meta.concrete_fields
    return tuple(field.attname for field in fields if not (own and field.primary_key))


@lru_cache(maxsize=64)
def _columns(model: type[models.Model]) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
    return [(field.attname, str(field.column), _converter(field)) for field in model._meta.concrete_fields]


def _converter(field: Any) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return None
    if isinstance(field, models.GeneratedField):
        field = field.output_field
    if isinstance(field, models.ForeignKey):
        field = field.target_field
        while isinstance(field, models.ForeignKey):
            field = field.target_field
    if hasattr(field, "base_field"):
        inner = _converter(field.base_field)
        return None if inner is None else lambda values: [inner(value) for value in values]
    if hasattr(field, "from_db_value"):
        return lambda value: field.from_db_value(value, None, connection)
    if isinstance(field, models.DecimalField):
        return lambda value: Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places))
    return _CONVERTERS.get(field.get_internal_type())
