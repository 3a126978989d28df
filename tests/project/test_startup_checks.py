"""Kawal refuses to start on a database that would not keep its promises."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

from config import startup
from config.database import OWNER, RUNTIME
from config.errors import StartError


@pytest.fixture
def real_clock(as_owner):
    """A database without the tests' clock, as production's."""
    as_owner.execute("ALTER TABLE kawal_test_clock RENAME TO elsewhere")


def test_the_product_connects_as_the_runtime_role(committed_db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (RUNTIME,)


def test_a_weak_role_that_owns_nothing_is_accepted(real_clock):
    startup.refuse_unsafe_database()


def test_the_schemas_owner_is_refused(real_clock, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "USER", OWNER)

    with pytest.raises(StartError, match="the runtime role kawal_owner owns tables"):
        startup.refuse_unsafe_database()


def test_a_superuser_is_refused(real_clock, monkeypatch):
    monkeypatch.setitem(connections["default"].settings_dict, "USER", "kawal_admin")

    with pytest.raises(StartError, match="the runtime role kawal_admin has more rights than it needs"):
        startup.refuse_unsafe_database()


def test_a_role_that_may_make_temporary_tables_is_refused(real_clock, as_owner, committed_db):
    as_owner.execute(f"GRANT TEMPORARY ON DATABASE {committed_db} TO {RUNTIME}")

    with pytest.raises(StartError, match=f"kawal_app may make temporary tables in {committed_db}"):
        startup.refuse_unsafe_database()


def test_a_database_with_the_tests_clock_is_refused(committed_db):
    with pytest.raises(StartError, match=f"the database {committed_db} has the tests' clock"):
        startup.refuse_unsafe_database()


def test_more_processes_than_the_database_has_room_for_are_refused(real_clock):
    with override_settings(KAWAL_WEB_PROCESSES=40, KAWAL_WEB_THREADS=8), pytest.raises(StartError, match="connections"):
        startup.refuse_unsafe_database()


def test_the_default_processes_fit_into_a_third_of_the_embedded_servers_connections():
    with override_settings(CELERY_BROKER_URL="pgmq://localhost"):
        assert startup.connections_needed() <= 45
    assert settings.KAWAL_WEB_PROCESSES == 2
