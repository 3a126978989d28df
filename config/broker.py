"""The queue on PostgreSQL, as kombu's transport has it, but without a leak and quick to stop."""

from __future__ import annotations

from typing import Any

import psycopg
from kombu.transport import TRANSPORT_ALIASES, pgmq

LOOK_UP = 0.3
"""Seconds after which a worker that waits for messages looks whether it was asked to stop."""


class Channel(pgmq.Channel):
    """Forgets a message that could not be acknowledged because the database was away.

    Kombu's channel goes on counting it as being worked on. With as many of them as a worker may take at once, it takes
    no more and waits for ever, while nothing seems wrong. The message itself comes back when its time is over.
    """

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        try:
            super().basic_ack(delivery_tag, multiple=multiple)
        except psycopg.Error:
            self.qos.ack(delivery_tag)
            raise

    def basic_reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        try:
            super().basic_reject(delivery_tag, requeue=requeue)
        except psycopg.Error:
            self.qos.reject(delivery_tag, requeue=False)
            raise


class Transport(pgmq.Transport):
    """The transport behind `pgmq://`."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **_: Any) -> None:
        """Wait for messages so many seconds, or without limit; where they are polled no longer than `LOOK_UP`.

        Celery's worker waits two, sees only then that it was asked to stop, and waits once more before it does. Where
        the server is asked to wait (`wait_time_seconds`) it is not asked more often for that.
        """
        options = self.client.transport_options if self.client else {}
        if timeout and options.get("wait_time_seconds") == 0:
            timeout = min(timeout, LOOK_UP)
        super().drain_events(connection, timeout=timeout)


TRANSPORT_ALIASES["pgmq"] = "config.broker:Transport"
