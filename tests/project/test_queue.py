"""The queue on PostgreSQL goes on after its connections were cut."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from kombu import Connection, Queue
from kombu.transport import pgmq

from config import broker, embedded
from config.database import ADMIN, PORT, QUEUE, broker_settings, socket_folder
from tests.project.clients import wait_until

TAKEN = 2
"""Messages one consumer may be working on."""


@pytest.mark.parametrize("answer", ["ack", "reject", "requeue"])
def test_whose_answer_was_lost_takes_the_next_message(tmp_path: Path, answer: str) -> None:
    data = tmp_path / "data"
    with embedded.hold(data, durable=False):
        url, options = broker_settings({}, data)
        with Connection(url, transport_options=options | {"visibility_timeout": 1}) as connection:
            assert isinstance(connection.transport, broker.Transport)
            taken = _taken(connection)

            with _cut_off(data):
                for message in taken[:TAKEN]:
                    with pytest.raises(psycopg.OperationalError):
                        getattr(message, answer)()

            _drain(connection, taken, TAKEN + 1)


@pytest.mark.parametrize(
    ("options", "waits"), [({"wait_time_seconds": 0}, [broker.LOOK_UP, 0.1, None]), ({}, [2.0, 0.1, None])]
)
def test_who_polls_for_messages_looks_up_long_before_the_worker_asks_to(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, int], waits: list[float | None]
) -> None:
    waited: list[float | None] = []
    monkeypatch.setattr(pgmq.Transport, "drain_events", lambda _self, _connection, timeout: waited.append(timeout))
    transport = broker.Transport(Connection("memory://", transport_options=options))
    for timeout in (2.0, 0.1, None):
        transport.drain_events(None, timeout=timeout)
    assert waited == waits


def _taken(connection: Connection) -> list[Any]:
    """Three messages in the queue, two of them with a consumer that takes no more; the list goes on growing."""
    channel = connection.channel()
    queue = Queue("kawal", channel=channel)
    queue.declare()
    for number in range(TAKEN + 1):
        connection.Producer(channel).publish(number, routing_key="kawal")
    taken: list[Any] = []
    consumer = connection.Consumer(queue, channel=channel, on_message=taken.append, accept=["json"])
    consumer.qos(prefetch_count=TAKEN)
    consumer.consume()
    _drain(connection, taken, TAKEN)
    return taken


def _drain(connection: Connection, taken: list[Any], count: int) -> None:
    """Wait until so many messages were taken."""

    def all_taken() -> bool:
        with suppress(TimeoutError):
            connection.drain_events(timeout=1)
        return len(taken) >= count

    wait_until(all_taken)


@contextmanager
def _cut_off(data: Path) -> Iterator[None]:
    """Within: every connection of the queue's role is cut, and it gets no new one."""
    with psycopg.connect(
        host=str(socket_folder(data)), port=PORT, user=ADMIN, dbname="kawal", autocommit=True
    ) as administrator:
        administrator.execute(f"ALTER ROLE {QUEUE} NOLOGIN")
        ended = administrator.execute(
            "SELECT bool_and(pg_terminate_backend(pid, 20000)) FROM pg_stat_activity WHERE usename = %s", [QUEUE]
        ).fetchone()
        assert ended == (True,)  # the signal alone would leave a connection time for one more answer
        yield
        administrator.execute(f"ALTER ROLE {QUEUE} LOGIN")
