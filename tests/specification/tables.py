"""Reading the tables of the specification."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

KINDS = ("journey", "complaint", "legal_aid", "referral")
COUNTS = {"journey": (34, 65), "complaint": (24, 38), "legal_aid": (18, 29), "referral": (6, 6)}


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of one table, by column."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moves(kind: str) -> dict[str, dict[str, str]]:
    """A workflow's moves by verb."""
    return {row["verb"]: row for row in rows(f"{kind}_moves")}


def states(kind: str) -> dict[str, dict[str, str]]:
    """A workflow's states by code."""
    return {row["code"]: row for row in rows(f"{kind}_states")}
