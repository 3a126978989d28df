"""Reading the rulebook's TOML files into rows, and saying exactly what is wrong with a file.

A file holds any of

- `[defaults]`: values for every row of the file that does not give its own;
- `[[rule]]`: one `DeadlineRule`, its periods written as `30 CD`, `30 CD repeat`, `24 H until day 15`,
  `anchor+3 else 30 CD`, `anchor-90`;
- `[[list]]` with `name`, `entries` and values for all its entries: `RulebookEntry` rows;
- `[[requirements]]` with `scheme`, `required`, `optional`: entries of the list `requirements`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from casework.models.rulebook import DeadlineRule, RulebookEntry, default_ladder

_PERIOD = re.compile(
    r"(?:anchor(?P<offset>[+-]\d+)(?: else )?)?"
    r"(?:(?P<amount>\d+) (?P<unit>H|CD|WD|MO))?"
    r"(?: (?P<repeat>repeat)| until day (?P<until_day>\d+))?"
)
_MARK = re.compile(r"(?:C:\w+(?:-\w+)?|c:\w+|S:\d+|L|M|P)(?: for E)?")
_RULE_KEYS = {
    "code": str,
    "kind": str,
    "label": str,
    "label_en": str,
    "applies_to": str,
    "starts": str,
    "periods": list,
    "emergency_periods": list,
    "variants": dict,
    "anchor": str,
    "never_pauses": bool,
    "escalates_to": list,
    "ladder": list,
    "basis": str,
    "mark": str,
    "note": str,
    "valid_from": date,
}
_ENTRY_KEYS = {
    "code": str,
    "scope": str,
    "label": str,
    "label_en": str,
    "attributes": dict,
    "basis": str,
    "mark": str,
    "valid_from": date,
    "valid_to": date,
}
_REQUIREMENT_KEYS = {"scheme": str, "required": list, "optional": list, "basis": str, "mark": str, "valid_from": date}
_TABLES = {"defaults", "rule", "list", "requirements"}


@dataclass(frozen=True)
class Broken:
    """One thing wrong with a file: where, under which key, and why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class RulebookError(Exception):
    """The rulebook's files cannot be loaded; `broken` names everything that is wrong with them."""

    def __init__(self, broken: list[Broken]) -> None:
        super().__init__("\n".join(str(one) for one in broken))
        self.broken = broken


@dataclass
class Rows:
    """The unsaved rows of all files, with where each came from."""

    rules: list[DeadlineRule] = field(default_factory=list)
    entries: list[RulebookEntry] = field(default_factory=list)
    sources: dict[int, Broken] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)

    def came_from(self, row: DeadlineRule | RulebookEntry, reason: str) -> Broken:
        """The same place with another reason."""
        place = self.sources[id(row)]
        return Broken(place.file, place.key, reason)


class _BadValueError(ValueError):
    """A value that does not follow the notation; its text says why."""


def read_folder(folder: Path, *others: Path) -> Rows:
    """The rows of every `*.toml` in a folder, and in others where they hold any, unsaved.

    Raises RulebookError naming file, key and reason of everything that is wrong.
    """
    rows = Rows()
    files = sorted(folder.glob("*.toml"))
    if not files:
        rows.broken.append(Broken(str(folder), "*.toml", "no file"))
    for path in [*files, *(path for other in others for path in sorted(other.glob("*.toml")))]:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            rows.broken.append(Broken(path.name, "(file)", str(error)))
            continue
        _read_file(path.name, content, rows)
    _refuse_doubles(rows)
    if rows.broken:
        raise RulebookError(rows.broken)
    return rows


def parse_period(text: str) -> dict[str, Any]:
    """A period as the database keeps it: `{"amount": 30, "unit": "CD", "repeat": True}`.

    Raises ValueError when the text does not follow the notation.
    """
    found = _PERIOD.fullmatch(text) if isinstance(text, str) else None
    if not found or not (found["amount"] or found["offset"]):
        raise _BadValueError(
            f"{text!r} is no period; write it like '30 CD repeat', '24 H until day 15', 'anchor+3 else 30 CD'"
        )
    period: dict[str, Any] = {}
    if found["offset"]:
        period["offset"] = int(found["offset"])
    if found["amount"]:
        period |= {"amount": int(found["amount"]), "unit": found["unit"]}
    if found["repeat"]:
        period["repeat"] = True
    if found["until_day"]:
        period["until_day"] = int(found["until_day"])
    return period


