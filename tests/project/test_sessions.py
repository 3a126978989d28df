"""A login ends when nobody works with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Now

from notifications.tasks import beat, forget

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    """An officer who is logged in."""
    user = get_user_model().objects.create(username="siti", full_name="Siti", email="siti@example.org")
    client.force_login(user)
    beat()
    client.get("/healthz")
    return user


def _walk_away(client, seconds: int) -> None:
    session = client.session
    session["seen"] -= seconds
    session.save()


def test_after_half_an_hour_without_a_request_the_login_is_over(client, officer):
    _walk_away(client, settings.KAWAL_IDLE_SECONDS + 5)

    client.get("/healthz")

    assert "_auth_user_id" not in client.session


def test_whoever_keeps_working_stays_logged_in(client, officer):
    for _ in range(3):
        _walk_away(client, settings.KAWAL_IDLE_SECONDS - 60)
        client.get("/healthz")

    assert client.session["_auth_user_id"] == str(officer.pk)


def test_a_login_ends_with_its_session(client, officer):
    Session.objects.update(expire_date=Now() - timedelta(seconds=1))

    assert client.get("/kerja/").status_code == 302


def test_a_login_ends_with_the_account(client, officer):
    assert client.get("/kerja/").status_code == 200
    get_user_model().objects.update(is_active=False)

    assert client.get("/kerja/").status_code == 302


def test_session_and_account_are_read_by_kept_statements(client, officer):
    client.get("/kerja/")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements"
            " WHERE statement ~ 'FROM \"(django_session|casework_user)\"' AND generic_plans + custom_plans > 0"
        )
        assert cursor.fetchone() == (2,)


def test_sessions_that_are_over_are_deleted(client, officer):
    client.get("/kerja/")
    forget()
    assert Session.objects.exists()
    Session.objects.update(expire_date=Now() - timedelta(seconds=1))

    forget()

    assert not Session.objects.exists()
