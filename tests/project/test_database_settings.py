"""Which database and which role a process gets from its environment."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from config import database, keys
from config.celery import app
from config.errors import StartError

DATA = Path("/srv/kawal")
OUTSIDE = {
    "DATABASE_URL": "postgresql://kawal_app:p%40ss@db.example:5433/kawal?sslmode=verify-full&options=-c%20statement_timeout%3D60000",
    "KAWAL_OWNER_URL": "postgresql://kawal_owner:other@db.example/kawal",
}


def test_without_a_url_it_is_the_embedded_server_as_the_runtime_role():
    settings = database.connection_settings({}, DATA)

    assert (settings["HOST"], settings["NAME"], settings["USER"]) == ("/srv/kawal/postgres", "kawal", "kawal_app")


def test_a_schema_command_connects_as_the_owner():
    assert database.connection_settings({"KAWAL_ROLE": "owner"}, DATA)["USER"] == "kawal_owner"


def test_a_url_wins_and_keeps_the_drivers_options():
    settings = database.connection_settings(OUTSIDE, DATA)

    assert (settings["HOST"], settings["PORT"], settings["PASSWORD"]) == ("db.example", "5433", "p@ss")
    assert settings["OPTIONS"] == {
        "sslmode": "verify-full",
        "options": "-c plan_cache_mode=force_generic_plan -c statement_timeout=60000",
    }
    assert database.connection_settings(OUTSIDE | {"KAWAL_ROLE": "owner"}, DATA)["USER"] == "kawal_owner"


def test_a_schema_command_on_an_outside_server_needs_the_owners_url():
    with pytest.raises(StartError, match="KAWAL_OWNER_URL"):
        database.connection_settings({"DATABASE_URL": OUTSIDE["DATABASE_URL"], "KAWAL_ROLE": "owner"}, DATA)


@pytest.mark.parametrize("url", ["mysql://db/kawal", "postgresql://db.example", "kawal"])
def test_what_is_no_postgresql_url_is_refused(url):
    with pytest.raises(StartError, match="DATABASE_URL must look like postgresql://"):
        database.connection_settings({"DATABASE_URL": url}, DATA)


def test_an_outside_server_needs_a_broker_of_its_own():
    with pytest.raises(StartError, match="BROKER_URL"):
        database.broker_settings(OUTSIDE, DATA)
    assert database.broker_settings(OUTSIDE | {"BROKER_URL": "redis://r/0"}, DATA) == ("redis://r/0", {})


def test_no_task_runs_longer_than_the_queue_hides_its_message():
    app.loader.import_default_modules()
    limits = {task.time_limit for name, task in app.tasks.items() if name.startswith("notifications.")}

    assert limits == {330}
    assert database.broker_settings({}, DATA)[1]["visibility_timeout"] > 330


def test_only_a_process_that_asks_for_it_has_a_pool():
    assert "pool" not in database.connection_settings({}, DATA)["OPTIONS"]
    assert database.connection_settings({"KAWAL_POOL": "8"}, DATA)["OPTIONS"]["pool"]["max_size"] == 8


def test_keys_are_made_once_and_only_for_this_user(tmp_path):
    key = keys.opening_key(tmp_path)

    assert keys.opening_key(tmp_path) == key
    assert len(key) == 32
    assert (tmp_path / "encryption_key").stat().st_mode & 0o777 == 0o600
    assert keys.secret_key(tmp_path) == keys.secret_key(tmp_path)


def test_a_key_from_the_environment_wins_and_must_have_32_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("KAWAL_ENCRYPTION_KEY", base64.b64encode(bytes(range(32))).decode())
    assert keys.opening_key(tmp_path) == bytes(range(32))

    monkeypatch.setenv("KAWAL_ENCRYPTION_KEY", "c2hvcnQ=")
    with pytest.raises(StartError, match="KAWAL_ENCRYPTION_KEY must be 32 random bytes"):
        keys.opening_key(tmp_path)
