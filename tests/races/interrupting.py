"""Breaking an act off after each of its statements, those inside SQL functions too, and seeing that nothing is left."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

import psycopg
from django.db import DatabaseError, connection, transaction
from psycopg import sql

_T = TypeVar("_T")

TRIPPED = "KT001"
TRIP = f"""
CREATE FUNCTION public.kawal_test_trip() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    left_to_go int := nullif(current_setting('kawal_test.left', true), '')::int;
BEGIN
    IF left_to_go = 1 THEN
        RAISE EXCEPTION 'tripped' USING ERRCODE = '{TRIPPED}';
    END IF;
    PERFORM set_config('kawal_test.left', (left_to_go - 1)::text, false);
    RETURN true;
END
$$
"""
"""Raises when it is called for the n-th time, n having been put into the session's `kawal_test.left`."""

_CALL = " ASSERT public.kawal_test_trip();"

_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/) | (?P<text>'(?:[^']|'')*') | (?P<word>\w+) | (?P<end>;) | .""",
    re.VERBOSE | re.DOTALL,
)


class Interrupted(Exception):
    """The act was broken off on purpose."""


def tripping(body: str) -> str:
    """The body of a plpgsql function with a call of `kawal_test_trip()` after each of its statements.

    By ASSERT, which unlike PERFORM leaves FOUND as the statement before it had set it; ROW_COUNT it does not leave, so
    nothing stands between a statement and who asks for its.
    """
    begun, parts = False, []
    for token in _TOKEN.finditer(body):
        parts.append(token.group())
        if token.lastgroup == "word" and token.group().upper() == "BEGIN":
            begun = True
        elif token.lastgroup == "end" and begun:
            parts.append(_CALL)
    return re.sub(rf"{re.escape(_CALL)}(\s*GET DIAGNOSTICS\b)", r"\1", "".join(parts))


def make_tripping(owner: psycopg.Connection) -> list[str]:
    """Let every plpgsql function of Kawal raise on demand; returns their names."""
    functions = owner.execute(
        """
        SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid), p.prosrc FROM pg_proc p
        JOIN pg_language l ON l.oid = p.prolang AND l.lanname = 'plpgsql'
        WHERE p.pronamespace IN ('public'::regnamespace, 'audit'::regnamespace)
        """
    ).fetchall()
    if any(name.startswith("kawal_test_trip") for name, _definition, _body in functions):
        return []
    owner.execute(TRIP)
    for _name, definition, body in functions:
        owner.execute(sql.SQL(definition.replace(body, tripping(body))))
    return [name for name, _definition, _body in functions]


def digest() -> str:
    """One value for the content of all tables that Kawal may read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT string_agg(format(
                'SELECT %L || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '''')) AS it FROM %s t',
                c.oid::regclass, c.oid::regclass), ' UNION ALL ' ORDER BY c.oid::regclass::text)
            FROM pg_class c
            WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'audit'::regnamespace)
              AND has_table_privilege(c.oid, 'SELECT')
            """
        )
        each = cursor.fetchone()[0]
        cursor.execute(f"SELECT md5(string_agg(it, chr(10) ORDER BY it)) FROM ({each}) AS tables")
        return cursor.fetchone()[0]


@contextmanager
def _after_statement(number: int) -> Iterator[None]:
    """Raise Interrupted after the n-th statement."""
    made = itertools.count(1)

    def counted(execute: Any, statement: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(statement, params, many, context)
        if next(made) == number:
            raise Interrupted(statement)
        return result

    with connection.execute_wrapper(counted):
        yield


@contextmanager
def _inside_functions(number: int) -> Iterator[None]:
    """Raise Interrupted after the n-th statement inside SQL functions."""
    _let_pass(number)
    try:
        yield
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != TRIPPED:
            raise
        raise Interrupted from error
    finally:
        _let_pass(0)


def _let_pass(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('kawal_test.left', %s, false)", [str(number)])


def statements_inside_functions(act: Callable[[], Any]) -> int:
    """How many statements inside SQL functions an act runs; it is undone."""
    many = 100_000
    with transaction.atomic():
        _let_pass(many)
        act()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('kawal_test.left')")
            left = int(cursor.fetchone()[0])
        transaction.set_rollback(True)
    _let_pass(0)
    return many - left


def interrupted_everywhere(act: Callable[[], _T]) -> tuple[_T, int, int]:
    """Break an act off after each of its statements; in the end it is done.

    Returns its answer, how many statements it made, and how many ran inside functions. Raises AssertionError
    when an interrupted act leaves anything behind, or was not stopped.
    """
    inside = statements_inside_functions(act)
    before = digest()
    for number in range(1, inside + 1):
        assert _breaks_off(act, _inside_functions(number)), f"statement {number} inside functions was not reached"
    assert digest() == before, "left behind after a statement inside functions"
    answers: list[_T] = []
    made = 1
    while _breaks_off(lambda: answers.append(act()), _after_statement(made)):
        assert digest() == before, f"left behind after statement {made}"
        made += 1
    assert digest() != before
    return answers[0], made - 1, inside


def _breaks_off(act: Callable[[], Any], interruption: AbstractContextManager[None]) -> bool:
    """Whether the act was broken off; within a test's own transaction a savepoint stands for the act's."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext(), interruption:
            act()
    except Interrupted:
        return True
    return False
