"""A plugin of pytest: every move that other tests make is first broken off after each of its statements.

`make soak` runs the workflows' own tests with it (`tests/soak/test_interruptions.py`). Each move of each kind of
case is broken off once, at its first success; which were is written into the file `KAWAL_BROKEN_OFF`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.database import OWNER
from tests import database
from tests.races.interrupting import interrupted_everywhere, make_tripping

broken_off: set[tuple[str, str]] = set()
_tripping: set[str] = set()


@pytest.fixture(autouse=True)
def _break_off(_django_db_helper: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the interrupted move in the place of the engine's own, for the screens and factories that call it."""
    from casework import engine  # when Django is set up, which it is not yet where plugins are loaded

    name = settings.DATABASES["default"]["NAME"]
    if name not in _tripping:
        with database.connect_as(OWNER, name) as owner:
            make_tripping(owner)
        _tripping.add(name)
    monkeypatch.setattr(engine, "advance", partial(_interrupted, engine.advance))


def _interrupted(advance: Callable[..., Any], case: Any, verb: str, **arguments: Any) -> Any:
    if (case.kind, verb) in broken_off:
        return advance(case, verb, **arguments)
    answer, _statements, _inside = interrupted_everywhere(lambda: advance(case, verb, **arguments))
    broken_off.add((case.kind, verb))
    connection.check_constraints()
    return answer


def pytest_sessionfinish() -> None:
    """Say which moves were broken off."""
    file = Path(os.environ["KAWAL_BROKEN_OFF"])
    with file.open("a") as out:
        out.writelines(f"{kind} {verb}\n" for kind, verb in sorted(broken_off))
