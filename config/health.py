"""Is everything up? For monitoring, and for whoever waits for the start."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SILENCE_ALLOWED = 20
"""Seconds without a heartbeat after which worker or beat count as down; beat sends one every 2 s."""

SWEEP_SILENCE_ALLOWED = 300
"""Seconds without a finished sweep after which deadlines count as unwatched; beat sends one every 60 s."""

RECENT = """
    SELECT name, at, extract(epoch FROM clock_timestamp() - at)
    FROM notifications_heartbeat WHERE name IN ('worker', 'sweep')
"""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when web, database, worker and beat are up and deadlines are swept, else 503 with what is not.

    A heartbeat is sent by beat and written by the worker, so a recent one proves both. The answer says when the
    last sweep ended; an installation that has never swept yet has just been started.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(RECENT)
            signs = {name: (at, silence) for name, at, silence in cursor.fetchall()}
    except DatabaseError:
        return _answer("down: database", 503)
    if "worker" not in signs or signs["worker"][1] > SILENCE_ALLOWED:
        return _answer("down: worker or beat", 503)
    if "sweep" not in signs:
        return _answer("ok", 200)
    swept_at, silence = signs["sweep"]
    last = f"last sweep {swept_at:%Y-%m-%dT%H:%M:%SZ}"
    return _answer(f"down: sweep\n{last}", 503) if silence > SWEEP_SILENCE_ALLOWED else _answer(f"ok\n{last}", 200)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain")
