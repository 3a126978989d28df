"""Kawal runs on Redis and RabbitMQ as on its own queue: work is done, a killed worker is replaced, it ends warm."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.database import RUNTIME, socket_folder
from tests.installation import Kawal
from tests.project.clients import postgres_processes, wait_until

pytestmark = pytest.mark.brokers

RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _answers(port_of_broker: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port_of_broker), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def _running(command: list[str], home: Path, port_of_broker: int, more: dict[str, str]) -> Iterator[None]:
    """Run a broker in a folder of its own, on loopback, and end it with everything it started."""
    with (home / "output").open("w") as output:
        process = subprocess.Popen(
            command, cwd=home, env=os.environ | more, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until(lambda: _answers(port_of_broker) or process.poll() is not None, seconds=300)
        assert process.poll() is None, (home / "output").read_text()
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def redis(home: Path) -> Iterator[str]:
    """A Redis server; its address."""
    at = _free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(at), "--save", "", "--dir", str(home)]
    with _running(command, home, at, {}):
        yield f"redis://127.0.0.1:{at}/0"


@contextmanager
def rabbitmq(home: Path) -> Iterator[str]:
    """A RabbitMQ server; its address."""
    at = _free_port()
    (home / "plugins").write_text("[].")
    named = {
        "NODENAME": f"kawal{at}@localhost",
        "NODE_IP_ADDRESS": "127.0.0.1",
        "NODE_PORT": str(at),
        "DIST_PORT": str(_free_port()),
        "MNESIA_BASE": str(home / "mnesia"),
        "LOG_BASE": str(home / "log"),
        "PID_FILE": str(home / "pid"),
        "ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "CONF_ENV_FILE": str(home / "none"),
    }
    more = {f"RABBITMQ_{name}": value for name, value in named.items()}
    with _running([RABBITMQ], home, at, {**more, "HOME": str(home), "ERL_EPMD_ADDRESS": "127.0.0.1"}):
        yield f"amqp://guest:guest@127.0.0.1:{at}//"


BROKERS = {"redis": (redis, "redis-server"), "rabbitmq": (rabbitmq, RABBITMQ)}


@pytest.mark.parametrize("name", BROKERS)
def test_work_is_done_a_killed_worker_is_replaced_and_everything_ends_warm(
    name: str,
    prepared: Path,
    port: int,
    tmp_path: Path,
) -> None:
    start, program = BROKERS[name]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    subprocess.run(["cp", "-a", prepared, tmp_path], check=True)
    home = tmp_path / "broker"
    home.mkdir()
    with start(home) as url:
        kawal = Kawal(tmp_path / "data", port, {"BROKER_URL": url})
        try:
            kawal.wait_until_ready()
            assert kawal.is_healthy()
            os.kill(kawal.children()["worker"], signal.SIGKILL)
            before = _last_sign(kawal.data)
            wait_until(lambda: _last_sign(kawal.data) > before, seconds=60)
        finally:
            ended = kawal.stop()
        assert ended == 0
        assert kawal.said().rstrip().endswith("Kawal is stopped.")
    wait_until(lambda: not postgres_processes(tmp_path / "data"), seconds=60)


def _last_sign(data: Path) -> str:
    """When a worker last did what beat had sent."""
    with psycopg.connect(f"host='{socket_folder(data)}' user={RUNTIME} dbname=kawal") as connection:
        row = connection.execute("SELECT at::text FROM notifications_heartbeat WHERE name = 'worker'").fetchone()
    return row[0] if row else ""
