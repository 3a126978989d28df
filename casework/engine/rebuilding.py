"""Model instances from rows that came as JSON, the same as the ORM would have read them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from django.db import connection, models

from casework.instances import stored

M = TypeVar("M", bound=models.Model)

_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "DateTimeField": datetime.fromisoformat,
    "DateField": date.fromisoformat,
    "TimeField": time.fromisoformat,
    "UUIDField": uuid.UUID,
}


def parse(text: str) -> Any:
    """JSON from the database.

    No JSON column holds fractions or numbers over 64 bits, they are written as text; decimals of a column stay exact
    by `rebuild()`, as they have few enough digits (`kawal.E015`).
    """
    return orjson.loads(text)


def rebuild(model: type[M], row: Mapping[str, Any]) -> M:
    """An instance of a model from its row: column -> value as PostgreSQL's `row_to_json()` writes it.

    Columns that the row does not hold are deferred.
    """
    columns, converted = _reading(model, tuple(row))
    values = {name: row[column] for name, column in columns}
    for name, convert in converted:
        if values[name] is not None:
            values[name] = convert(values[name])
    return stored(model, values)


def columns_of(model: Any, *, own: bool = False) -> tuple[str, ...]:
    """The attributes of a model's columns, or of those of its `own` table besides the key, as `vars()` holds them."""
    return _attributes(model, own)


@lru_cache(maxsize=64)
def _attributes(model: Any, own: bool) -> tuple[str, ...]:
    fields = model._meta.local_concrete_fields if own else model._meta.concrete_fields
    return tuple(field.attname for field in fields if not (own and field.primary_key))


@lru_cache(maxsize=256)
def _reading(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[list[tuple[str, str]], list[tuple[str, Callable[[Any], Any]]]]:
    """Which attribute holds each of the columns, and which values are converted."""
    fields: list[Any] = [field for field in model._meta.concrete_fields if field.column in columns]
    converted = [(field.attname, convert) for field in fields if (convert := _converter(field))]
    return [(field.attname, field.column) for field in fields], converted


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
        return lambda value: Decimal(str(value)).quantize(Decimal(1).scaleb(-field.decimal_places))
    return _CONVERTERS.get(field.get_internal_type())
