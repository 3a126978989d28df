"""The time is the database's, in UTC."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.clock import now


@pytest.mark.django_db
def test_now_is_the_databases_clock(clock):
    clock.advance(timedelta(days=40))
    later = now()
    clock.reset()
    assert timedelta(days=39) < later - now() < timedelta(days=41)
    assert later.utcoffset() == timedelta(0)
