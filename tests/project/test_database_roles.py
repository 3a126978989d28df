"""The product's role is weak: it owns nothing, and each role reaches only what is its own."""

from __future__ import annotations

import pytest
from django.db import connection

from config.database import RUNTIME


@pytest.mark.django_db
def test_the_product_connects_as_the_runtime_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (RUNTIME,)


@pytest.mark.django_db
def test_rows_of_one_test_are_not_seen_by_the_next():
    from notifications.models import Heartbeat

    assert not Heartbeat.objects.exists()
