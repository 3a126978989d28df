"""Real receivers on loopback: an SMTP server and a webhook, that keep what they get and refuse when told to."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class Mailbox:
    """An SMTP server: mails in order of arrival. `refuses` answers everything with 451, `pause` lets it think first."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    refuses: bool = False
    pause: float = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if self.refuses:
            return "451 try again later"
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        await asyncio.sleep(self.pause)
        return "250 OK"


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run an SMTP server while the context lasts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        box = Mailbox(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """A webhook: (Idempotency-Key, body) in order of arrival. `refuses` answers everything with 503, `pause` waits."""

    url: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refuses: bool = False
    pause: float = 0


@contextmanager
def hook() -> Iterator[Hook]:
    """Run a webhook while the context lasts."""
    kept = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name http.server asks for
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.calls.append((self.headers.get("Idempotency-Key", ""), body))
            time.sleep(kept.pause)
            self.send_response(503 if kept.refuses else 200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Nothing: tests read `calls`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
