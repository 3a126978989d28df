"""System checks `kawal.E1xx`, asked by `manage.py check --deploy`: what must not go into production."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections

from .startup import DEMO_USER


@register(Tags.security, deploy=True)
def check_no_demo_user(**_: Any) -> list[CheckMessage]:
    """Nobody may log in with a published password. One statement."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(DEMO_USER)
            found = cursor.fetchone()
    except DatabaseError as error:
        return [
            Error(
                f"The database cannot be asked whether it has demonstration logins: {str(error).splitlines()[0]}",
                hint="Run manage.py prepare, then check again.",
                id="kawal.E103",
            )
        ]
    if found is None:
        return []
    return [
        Error(
            f"The database has the demonstration login {found[0]}, whose password is published.",
            hint="Users are never deleted: begin with a new database and KAWAL_DEMO=0.",
            id="kawal.E101",
        )
    ]


@register(Tags.security, deploy=True)
def check_outside_database(**_: Any) -> list[CheckMessage]:
    """The embedded server is for trying out and one-machine pilots."""
    if not settings.KAWAL_EMBEDDED:
        return []
    return [
        Error(
            "The embedded database is not for production.",
            hint="Set DATABASE_URL and KAWAL_OWNER_URL to a PostgreSQL server (docs/operating.md).",
            id="kawal.E102",
        )
    ]
