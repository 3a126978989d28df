"""Caches of reference data, kept true by one row that changes whenever the data do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from casework.models.calendar import ReferenceVersion

T = TypeVar("T")


def reference_version() -> int:
    """The stamp of today's holidays, closures and rulebook; one query, 0 before anything was loaded."""
    return ReferenceVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def reference_changed() -> int:
    """Give reference data a new stamp and return it; whoever writes them calls this in the same transaction."""
    version = secrets.randbits(62)
    ReferenceVersion.objects.update_or_create(pk=1, defaults={"version": version})
    return version


class ReferenceCache:
    """What this process has read of the reference data, for one version of them at a time.

    The version is read before the data, so an entry may be newer than its version, never older.
    """

    def __init__(self) -> None:
        self._held: tuple[int, dict[Hashable, Any]] = (0, {})

    def get(self, version: int, key: Hashable, read: Callable[[], T]) -> T:
        """The value kept under a key for this version, else what `read` returns (it may query)."""
        held, values = self._held
        if held != version:
            values = {}
            self._held = (version, values)
        if key not in values:
            values[key] = read()
        value: T = values[key]
        return value

    def peek(self, key: Hashable) -> Any:
        """The value kept under a key for whatever version, None if there is none; never queries."""
        return self._held[1].get(key)
