"""Background work of the notification service."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command
from django.db import connection

from casework import engine
from casework.organisations import drop_ended_permissions
from casework.saved_forms import delete_expired
from notifications.delivering import deliver
from notifications.relaying import relay
from notifications.reporting import report

HEARTBEAT = """
    INSERT INTO notifications_heartbeat (name, at) VALUES (%s, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET at = greatest(notifications_heartbeat.at, excluded.at)
"""


@shared_task
def beat() -> None:
    """Note that beat sent this task and a worker ran it. The database's real clock counts, not the cases' clock."""
    _note("worker")


@shared_task
def sweep() -> None:
    """Let the engine look at what time brought about, and note that it did; idempotent, in any number of workers."""
    engine.sweep()
    _note("sweep")


@shared_task
def name_heads() -> None:
    """Name heads in sealed cases whose named persons' roles have ended; idempotent, in any number of workers."""
    engine.name_heads()


@shared_task
def pass_on_work() -> None:
    """Move what people still hold whose last role in an office has ended; idempotent, in any number of workers."""
    engine.pass_on_work()


@shared_task
def notify() -> None:
    """Pass on what the outbox holds and send what is due; idempotent, in any number of workers."""
    relay()
    deliver()
    _note("notify")


@shared_task
def weekly() -> None:
    """Tell supervisors on Monday morning how their offices stand; asked every quarter of an hour, done once a week."""
    report()


@shared_task
def forget() -> None:
    """Delete what had its time: half-typed forms after a week, sessions and permissions that are over."""
    delete_expired()
    call_command("clearsessions")
    drop_ended_permissions()


def _note(part: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(HEARTBEAT, [part])
