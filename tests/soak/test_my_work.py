"""My work with a million open cases touches no more of the database than with ten thousand.

Both databases are loaded once, set-based, by the measurements' own command, and are used again afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from bench import buffers
from bench.place import database_of, folder_of_cases
from config import embedded
from config.database import BASE_DIR, socket_folder

pytestmark = pytest.mark.soak

FEW, MANY = 10_000, 1_000_000


@pytest.mark.usefixtures("django_db_setup")
def test_my_work_is_flat_up_to_a_million_open_cases(django_db_blocker: Any) -> None:
    data = folder_of_cases()
    with embedded.hold(data), django_db_blocker.unblock():
        few, many = (_lists(cases, str(socket_folder(data))) for cases in (FEW, MANY))
    for key, count in many.items():
        print(f"{key}: {few[key]} buffers, then {count}")  # noqa: T201  (a soak tells what it found)
    assert buffers.grown(few, many) == {}


def _lists(cases: int, host: str) -> dict[tuple[str, str], int]:
    """What the lists touch in the database with so many cases, which is loaded first if need be."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KAWAL_", "DJANGO_"))}
    load = [sys.executable, "-m", "bench", "load"]
    subprocess.run(load, cwd=BASE_DIR, env=environment | {"SCALE": str(cases)}, check=True)
    ours = {"NAME": settings.DATABASES["default"]["NAME"], "HOST": settings.DATABASES["default"]["HOST"]}
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(NAME=database_of(cases), HOST=host)
    try:
        return buffers.of_all_lists()
    finally:
        connection.close()
        connection.settings_dict.update(ours)