def _read_file(file: str, content: dict[str, Any], rows: Rows) -> None:
    for unknown in sorted(set(content) - _TABLES):
        rows.broken.append(Broken(file, unknown, f"unknown table; there are {', '.join(sorted(_TABLES))}"))
    defaults = content.get("defaults", {})
    for table in content.get("rule", []):
        _add(rows.rules, file, table.get("code", "rule"), rows, lambda t=table: _rule(defaults | t))
    for table in content.get("list", []):
        shared = defaults | {key: value for key, value in table.items() if key not in ("name", "entries")}
        name = table.get("name", "")
        for place, item in enumerate(table.get("entries", [])):
            key = f"{name or 'list'}.{item.get('code', place)}"
            _add(rows.entries, file, key, rows, lambda i=item, n=name, s=shared, p=place: _entry(n, s | i, p))
    for table in content.get("requirements", []):
        key = f"requirements.{table.get('scheme', '')}"
        for place, row in enumerate(_requirements(file, key, defaults | table, rows)):
            _add(rows.entries, file, f"{key}.{row['code']}", rows, lambda r=row, p=place: _entry("requirements", r, p))


def _add(target: list[Any], file: str, key: str, rows: Rows, build: Any) -> None:
    try:
        row = build()
    except _BadValueError as wrong:
        rows.broken.append(Broken(file, key, str(wrong)))
    else:
        target.append(row)
        rows.sources[id(row)] = Broken(file, key, "")


def _rule(table: dict[str, Any]) -> DeadlineRule:
    _check(
        table,
        _RULE_KEYS,
        required=("code", "label", "label_en", "applies_to", "starts", "periods", "mark", "valid_from"),
    )
    table = {"kind": DeadlineRule.Kind.DEADLINE, "ladder": default_ladder(), **table}
    if table["kind"] not in DeadlineRule.Kind.values:
        raise _BadValueError(f"kind is {table['kind']!r}; there are {', '.join(DeadlineRule.Kind.values)}")
    table["periods"] = [parse_period(text) for text in table["periods"]]
    if "emergency_periods" in table:
        table["emergency_periods"] = [parse_period(text) for text in table["emergency_periods"]]
    table["variants"] = {
        name: [parse_period(text) for text in texts] for name, texts in table.get("variants", {}).items()
    }
    if table["kind"] == DeadlineRule.Kind.DEADLINE and not table["periods"]:
        raise _BadValueError("a deadline needs periods; only a window may be without end")
    if any("offset" in period for period in table["periods"]) != bool(table.get("anchor")):
        raise _BadValueError("anchor and periods that hang on it ('anchor+3') go together")
    return DeadlineRule(**table)


def _entry(name: str, table: dict[str, Any], place: int) -> RulebookEntry:
    if not name:
        raise _BadValueError("the list has no name")
    required = (
        ("code", "mark", "valid_from")
        if name == "requirements"
        else ("code", "label", "label_en", "mark", "valid_from")
    )
    _check(table, _ENTRY_KEYS, required=required)
    return RulebookEntry(list=name, position=place, **table)


def _requirements(file: str, key: str, table: dict[str, Any], rows: Rows) -> Iterator[dict[str, Any]]:
    try:
        _check(table, _REQUIREMENT_KEYS, required=("scheme", "required", "mark", "valid_from"))
    except _BadValueError as wrong:
        rows.broken.append(Broken(file, key, str(wrong)))
        return
    shared = {name: value for name, value in table.items() if name in ("basis", "mark", "valid_from")}
    for need, documents in (("R", table["required"]), ("O", table.get("optional", []))):
        for document in documents:
            yield shared | {"code": f"{table['scheme']}:{document}", "attributes": {"need": need}}


def _check(table: Mapping[str, Any], kinds: Mapping[str, type], *, required: tuple[str, ...]) -> None:
    for key, value in table.items():
        if key not in kinds:
            raise _BadValueError(f"unknown key {key!r}; there are {', '.join(kinds)}")
        if not isinstance(value, kinds[key]) or isinstance(value, datetime):
            raise _BadValueError(f"{key} is {value!r}, which is no {kinds[key].__name__}")
    for key in required:
        if key not in table or table[key] == "":
            raise _BadValueError(f"{key} is missing")
    for part in table["mark"].split(" / ") if "mark" in table else ():
        if not all(_MARK.fullmatch(one) for one in part.split("/")):
            raise _BadValueError(f"mark is {table['mark']!r}; write C:11, c:4, M or P, several with ' / ' between")


def _refuse_doubles(rows: Rows) -> None:
    keys: list[tuple[DeadlineRule | RulebookEntry, tuple[Any, ...]]] = [
        *((row, (row.code, row.valid_from)) for row in rows.rules),
        *((row, (row.list, row.scope, row.code, row.valid_from)) for row in rows.entries),
    ]
    seen: set[tuple[Any, ...]] = set()
    for row, key in keys:
        if key in seen:
            rows.broken.append(rows.came_from(row, f"given twice for {row.valid_from}"))
        seen.add(key)
