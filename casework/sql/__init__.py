"""The SQL that carries the promise, as files; migrations run them through `run_file()`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def read_file(name: str) -> str:
    """The text of a file of this folder."""
    return (Path(__file__).parent / name).read_text()


def run_file(name: str) -> Callable[[Any, Any], None]:
    """A migration's forward step that runs a file of this folder in one go, as it stands."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(read_file(name))

    return forwards
