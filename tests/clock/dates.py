"""Offices' calendars and moments for the clock's tests: March 2026, when Nyepi and Idulfitri meet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casework.clock import Calendar

CLOSED = {
    date(2026, 3, 18): "Cuti bersama Nyepi",
    date(2026, 3, 19): "Nyepi",
    date(2026, 3, 20): "Cuti bersama Idulfitri",
    date(2026, 3, 21): "Idulfitri",
    date(2026, 3, 22): "Idulfitri",
    date(2026, 3, 23): "Cuti bersama Idulfitri",
    date(2026, 3, 24): "Cuti bersama Idulfitri",
    date(2026, 12, 25): "Natal",
}

JAKARTA = Calendar("Asia/Jakarta", CLOSED)
MAKASSAR = Calendar("Asia/Makassar", CLOSED)
JAYAPURA = Calendar("Asia/Jayapura", CLOSED)


def wib(*parts: int) -> datetime:
    """A moment by Jakarta's clocks."""
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Jakarta"))


def wita(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Makassar"))


def wit(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo("Asia/Jayapura"))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)
