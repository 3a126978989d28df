"""Asking the rulebook: which rule, which codes, which documents hold on a day.

Where `version` is left out it is read first (one query); callers that make many calls pass
`clock.reference_version()` once. Nothing else is queried while the version stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.clock.reference import ReferenceCache, reference_version
from casework.models.rulebook import DeadlineRule, RulebookEntry

_cache = ReferenceCache()

_Rules = dict[str, list[DeadlineRule]]
_Lists = dict[str, list[RulebookEntry]]


class RuleMissing(LookupError):
    """No row of the rulebook holds for a code on a day."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"The rulebook has no rule {code} on {on}: add a row to workflows/rulebook and load it.")
        self.code = code
        self.on = on


@dataclass(frozen=True)
class Requirement:
    """A document that a scheme asks for; `is_required` is False where it is only accepted."""

    code: str
    document: RulebookEntry
    is_required: bool
    basis: str
    mark: str


def rule(code: str, on: date, version: int | None = None) -> DeadlineRule:
    """The deadline or window by a code (`D07`, `journey.selection`) as it holds on a day.

    Raises RuleMissing when no row had begun to hold by then.
    """
    holding = [row for row in _rules(version).get(code, []) if row.valid_from <= on]
    if not holding:
        raise RuleMissing(code, on)
    return holding[-1]


def rule_by_id(rule_id: int, version: int) -> DeadlineRule:
    """The rule a stored deadline was made by; rows of rules are never edited nor deleted.

    It may be of a later version than was read, where a rulebook was loaded and used in between; one query then.
    """

    def read() -> dict[int, DeadlineRule]:
        return {row.pk: row for rows in _rules(version).values() for row in rows}

    return _cache.get(version, "rules by id", read).get(rule_id) or DeadlineRule.objects.get(pk=rule_id)


def periods(rule: DeadlineRule, *, emergency: bool = False, variant: str = "") -> list[dict[str, Any]]:
    """The periods of a rule: those of severity E or of a variant (`hard`) where it has them, else its own."""
    if emergency and rule.emergency_periods:
        chosen: list[dict[str, Any]] = rule.emergency_periods
        return chosen
    found: list[dict[str, Any]] = rule.variants.get(variant, rule.periods)
    return found


def entries(name: str, scope: str, on: date, version: int | None = None) -> list[RulebookEntry]:
    """The codes of a list that may be chosen on a day, in order: those of the scope and those of every scope.

    `other` comes last. An unknown list is empty.
    """
    holding: dict[tuple[str, str], RulebookEntry] = {}
    for row in _lists(version).get(name, []):
        if row.scope in ("", scope) and row.valid_from <= on:
            holding[row.scope, row.code] = row
    chosen = [row for row in holding.values() if row.valid_to is None or on <= row.valid_to]
    return sorted(chosen, key=lambda row: (row.code == "other", row.position))


def entry(name: str, code: str, on: date, version: int | None = None) -> RulebookEntry:
    """One row of a list as it held on a day, in whatever scope; ended ones too.

    Raises RuleMissing when there is none.
    """
    holding = [row for row in _lists(version).get(name, []) if row.code == code and row.valid_from <= on]
    if not holding:
        raise RuleMissing(f"{name}/{code}", on)
    return holding[-1]


def label(name: str, code: str, version: int | None = None) -> str:
    """The name of a code in the active language: its newest row's; the code itself if the list has none.

    Never queries while this process has the list: names of codes in use do not change.
    """
    found = _newest(_cache.peek("lists"), name, code) if version is None else None
    found = found or _newest(_lists(version), name, code)
    return found.name if found else code


def name_of(code: str, version: int | None = None) -> str:
    """The name of a code in the active language, whichever list it is from; the code itself if that is not clear."""
    lists = (_cache.peek("lists") if version is None else None) or _lists(version)
    names = {found.name for name in lists if (found := _newest(lists, name, code))}
    return names.pop() if len(names) == 1 else code


def required_documents(scheme: str, on: date, version: int | None = None) -> list[Requirement]:
    """The documents of a placement scheme, required ones and optional ones, in the order of the law's list."""
    version = reference_version() if version is None else version
    documents = {row.code: row for row in entries("documents", "", on, version)}
    found = []
    for row in entries("requirements", "", on, version):
        of_scheme, _, code = row.code.partition(":")
        if of_scheme == scheme and code in documents:
            needed = row.attributes["need"] == "R"
            found.append(Requirement(code, documents[code], needed, row.basis, row.mark))
    return sorted(found, key=lambda requirement: requirement.document.position)


def _rules(version: int | None) -> _Rules:
    def read() -> _Rules:
        by_code: _Rules = defaultdict(list)
        for row in DeadlineRule.objects.order_by("valid_from"):
            by_code[row.code].append(row)
        return dict(by_code)

    return _cache.get(reference_version() if version is None else version, "rules", read)


def _lists(version: int | None) -> _Lists:
    def read() -> _Lists:
        by_list: _Lists = defaultdict(list)
        for row in RulebookEntry.objects.order_by("valid_from", "position"):
            by_list[row.list].append(row)
        return dict(by_list)

    return _cache.get(reference_version() if version is None else version, "lists", read)


def _newest(lists: _Lists | None, name: str, code: str) -> RulebookEntry | None:
    rows = [row for row in (lists or {}).get(name, []) if row.code == code]
    return rows[-1] if rows else None
