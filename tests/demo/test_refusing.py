"""Where the demonstration never goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.models import User

pytestmark = pytest.mark.django_db


def test_an_outside_database_never_gets_it(settings: Any) -> None:
    settings.KAWAL_DEMO, settings.KAWAL_EMBEDDED = True, False
    with pytest.raises(CommandError, match="DATABASE_URL"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_an_installation_that_wants_none_gets_none(settings: Any) -> None:
    settings.KAWAL_DEMO = False
    with pytest.raises(CommandError, match="KAWAL_DEMO=0"):
        call_command("load_demo")


def test_offices_that_are_there_are_left_alone(world: Any, settings: Any) -> None:
    settings.KAWAL_DEMO = True
    with pytest.raises(CommandError, match="another KAWAL_DATA"):
        call_command("load_demo")
