"""Statements that every act sends: compiled once per process, or parsed once per connection by the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import QuerySet


class _Preparing(ServerBindingCursor):
    """Lets the server keep the statement from its first execution on."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        return super().execute(query, params, prepare=True, **kwargs)  # type: ignore[misc]


def prepared_cursor() -> Any:
    """A cursor whose statements the server keeps prepared; Django's own sends values within the text.

    Give it only texts that are the same each time. It counts and logs its statements like every cursor of Django.
    """
    connection.ensure_connection()
    wrapped: Any = connection
    return wrapped._prepare_cursor(_Preparing(connection.connection))  # type: ignore[call-arg]


class CompiledQuery:
    """A queryset whose SQL is built once; afterwards only its values are filled in.

    Arguments: `build` makes the queryset from values like `examples`, each of which must be unlike anything
    else in the query, as they are found again by comparing. It selects the columns of one model.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *examples: Any) -> None:
        self._build, self._examples = build, examples

    def rows(self, *values: Any) -> list[Any]:
        """The rows for these values, as instances of the model."""
        model, names, sql, params = self._compiled
        known = dict(zip(self._examples, values, strict=True))
        with prepared_cursor() as cursor:
            cursor.execute(sql, [known.get(one, one) for one in params])
            return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in cursor.fetchall()]

    @cached_property
    def _compiled(self) -> tuple[Any, list[str], str, tuple[Any, ...]]:
        found = self._build(*self._examples)
        names = [field.attname for field in found.model._meta.concrete_fields]
        return found.model, names, *found.query.sql_with_params()
