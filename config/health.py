"""Is everything up? For monitoring, and for whoever waits for the start."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SILENCE_ALLOWED = 20
"""Seconds without a heartbeat after which worker or beat count as down; beat sends one every 2 s."""

RECENT = "SELECT extract(epoch FROM clock_timestamp() - at) FROM notifications_heartbeat WHERE name = 'worker'"


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when web, database, worker and beat are up, else 503 with the part that is not.

    A heartbeat is sent by beat and written by the worker, so a recent one proves both.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(RECENT)
            row = cursor.fetchone()
    except DatabaseError:
        return _answer("database", 503)
    if row is None or row[0] > SILENCE_ALLOWED:
        return _answer("worker or beat", 503)
    return _answer("", 200)


def _answer(down: str, status: int) -> HttpResponse:
    return HttpResponse(f"down: {down}\n" if down else "ok\n", status=status, content_type="text/plain")
