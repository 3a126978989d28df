"""What names a version of a workflow.

A definition is what a kind of case declares of its states and moves. Its name is a digest of that, so
that nobody can change a workflow and forget to say so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casework.stages import CaseFlow

_OF_STAGES = ("is_open", "level", "due", "also", "pauses", "escalates_to", "entry", "acceptance", "starts")
_OF_ENDS = ("is_open", "final", "windows")
_OF_MOVES = (
    "sources", "target", "by_as_written", "form", "guards", "reasons", "second_person", "looks_at", "unaccepted",
    "behalf_optional", "extras",
)  # fmt: skip


@cache
def name_of(flow: type[CaseFlow]) -> str:
    """The name of a workflow's present definition, such as `complaint/7c1f02ab`.

    Eight hexadecimal digits of the hash over its states and moves; labels do not count.
    """
    states = {name: _said(node, _OF_STAGES if node.is_open else _OF_ENDS) for name, node in flow.stages().items()}
    moves = {verb: _said(move, _OF_MOVES) for verb, move in flow.moves().items()}
    text = json.dumps([states, moves], sort_keys=True)
    return f"{flow.kind}/{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _said(declared: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _plain(getattr(declared, name)) for name in names}


def _plain(value: Any) -> Any:
    """A declared value as JSON; functions and forms by their names."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(each) for each in value)
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "rule") and hasattr(value, "when"):
        return [value.rule, _plain(value.when)]
    return getattr(value, "__qualname__", None) or str(value)
