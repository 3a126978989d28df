"""A Chromium, and the known people each at a browser of their own, on a Monday morning at nine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.driving import NOW, Office
from tests.conftest import Clock, chromium
from tests.world import World


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, started once."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def office(browser: Browser, live_server: Any, world: World, clock: Clock) -> Iterator[Office]:
    """Where everybody of the world works: `office.desk(world.siti)` is her browser."""
    clock.set(NOW)
    opened = Office(browser, live_server.url)
    yield opened
    opened.close()
