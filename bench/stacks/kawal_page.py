"""A list as the whole view answers it, in the process; who looks at which one says the argument `login/address`."""

from __future__ import annotations

from django.db import connection

from bench.buffers import browser_of
from bench.place import Place
from bench.stacks.counting import statements_of


class Stack:
    """A browser that asks for one list again and again."""

    def __init__(self, here: Place, number: int, wanted: str) -> None:
        login, _slash, address = wanted.partition("/")
        self.browser, self.address = browser_of(login), f"/{address}"
        self.statements = statements_of(self.step)
        self.backend = connection.connection.info.backend_pid

    def step(self) -> None:
        answer = self.browser.get(self.address)
        assert answer.status_code == 200, answer.status_code
