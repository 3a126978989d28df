"""Statements that every act sends: compiled once per process, or parsed once per connection by the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, F, Func, QuerySet
from psycopg import errors, generators
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

from casework.instances import stored

_GONE = (errors.InvalidSqlStatementName, errors.FeatureNotSupported)
"""What the server says of a kept statement that it keeps no more, or whose tables have become others."""
_names = count()


def prepared_cursor() -> Any:
    """A cursor whose statements the server keeps prepared; Django's own sends values within the text.

    Give it only texts that are the same each time, with values by place: each is kept as long as its connection. It
    begins transactions, raises, counts and logs its statements like every cursor of Django.
    """
    wrapped: Any = connections[DEFAULT_DB_ALIAS]
    wrapped.close_if_health_check_failed()  # as Django's own cursor does: it may be a request's first statement
    wrapped.ensure_connection()
    cursor = _KeptCursor(wrapped)
    if wrapped.queries_logged or wrapped.execute_wrappers:
        return wrapped._prepare_cursor(cursor)
    return cursor


class _KeptCursor:
    """Runs statements that its connection's server keeps, without what the driver's own cursors do around them."""

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped
        self._query: _Statement | None = None
        """Here Django's log looks for the text that was sent."""
        self._rows: list[tuple[Any, ...]] = []

    def __enter__(self) -> _KeptCursor:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def close(self) -> None:
        self._rows = []

    def execute(self, query: str, params: Sequence[Any] | None = None) -> None:
        self._wrapped.validate_thread_sharing()
        self._wrapped.validate_no_broken_transaction()
        self._query = _statement(self._wrapped.connection, query)
        with self._wrapped.wrap_database_errors:
            self._rows = self._query.run(params or ())

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows


def _statement(link: Any, query: str) -> _Statement:
    """The statement as a connection keeps it; what was kept goes with the connection."""
    kept: dict[str, _Statement] = vars(link).setdefault("kept_statements", {})
    if query not in kept:
        kept[query] = _Statement(link, query)
    return kept[query]


class _Statement:
    """A statement on one connection: under which name its server keeps it for each choice of types."""

    def __init__(self, link: psycopg.Connection[Any], query: str) -> None:
        self.query, places = _numbered(query)
        self._link = link
        self._formats = [PyFormat.TEXT] * places
        self._adapt = Transformer(link)
        self._names: dict[tuple[int, ...] | None, bytes] = {}

    def run(self, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        if len(params) != len(self._formats):
            raise psycopg.ProgrammingError(f"{len(params)} values for {len(self._formats)} places")
        link, adapt = self._link, self._adapt
        values = adapt.dump_sequence(params, self._formats)
        try:
            with link.lock:
                if adapt.types not in self._names:
                    self._names[adapt.types] = link.wait(_keep(link, self.query, adapt.types))
                result = link.wait(_run(link, self._names[adapt.types], values))
            if result.status == ExecStatus.FATAL_ERROR:
                raise errors.error_from_result(result, encoding=link.info.encoding)
        except _GONE:
            self._names.clear()
            raise
        try:
            adapt.set_pgresult(result)
            return adapt.load_rows(0, result.ntuples, tuple)
        finally:
            adapt.set_pgresult(None)  # the statement stays with the connection; what was read does not


@lru_cache(maxsize=500)
def _numbered(query: str) -> tuple[bytes, int]:
    """A text with its values' places numbered as the server wants them, and how many there are."""
    places = count(1)
    text = re.sub("%[s%]", lambda found: f"${next(places)}" if found[0] == "%s" else "%", query)
    return text.encode(), next(places) - 1


def _keep(link: Any, text: bytes, types: Sequence[int] | None) -> Generator[Any, Any, bytes]:
    name = f"kawal_{next(_names)}".encode()
    _check_open(link)
    link.pgconn.send_prepare(name, text, types)
    (result,) = yield from generators.execute(link.pgconn)
    if result.status == ExecStatus.FATAL_ERROR:
        raise errors.error_from_result(result, encoding=link.info.encoding)
    return name


def _run(link: Any, name: bytes, values: Sequence[Any]) -> Generator[Any, Any, Any]:
    """Send a kept statement and wait for its result; with it, in one round trip, what begins a transaction."""
    _check_open(link)
    server = link.pgconn
    if link.autocommit or server.transaction_status != TransactionStatus.IDLE:
        server.send_query_prepared(name, values)
        (result,) = yield from generators.execute(server)
        return result
    try:
        server.enter_pipeline_mode()
        server.send_query_params(link._get_tx_start_command(), None)
        server.send_query_prepared(name, values)
        server.pipeline_sync()
        (begun,) = yield from generators.execute(server)
        (result,) = yield from generators.fetch_many(server)
        yield from generators.fetch_many(server)
        server.exit_pipeline_mode()
    except BaseException:
        server.finish()  # nobody can use it any more with half of the answers
        raise
    return begun if begun.status == ExecStatus.FATAL_ERROR else result


def _check_open(link: Any) -> None:
    if link.pgconn.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is closed")


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
            return [stored(model, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

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
