"""Fixtures everybody knows: the database, the owner behind it, and the clock.

A test marked ``django_db`` works inside a transaction that is rolled back. A test that needs real commits (several
connections, a browser, a killed process) asks for ``committed_db``, or is marked ``django_db(transaction=True)``, and
gets a database of its own. Both connect as the runtime role.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction

from config.database import OWNER
from tests import database
from tests.installation import port, prepared  # noqa: F401
from tests.walks.coverage import Coverage
from tests.world import build as build_world
from tests.world import world  # noqa: F401

COMMITTING = {"committed_db", "transactional_db", "live_server", "as_owner"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Start the server and give this worker its clone of the template."""
    share = database.start()
    database.template()
    name = settings.DATABASES["default"]["NAME"]
    database.clone(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    for own in (name, *_INHABITED):
        database.drop(own)
    share.release()


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Replace pytest-django's way to isolate tests, which flushes tables."""
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction")) or COMMITTING & set(request.fixturenames)
    with django_db_blocker.unblock():
        inhabited = _inhabited() if "world" in request.fixturenames else None
        if commits:
            yield from _in_database(database.clone_name(), source=inhabited, mine=True)
        elif inhabited:
            yield from _in_database(inhabited, source=None, mine=False)
        else:
            with rolled_back():
                yield


_INHABITED: list[str] = []


def _inhabited() -> str:
    """The worker's clone in which the world is there, made when the first test asks for it."""
    if not _INHABITED:
        name, shared = database.clone_name(), settings.DATABASES["default"]["NAME"]
        connections.close_all()
        database.clone(name)
        _INHABITED.append(name)
        _use(name)
        try:
            build_world()
        finally:
            connections.close_all()
            _use(shared)
    return _INHABITED[0]


def _in_database(name: str, *, source: str | None, mine: bool) -> Iterator[None]:
    """Point every thread's connection to another database: a fresh clone of its own (`mine`), dropped afterwards,

    or the shared inhabited one, rolled back.
    """
    shared = settings.DATABASES["default"]["NAME"]
    connections.close_all()
    if mine:
        database.clone(name, source)
    _use(name)
    try:
        if mine:
            yield
        else:
            with rolled_back():
                yield
    finally:
        connections.close_all()
        _use(shared)
        if mine:
            database.drop(name)


def _use(name: str) -> None:
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name


@contextmanager
def rolled_back() -> Iterator[None]:
    """Roll everything back; first ask the deferred promises, which a commit would have asked."""
    connection = connections["default"]
    atomic = transaction.atomic()
    atomic._from_testcase = True
    atomic.__enter__()
    try:
        yield
        if connection.is_usable() and not connection.needs_rollback:
            connection.check_constraints()
    finally:
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def committed_db(_django_db_helper: None) -> str:
    """Give the test a database of its own, in which commits are real; returns its name."""
    return settings.DATABASES["default"]["NAME"]


@pytest.fixture
def as_owner(committed_db: str) -> Iterator[psycopg.Connection]:
    """Connect to the test's own database as the schema's owner: for what the product itself may not do."""
    with database.connect_as(OWNER, committed_db) as connection:
        yield connection


class Clock:
    """The database's clock, as every process and thread of the test sees it. It runs on from where it is set."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        (self._ahead,) = connection.execute("SELECT ahead FROM kawal_test_clock").fetchone() or (timedelta(),)

    def set(self, moment: datetime) -> None:
        """Make it `moment` now; a naive moment is refused."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a moment with its time zone")
        self._connection.execute("UPDATE kawal_test_clock SET ahead = %s - clock_timestamp()", [moment])

    def advance(self, duration: timedelta) -> None:
        """Let `duration` pass at once."""
        self._connection.execute("UPDATE kawal_test_clock SET ahead = ahead + %s", [duration])

    def reset(self) -> None:
        """Put the time back to where it was before the test moved it."""
        self._connection.execute("UPDATE kawal_test_clock SET ahead = %s", [self._ahead])


@pytest.fixture
def clock(_django_db_helper: None) -> Iterator[Clock]:
    """Move the time of `kawal_now()`."""
    with database.connect_as(OWNER, settings.DATABASES["default"]["NAME"]) as connection:
        moving = Clock(connection)
        yield moving
        moving.reset()


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path, settings: Any) -> None:
    """Keep documents of a test in a folder of its own."""
    settings.KAWAL_MEDIA = tmp_path / "documents"
    settings.MEDIA_ROOT = settings.KAWAL_MEDIA


@pytest.fixture(autouse=True)
def _no_sweep_fails(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A sweep that fails on a case says so in the log only, and the case's clock stands."""
    yield
    if request.node.get_closest_marker("sick_case") is None:
        told = [one.getMessage() for one in caplog.get_records("call") if one.name == "casework.engine.sweeping"]
        assert told == []


def pytest_configure(config: pytest.Config) -> None:
    """Let browser tests of playwright, which runs an event loop, use Django."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_report_header(config: pytest.Config) -> str:
    """Say which PostgreSQL is used, and when there is no browser for the tests that need one."""
    server = f"PostgreSQL {database.data_folder().name}"
    return server if chromium() else f"{server}; no chromium found: browser tests do not run (apt install chromium)"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out browser tests where there is no browser; CI installs one."""
    if not chromium():
        kept = [item for item in items if not item.get_closest_marker("browser")]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def chromium() -> str | None:
    """Return the path of the system's Chromium, as playwright's `executable_path` wants it."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what the random walks reached, from whatever process they were played in."""
    properties = [dict(report.user_properties) for report in terminalreporter.getreports("passed")]
    told = [Coverage.from_json(found["walks"]) for found in properties if "walks" in found]
    if told:
        terminalreporter.section("random walks")
        terminalreporter.write_line(str(Coverage.sum(told)))
