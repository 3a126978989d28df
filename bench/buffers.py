"""How much of the database a page touches: its own statements, each run once more under EXPLAIN."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import Client

from casework.models import User

PEOPLE = {
    "officer of a district": "d0_0",
    "head of a district": "d0_head",
    "officer of a village": "v0_0",
    "officer of all districts": "everywhere",
    "overseer of many offices": "b0_sup",
    "national body": "ministry_head",
}
"""Who looks at his work, by login in the databases of `bench.loading`."""
LISTS = ("/kerja/", "/kerja/?daftar=kantor", "/kerja/?daftar=menunggu")
BOARD = "/keterlambatan/"
SUPERVISORS = ("head of a district", "overseer of many offices", "national body")
BOARDS = (BOARD, f"{BOARD}?when=soon", f"{BOARD}?when=paused", f"{BOARD}?band=4-7")


MOST = (1.2, 10)
"""How much more a list may touch when cases become many: this factor, and so many buffers for deeper indexes."""


def of_all_lists() -> dict[tuple[str, str], int]:
    """Everybody's lists of his work and the buffers that each touches."""
    return _of(PEOPLE, LISTS)


def of_all_boards() -> dict[tuple[str, str], int]:
    """The parts of the overdue board of who has one, and the buffers that each touches."""
    return _of(SUPERVISORS, BOARDS)


def _of(people: Iterable[str], addresses: Iterable[str]) -> dict[tuple[str, str], int]:
    return {
        (who, address): touched(browser, address)
        for who in people
        for browser in [browser_of(PEOPLE[who])]
        for address in addresses
    }


def grown(few: dict[tuple[str, str], int], many: dict[tuple[str, str], int]) -> dict[tuple[str, str], tuple[int, int]]:
    """The lists that touch more than they may now that there are many cases, with both numbers."""
    factor, more = MOST
    return {key: (few[key], many[key]) for key in few if many[key] > factor * few[key] + more}


def browser_of(login: str) -> Client:
    """A browser in which somebody is logged in."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get(username=login), backend="config.logins.Accounts")
    return browser


def touched(browser: Client, address: str) -> int:
    """The shared buffers that a page's SELECTs hit or read, all together."""
    browser.get(address)
    plans: list[dict[str, Any]] = []
    with _explained(plans):
        response = browser.get(address)
    assert response.status_code == 200, response.status_code
    return sum(plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"] for plan in plans)


@contextmanager
def _explained(plans: list[dict[str, Any]]) -> Iterator[None]:
    """Run every SELECT of the default connection a second time under EXPLAIN and keep its plan."""

    def explain(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                found = cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params).fetchone()[0]
            plans.extend(found if isinstance(found, list) else json.loads(found))
        return result

    with connection.execute_wrapper(explain):
        yield
