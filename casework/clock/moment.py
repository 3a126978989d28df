"""The one clock: the database's."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from casework.clock.calendar import local


def now() -> datetime:
    """The time, in UTC, by the SQL function `kawal_now()`; one query.

    `django.utils.timezone.now` is forbidden in Kawal's apps (lint): servers' clocks differ, and test
    databases move this one. Inside an act take it after the lock, never before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT kawal_now()")
        row = cursor.fetchone()
    moment: datetime = row[0]
    return moment.astimezone(UTC)


def today(zone: str) -> date:
    """The day it is in a zone (`Asia/Jakarta`, ...), for instance that of an office; one query."""
    return local(now(), zone).date()
