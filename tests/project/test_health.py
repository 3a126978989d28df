"""/healthz answers 200 only when every part gave a sign of life lately."""

from __future__ import annotations

import pytest
from django.db import connection

from config.health import SILENCE_ALLOWED, SWEEP_SILENCE_ALLOWED
from notifications.tasks import beat, sweep

pytestmark = pytest.mark.django_db


def test_without_any_heartbeat_it_names_worker_and_beat(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"down: worker or beat\n")


def test_after_a_heartbeat_it_says_ok(client):
    beat()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


def test_an_old_heartbeat_does_not_count(client):
    beat()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_heartbeat SET at = at - make_interval(secs => %s)", [SILENCE_ALLOWED + 1])

    assert client.get("/healthz").status_code == 503


def test_it_tells_when_the_last_sweep_ended(client):
    beat()
    sweep()

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.content.startswith(b"ok\nlast sweep 20")


def test_deadlines_that_nobody_sweeps_any_more_are_named(client):
    beat()
    sweep()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_heartbeat SET at = at - make_interval(secs => %s) WHERE name = 'sweep'",
            [SWEEP_SILENCE_ALLOWED + 1],
        )

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.content.startswith(b"down: sweep\nlast sweep 20")


def test_an_unreachable_database_is_named(client, monkeypatch):
    monkeypatch.setattr("config.health.RECENT", "SELECT * FROM a_table_that_is_not_there")

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"down: database\n")


def test_it_changes_nothing(client):
    assert client.post("/healthz").status_code == 405


def test_its_answer_carries_the_security_headers_of_every_page(client):
    answer = client.get("/healthz")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
