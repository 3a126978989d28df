"""A demonstration never becomes production by accident."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from config import startup
from config.errors import StartError
from tests.factories.places import a_user


def complaints() -> set[str]:
    return {str(found.id) for found in run_checks(include_deployment_checks=True) if str(found.id).startswith("kawal")}


@pytest.fixture
def demo_user(db: None) -> None:
    siti = a_user("Siti")
    siti.is_demo = True
    siti.save()


def test_the_embedded_database_is_refused(db):
    assert complaints() == {"kawal.E102"}


@override_settings(KAWAL_EMBEDDED=False)
def test_an_outside_database_without_demo_users_is_accepted(db):
    a_user("Budi")

    assert complaints() == set()


@override_settings(KAWAL_EMBEDDED=False)
def test_a_demo_user_is_refused(demo_user):
    assert complaints() == {"kawal.E101"}


def test_the_command_fails_and_names_what_is_wrong(demo_user):
    with pytest.raises(CommandError, match=r"(?s)kawal\.E101.*kawal\.E102|kawal\.E102.*kawal\.E101"):
        call_command("check", deploy=True)


@override_settings(KAWAL_EMBEDDED=False)
def test_a_database_that_cannot_be_asked_is_refused(committed_db, monkeypatch):
    connections.close_all()
    with monkeypatch.context() as there:  # undone before the database of this test goes
        there.setitem(connections["default"].settings_dict, "NAME", "there_is_none")

        assert complaints() == {"kawal.E103"}


def test_an_ordinary_check_does_not_complain(db):
    assert [found.id for found in run_checks() if str(found.id).startswith("kawal.E1")] == []


@pytest.fixture
def real_clock(as_owner):
    as_owner.execute("ALTER TABLE kawal_test_clock RENAME TO elsewhere")


@override_settings(KAWAL_EMBEDDED=False)
def test_nothing_starts_on_an_outside_database_with_a_demo_user(real_clock):
    siti = a_user("Siti")
    startup.refuse_unsafe_database()
    siti.is_demo = True
    siti.save()

    with pytest.raises(StartError, match=f"the demonstration login {siti.username} is in this database"):
        startup.refuse_unsafe_database()


def test_the_embedded_database_starts_with_demo_users(real_clock):
    siti = a_user("Siti")
    siti.is_demo = True
    siti.save()

    startup.refuse_unsafe_database()
