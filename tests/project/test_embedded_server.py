"""The embedded server survives whatever happens to the processes around it, and loses no committed row."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from config import embedded
from config.database import BASE_DIR, QUEUE, RUNTIME, server_folder, socket_folder
from config.embedded import cluster, locks
from config.embedded.account import server_account
from config.errors import StartError
from tests.project.clients import (
    Writer,
    connected,
    highest_number,
    keeper_of,
    kill_all,
    postgres_processes,
    wait_until,
)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder of the test's own; nothing may run in it afterwards."""
    folder = tmp_path / "data"
    yield folder
    wait_until(lambda: not postgres_processes(folder), seconds=60)


@pytest.fixture
def writer(data: Path) -> Iterator[Writer]:
    """A user of the server who writes rows until it is killed."""
    process = Writer(data)
    yield process
    process.kill()


def test_the_server_stops_when_nobody_uses_it(data):
    with embedded.hold(data):
        assert postgres_processes(data)

    wait_until(lambda: not postgres_processes(data))
    assert not locks.keeper_is_ready(data)


def test_a_second_and_third_user_share_the_server_of_the_first(data, writer):
    second, third = embedded.hold(data), embedded.hold(data)
    writer.wait_for_rows(10)
    postmaster = postgres_processes(data)[0]

    writer.kill()
    second.release()

    assert postgres_processes(data)[0] == postmaster
    assert highest_number(data) >= 10
    third.release()


def test_ten_users_at_once_start_one_server(data):
    joining = "import sys, pathlib; from config import embedded; embedded.hold(pathlib.Path(sys.argv[1]))"
    users = [subprocess.Popen([sys.executable, "-c", joining, str(data)], cwd=BASE_DIR) for _ in range(10)]

    assert [user.wait(60) for user in users] == [0] * 10


@pytest.mark.parametrize("victims", ["the keeper", "the postmaster", "all backends"])
def test_whichever_is_killed_the_server_comes_back_with_every_committed_row(data, writer, victims):
    writer.wait_for_rows(200)
    with embedded.hold(data) as share:
        postmaster, *backends = postgres_processes(data)
        kill_all({"the keeper": [keeper_of(data)], "the postmaster": [postmaster], "all backends": backends}[victims])
        told = writer.kill()

        share.ensure()

        assert highest_number(data) >= told


def test_after_everything_is_killed_under_load_the_next_start_finds_every_committed_row(data, writer):
    writer.wait_for_rows(300)

    kill_all([keeper_of(data), *postgres_processes(data)])
    told = writer.kill()
    with embedded.hold(data):
        assert highest_number(data) >= max(told, 300)


def test_a_server_folder_half_made_is_made_anew(data):
    data.mkdir(mode=0o700)
    (data / "postgres.new").mkdir()
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")

    with embedded.hold(data):
        assert _answers(data)
        assert not (data / "postgres.new").exists()


def test_a_pid_file_that_names_a_stranger_does_not_keep_the_server_from_starting(data):
    embedded.hold(data).release()
    wait_until(lambda: not locks.keeper_is_ready(data))
    (server_folder(data) / "postmaster.pid").write_text(f"{os.getpid()}\n{server_folder(data)}\n0\n5432\n")

    with embedded.hold(data):
        assert _answers(data)


def test_a_private_parent_folder_stays_private(tmp_path):
    parent = tmp_path / "home"
    parent.mkdir(mode=0o700)
    parent.chmod(0o700)

    with embedded.hold(parent / "data"):
        assert _answers(parent / "data")
        assert parent.stat().st_mode & 0o777 == 0o700
        assert (parent / "data").stat().st_mode & 0o777 == 0o700
    wait_until(lambda: not postgres_processes(parent / "data"))


def test_a_data_folder_too_deep_for_a_socket_works_through_a_short_link(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)

    with embedded.hold(deep):
        assert _answers(deep)
        link = socket_folder(deep)
        assert link.readlink() == server_folder(deep)
    wait_until(lambda: not postgres_processes(deep))
    link.unlink()


def test_a_folder_of_another_postgresql_version_is_refused_and_left_alone(data):
    server_folder(data).mkdir(parents=True)
    (server_folder(data) / "PG_VERSION").write_text("9\n")

    with pytest.raises(StartError, match=r"made by PostgreSQL 9.*KAWAL_PG_BIN"):
        embedded.hold(data)

    assert (server_folder(data) / "PG_VERSION").read_text() == "9\n"


def test_a_folder_that_is_not_postgresqls_is_refused_and_left_alone(data):
    server_folder(data).mkdir(parents=True)
    (server_folder(data) / "letter.txt").write_text("mine")

    with pytest.raises(StartError, match="is not a PostgreSQL folder"):
        embedded.hold(data)

    assert (server_folder(data) / "letter.txt").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_named():
    with pytest.raises(StartError, match=r"cannot write to the data folder /proc/kawal \(KAWAL_DATA\)"):
        embedded.hold(Path("/proc/kawal"))


def test_a_full_disk_is_named_before_anything_is_made(data, monkeypatch):
    data.mkdir()
    full = SimpleNamespace(f_bavail=10, f_frsize=4096)
    monkeypatch.setattr("config.embedded.cluster.os.statvfs", lambda _: full)

    with pytest.raises(StartError, match=r"the disk of .* is full: 0 MB free, 150 MB needed"):
        cluster.prepare(data, Path("/nowhere"), 18, server_account(data / "postgres"))

    assert list(data.iterdir()) == []


def test_missing_programs_are_named(data, monkeypatch):
    monkeypatch.setenv("KAWAL_PG_BIN", "/nowhere")

    with pytest.raises(StartError, match="KAWAL_PG_BIN=/nowhere has no program postgres"):
        embedded.hold(data)


def test_the_queues_role_sees_no_table_of_the_product(data):
    with embedded.hold(data):
        with connected(data) as owner:
            owner.execute("CREATE TABLE secret (word text)")

        with _connect(data, QUEUE) as queue, pytest.raises(psycopg.errors.InsufficientPrivilege):
            queue.execute("SELECT * FROM public.secret")
        with _connect(data, QUEUE) as queue:
            assert queue.execute("SELECT count(*) FROM pgmq.list_queues()").fetchone() == (0,)


def test_the_products_role_works_on_rows_but_not_on_tables(data):
    with embedded.hold(data):
        with connected(data) as owner:
            owner.execute("CREATE TABLE thing (word text)")

        with _connect(data, RUNTIME) as product:
            product.execute("INSERT INTO thing VALUES ('a')")
            for forbidden in (
                "TRUNCATE thing",
                "DROP TABLE thing",
                "CREATE TABLE mine (a int)",
                "SET ROLE kawal_owner",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    product.execute(forbidden)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                product.execute("SELECT * FROM pgmq.meta")


def _connect(data: Path, role: str) -> psycopg.Connection:
    return psycopg.connect(host=str(socket_folder(data)), port=5432, user=role, dbname="kawal", autocommit=True)


def _answers(data: Path) -> bool:
    try:
        with connected(data) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False
