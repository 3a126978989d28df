"""One command runs all of Kawal; it ends cleanly, and comes back after any of its processes was killed."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from config.database import BASE_DIR, RUNTIME, socket_folder
from tests.installation import Kawal, environment, free_port, run
from tests.project.clients import children_of, keeper_of, kill_all, lives, postgres_processes, wait_until


@pytest.fixture
def serve(prepared: Path, tmp_path: Path, port: int) -> Iterator[Callable[[], Kawal]]:
    """Start Kawal, again and again in the same data folder; nothing of it may run afterwards."""
    with serving(prepared, tmp_path, port) as start:
        yield start


@pytest.fixture(scope="module")
def running(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kawal]:
    """One Kawal for the tests after which it runs as before."""
    with serving(prepared, tmp_path_factory.mktemp("running"), free_port()) as start:
        yield start()


@contextmanager
def serving(prepared: Path, home: Path, port: int) -> Iterator[Callable[[], Kawal]]:
    """A way to start Kawal in a copy of what is prepared."""
    started: list[Kawal] = []
    subprocess.run(["cp", "-a", prepared, home], check=True)

    def start() -> Kawal:
        started.append(Kawal(home / "data", port))
        started[-1].wait_until_ready()
        return started[-1]

    yield start
    for kawal in started:
        if kawal.process.poll() is None:
            kawal.stop()
    wait_until(lambda: not postgres_processes(home / "data"), seconds=60)


def test_ctrl_c_ends_everything_cleanly(serve):
    kawal = serve()
    children = kawal.children()
    assert sorted(children) == ["beat", "web", "worker"]
    assert kawal.is_healthy()
    assert f"Kawal is ready: {kawal.address}/" in kawal.said()

    assert kawal.stop() == 0

    assert kawal.said().rstrip().endswith("Kawal is stopped.")
    assert not any(Path(f"/proc/{process}").exists() for process in children.values())
    wait_until(lambda: not postgres_processes(kawal.data))


def test_other_commands_share_its_database_and_may_be_killed(running):
    kawal = running
    postmaster = postgres_processes(kawal.data)[0]
    pause = "from django.db import connection; connection.ensure_connection(); print('in', flush=True); input()"
    others = [_shell(kawal.data, pause) for _ in range(2)]
    for other in others:
        assert other.stdout.readline() == "in\n"

    others[0].kill()
    others[0].wait()

    assert kawal.is_healthy()
    assert others[1].communicate("\n")[1] == ""
    assert others[1].returncode == 0
    assert postgres_processes(kawal.data)[0] == postmaster


def test_a_killed_worker_and_beat_and_database_come_back(running):
    kawal = running
    before = kawal.children()

    kill_all([before["worker"], before["beat"], keeper_of(kawal.data), postgres_processes(kawal.data)[0]])
    wait_until(lambda: kawal.said().count("started again") >= 3, seconds=60)

    wait_until(kawal.is_healthy, seconds=60)
    assert kawal.children()["web"] == before["web"]


def test_a_worker_whose_process_was_killed_while_it_waited_works_on(running):
    kawal = running

    for process in children_of(kawal.children()["worker"]):  # one of them holds the lock of the pipe they wait at
        kill_all([process])

    with _product(kawal.data) as product:
        product.execute("UPDATE notifications_heartbeat SET at = 'epoch' WHERE name = 'worker'")
    wait_until(kawal.is_healthy, seconds=60)


def test_a_killed_web_server_ends_everything_with_one_line(serve):
    kawal = serve()

    kill_all([kawal.children()["web"]])

    assert kawal.process.wait(60) == 1
    assert "kawal: the web ended by itself (exit -9); everything stops" in kawal.said()


def test_after_everything_is_killed_the_next_start_works_and_has_every_row(serve):
    kawal = serve()
    parts = kawal.children()
    with _product(kawal.data) as product:
        product.execute("INSERT INTO notifications_heartbeat VALUES ('kept', now())")

    kill_all([kawal.process.pid, *parts.values(), keeper_of(kawal.data), *postgres_processes(kawal.data)])
    kawal.process.wait()
    again = serve()

    assert again.is_healthy()
    with _product(kawal.data) as product:
        assert product.execute("SELECT count(*) FROM notifications_heartbeat WHERE name = 'kept'").fetchone() == (1,)
    assert again.stop() == 0


def test_when_only_the_command_is_killed_its_parts_end_by_themselves(serve):
    kawal = serve()
    parts = kawal.children()

    kill_all([kawal.process.pid])
    kawal.process.wait()

    wait_until(lambda: not any(lives(process) for process in parts.values()), seconds=60)
    wait_until(lambda: not postgres_processes(kawal.data), seconds=60)


def test_a_busy_port_is_named_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        result = run(["serve"], tmp_path / "data", PORT=str(port))

    assert result.returncode == 1
    assert result.stderr == (
        f"kawal: port {port} on 127.0.0.1 cannot be used (Address already in use): set PORT to another\n"
    )


def test_an_unwritable_data_folder_is_named_in_one_line():
    result = run(["check"], Path("/proc/kawal"))

    assert result.returncode == 1
    assert result.stderr.startswith("kawal: cannot write to the data folder /proc/kawal (KAWAL_DATA): ")
    assert result.stderr.count("\n") == 1


def test_a_foreign_postgresql_version_is_named_in_one_line(tmp_path):
    server = tmp_path / "data" / "postgres"
    server.mkdir(parents=True)
    (server / "PG_VERSION").write_text("9\n")

    result = run(["check"], tmp_path / "data")

    assert result.returncode == 1
    assert result.stderr.startswith(f"kawal: {server} was made by PostgreSQL 9")
    assert result.stderr.count("\n") == 1
    assert (server / "PG_VERSION").read_text() == "9\n"


def _product(data: Path) -> psycopg.Connection:
    return psycopg.connect(host=str(socket_folder(data)), port=5432, user=RUNTIME, dbname="kawal", autocommit=True)


def _shell(data: Path, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=BASE_DIR,
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
