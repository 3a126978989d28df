"""A move over HTTP: the form as a browser posts it, through gunicorn as `serve` runs it, on loopback."""

from __future__ import annotations

import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from bench import rounds
from bench.place import place, scale
from config.processes import Part, stop

HOST = "127.0.0.1"
PATIENCE = 60
"""Seconds until the web server must answer."""


def measure() -> Iterator[tuple[str, str]]:
    """Post moves from one browser; what is read before each (its form) is not timed."""
    with place(scale()) as here, _web_server():
        yield from rounds.compare("HTTP", here, ("raw", "http_move"))


@contextmanager
def _web_server() -> Iterator[None]:
    """Run the web part of `serve` on a free port, which PORT names from then on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    os.environ["PORT"] = str(port)
    gunicorn = ["-m", "gunicorn", "-c", "python:config.gunicorn", "config.wsgi:application"]
    settings = os.environ.pop("DJANGO_SETTINGS_MODULE")
    part = Part("web", [sys.executable, *gunicorn])
    part.start()
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    try:
        _wait(f"http://{HOST}:{port}/masuk/", part)
        yield
    finally:
        stop([part])


def _wait(address: str, part: Part) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=10).close()  # noqa: S310  (our own address)
            return
        except OSError:
            if part.exit_code() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)
