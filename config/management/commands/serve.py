"""Run all of Kawal on this machine: database, web, worker, beat."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from casework.administration import is_empty, make_code
from config import embedded
from config.demo.logins import logins
from config.embedded.locks import keeper_is_ready
from config.errors import StartError
from config.processes import Part, stop

HOST = "127.0.0.1"
START_PATIENCE = 90
"""Seconds until web, worker and beat must have shown a sign of life."""
LOOK_EVERY = 0.25
PYTHON = [sys.executable, "-m"]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
"""Workers need not talk to each other: they would do it through the database."""
CELERY = [*PYTHON, "celery", "--quiet", "-A", "config.celery"]


class Command(BaseCommand):
    help = "Run web, worker and beat with their database until Ctrl-C. PORT (default 8000) says where."

    def handle(self, *args: Any, **options: Any) -> None:
        """1. Refuse a busy port. 2. Prepare the database. 3. Start the parts. 4. Say so. 5. Watch. 6. Stop them."""
        self.wish_to_stop = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self.note_wish)
        self.port = free_port(os.environ.get("PORT", "8000"))
        self.share = embedded.hold(settings.KAWAL_DATA) if settings.KAWAL_EMBEDDED else None
        call_command("prepare")
        parts = self.parts()
        try:
            for part in parts:
                part.start()
            if self.wait_until_healthy(parts):
                self.announce()
            self.watch(parts)
        finally:
            stop(parts)
        self.stdout.write("Kawal is stopped.")

    def note_wish(self, *_: object) -> None:
        """Remember that somebody pressed Ctrl-C or sent a signal."""
        self.wish_to_stop = True

    def parts(self) -> list[Part]:
        """Return what runs beside the database, in the order it stops: first whoever makes new work."""
        descriptors = [self.share.descriptor] if self.share else []
        worker = ["worker", "--loglevel=WARNING", f"--concurrency={settings.KAWAL_WORKERS}"]
        return [
            Part("beat", [*CELERY, "beat", "--loglevel=WARNING", "--pidfile="], descriptors=descriptors),
            Part(
                "web",
                [*PYTHON, "gunicorn", "-c", "python:config.gunicorn", "config.wsgi:application"],
                vital=True,
                descriptors=descriptors,
            ),
            Part("worker", [*CELERY, *worker, *QUIET], descriptors=descriptors),
        ]

    def wait_until_healthy(self, parts: list[Part]) -> bool:
        """Return True when /healthz says that everything is up, False when asked to stop before."""
        deadline = time.monotonic() + START_PATIENCE
        while not self.wish_to_stop:
            self.revive(parts)
            complaint = complaint_at(f"http://{HOST}:{self.port}/healthz")
            if complaint is None:
                return True
            if time.monotonic() > deadline:
                raise StartError(f"not everything is up after {START_PATIENCE} s: {complaint}")
            time.sleep(LOOK_EVERY)
        return False

    def announce(self) -> None:
        """Say where Kawal is and, in the demonstration, who can log in."""
        self.stdout.write(f"Kawal is ready: http://{HOST}:{self.port}/")
        if settings.KAWAL_DEMO:
            for work, login, password in logins():
                self.stdout.write(f"  {login:<8} {password}  {work}")
        elif is_empty():
            self.stdout.write(f"Nobody has an account yet. The first page asks for this set-up code: {make_code()}")
        self.stdout.write("Ctrl-C stops it.")

    def watch(self, parts: list[Part]) -> None:
        """Keep everything up until asked to stop."""
        while not self.wish_to_stop:
            self.revive(parts)
            time.sleep(LOOK_EVERY)

    def revive(self, parts: list[Part]) -> None:
        """Start again what has died. Raises StartError for the web server, and for what dies again and again."""
        if self.share and not keeper_is_ready(settings.KAWAL_DATA):
            self.share.ensure()
            self.stderr.write("kawal: the database was started again")
        for part in parts:
            code = part.exit_code()
            if code is None or self.wish_to_stop:
                continue
            if not part.may_restart():
                raise StartError(f"the {part.name} ended by itself (exit {code}); everything stops")
            self.stderr.write(f"kawal: the {part.name} ended (exit {code}) and is started again")
            part.start()


def free_port(text: str) -> int:
    """Return the port number if nobody listens there. Raises StartError otherwise."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"PORT={text} is no port number: use 1 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise StartError(f"port {text} on {HOST} cannot be used ({error.strerror}): set PORT to another") from error
    return int(text)


def complaint_at(url: str) -> str | None:
    """Return None when the address answers 200, else why not."""
    try:
        with urllib.request.urlopen(url, timeout=10):  # noqa: S310  (our own address)
            return None
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace").strip()
    except OSError as error:
        return str(error)
