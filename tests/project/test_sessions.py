"""A login ends when nobody works with it."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from notifications.tasks import beat

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
