"""The queue on PostgreSQL, as kombu's transport has it, without a leak that would in time stop every worker."""

from __future__ import annotations

from typing import Any

import psycopg
from kombu.transport import TRANSPORT_ALIASES, pgmq


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


TRANSPORT_ALIASES["pgmq"] = "config.broker:Transport"
