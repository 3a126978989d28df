"""Statements that every act sends: compiled once per process, or parsed once per connection by the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import BooleanField, F, Func, QuerySet


class _Preparing(ServerBindingCursor):
    """Lets the server keep the statement from its first execution on (`prepare_threshold` in the settings)."""

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> Any:
        return super().execute(query, params, prepare=True, **kwargs)  # type: ignore[misc]


def prepared_cursor() -> Any:
    """A cursor whose statements the server keeps prepared; Django's own sends values within the text.

    Give it only texts that are the same each time. It counts and logs its statements like every cursor of Django.
    """
    connection.close_if_health_check_failed()  # as Django's own cursor does: it may be a request's first statement
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


class CompiledCondition:
    """A condition on the rows of a model whose SQL is built once; afterwards only one value is filled in.

    Arguments: `build` makes a queryset of the model from a value like `example`, which must be unlike anything else
    in it; `columns` are those of the row that its condition, and the subqueries in it, ask for; `name` sets its
    tables' names apart from those of statements around it.
    """

    def __init__(self, name: str, build: Callable[[Any], QuerySet[Any]], example: Any, *columns: str) -> None:
        self._name, self._build, self._example, self.columns = name, build, example, columns

    def holds_for(self, value: Any) -> Func:
        """The condition for this value, as an expression to filter by."""
        return _Condition(self, value)

    def sql(self, value: Any, called: Iterable[str]) -> tuple[str, list[Any]]:
        """Its text and parameters, where the statement around it calls the row's columns so, in their order."""
        table, text, params = self._compiled
        for name, column in zip(self.columns, called, strict=True):
            text = text.replace(f'"{table}"."{name}"', column)
        return text, [value if one == self._example else one for one in params]

    @cached_property
    def _compiled(self) -> tuple[str, str, tuple[Any, ...]]:
        found = self._build(self._example)
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        compiler.setup_query()
        text, params = compiler.compile(found.query.where)
        text = re.sub(r"\b([A-Z]+[0-9]+)\b", rf"{self._name}_\1", text)
        return found.model._meta.db_table, text, tuple(params)


class _Condition(Func):
    """A `CompiledCondition` within a queryset."""

    output_field = BooleanField()

    def __init__(self, condition: CompiledCondition, value: Any) -> None:
        super().__init__(*map(F, condition.columns))
        self.condition, self.value = condition, value

    def as_sql(self, compiler: Any, *_more: Any, **_options: Any) -> Any:
        """The text with the columns as the statement around it calls them."""
        called = []
        for column in self.source_expressions:
            name, params = compiler.compile(column)
            assert not params
            called.append(name)
        return self.condition.sql(self.value, called)
