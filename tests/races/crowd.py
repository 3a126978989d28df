"""Many processes at once, each with its own connection as the runtime role: started from one that has Django loaded.

The test talks to the crowd's leader, which forks; a forked member does its work and writes what came of it, line by
line as JSON, into a file of its own. A member may be killed at any moment.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from config.database import BASE_DIR
from tests import database


class Crowd:
    """The leader's process, as the test sees it."""

    def __init__(self, name: str, folder: Path) -> None:
        self._folder = folder
        self._started = 0
        self._leader = subprocess.Popen(
            [sys.executable, "-m", "tests.races.crowd"],
            cwd=BASE_DIR,
            env=dict(database.environment(name)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run(self, work: str, number: int, **arguments: Any) -> list[list[Any]]:
        """Let so many members do `work` (a function of `tests.races.work`) together; what each of them told."""
        files = [self._file() for _member in range(number)]
        self._ask({"work": work, "files": [str(file) for file in files], "arguments": arguments, "wait": True})
        told = [told_in(file) for file in files]
        faults = [line["fault"] for lines in told for line in lines if isinstance(line, dict) and "fault" in line]
        assert not faults, faults[0]
        return told

    def start(self, work: str, **arguments: Any) -> Member:
        """Let one member begin, and go on without waiting for it."""
        file = self._file()
        (pid,) = self._ask({"work": work, "files": [str(file)], "arguments": arguments, "wait": False})
        return Member(pid, file)

    def _file(self) -> Path:
        self._started += 1
        file = self._folder / f"{self._started}.told"
        file.touch()
        return file

    def _ask(self, job: dict[str, Any]) -> list[int]:
        assert self._leader.stdin
        assert self._leader.stdout
        self._leader.stdin.write(json.dumps(job) + "\n")
        return json.loads(self._leader.stdout.readline())

    def leave(self) -> None:
        """End the leader, who ends whoever still works."""
        assert self._leader.stdin
        self._leader.stdin.close()
        self._leader.wait(60)


class Member:
    """One started process: what it tells is read as it comes."""

    def __init__(self, pid: int, file: Path) -> None:
        self.pid, self._lines = pid, file.open()

    def hear(self, seconds: float = 60) -> Any:
        """The next thing it tells; fails when nothing comes for so long."""
        until, line = time.monotonic() + seconds, ""
        while not line.endswith("\n"):
            line += self._lines.readline()
            if not line.endswith("\n"):
                assert time.monotonic() < until, f"process {self.pid} tells nothing"
                select.select([], [], [], 0.001)
        return json.loads(line)

    def kill(self) -> list[Any]:
        """Kill -9; what it had still told."""
        os.kill(self.pid, signal.SIGKILL)
        return [json.loads(line) for line in self._lines.read().split("\n")[:-1] if line]


def told_in(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text().splitlines()]


@contextmanager
def crowd_in(name: str, folder: Path) -> Iterator[Crowd]:
    """A crowd that works in a database."""
    crowd = Crowd(name, folder)
    try:
        yield crowd
    finally:
        crowd.leave()


def lead() -> None:
    """The leader: fork members for every job that comes in by standard input, until that is closed."""
    import django

    django.setup()
    import_module("casework.engine")
    import_module("tests.races.work")
    working: set[int] = set()
    for line in sys.stdin:
        job = json.loads(line)
        together = multiprocessing.Barrier(len(job["files"]))
        begun = [_fork(job, index, Path(file), together) for index, file in enumerate(job["files"])]
        working = {pid for pid in working if os.waitpid(pid, os.WNOHANG) == (0, 0)}
        if job["wait"]:
            for pid in begun:
                os.waitpid(pid, 0)
        else:
            working.update(begun)
        print(json.dumps(begun), flush=True)  # noqa: T201  (the answer to the test)
    for pid in working:
        if os.waitpid(pid, os.WNOHANG) == (0, 0):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _fork(job: dict[str, Any], index: int, file: Path, together: Any) -> int:
    pid = os.fork()
    if pid:
        return pid
    with file.open("a", buffering=1) as out:
        try:
            work = getattr(import_module("tests.races.work"), job["work"])
            work(Teller(out), index, together, **job["arguments"])
        except BaseException:
            Teller(out)({"fault": traceback.format_exc()})
    os._exit(0)


class Teller:
    """How a member tells something: one line of JSON, out at once."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def __call__(self, what: Any) -> None:
        self._out.write(json.dumps(what) + "\n")


if __name__ == "__main__":
    lead()
