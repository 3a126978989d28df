"""One browser that is logged in: it opens the form of a move, and posts it."""

from __future__ import annotations

import http.client
import os
import re
from typing import Any
from urllib.parse import urlencode

from bench.http import HOST
from bench.loading.offices import PASSWORD
from bench.place import Place
from bench.stacks.kawal import FILLED
from bench.stacks.kawal import Stack as Library


class Stack:
    """The supervisor of a district; only the post is measured, with the answer that leads back to the case."""

    statements = 0.0
    backend = 0

    def __init__(self, here: Place, number: int) -> None:
        inside = Library(here, number + 5)
        self.cases, self.officer = inside.cases, inside.officer
        self.link = http.client.HTTPConnection(HOST, int(os.environ["PORT"]))
        self.cookies: dict[str, str] = {}
        self.done = 0
        login = {**self._hidden("/masuk/"), "username": inside.actor.username, "password": PASSWORD}
        self._leads_on(self._ask("POST", "/masuk/", login))

    def ready(self) -> None:
        """Open the form of the next case's next move."""
        case = self.cases[self.done % len(self.cases)]
        verb, data = FILLED[case.state]
        self.address = f"/kasus/{case.uid}/langkah/{verb}/"
        self.form = {**data, **({"officer": self.officer} if verb == "assign" else {}), **self._hidden(self.address)}
        case.__dict__["state"] = "assigned" if verb == "assign" else "verification"

    def step(self) -> None:
        """Post it."""
        self._leads_on(self._ask("POST", self.address, self.form))
        self.done += 1

    def _hidden(self, address: str) -> dict[str, str]:
        self.link.close()  # the server ends a connection that is idle between two rounds
        _status, page = self._ask("GET", address)
        names = ("csrfmiddlewaretoken", "version", "request_id")
        found = {name: re.search(rf'name="{name}" value="([^"]+)"', page) for name in names}
        return {name: match[1] for name, match in found.items() if match}

    def _leads_on(self, answer: tuple[int, str]) -> None:
        status, page = answer
        if status != 302:
            raise RuntimeError(f"{self.address if self.done else 'login'}: {status} {page[:2000]}")

    def _ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://{HOST}{address}"}
        self.link.request(method, address, urlencode(data) if data is not None else None, headers)
        answer = self.link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()
