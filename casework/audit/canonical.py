"""Canonical bytes: a profile of RFC 8785 without floats, with ASCII keys and NFC strings.

Inside the profile the output equals `json.dumps(sort_keys=True, separators=(",", ":"),
ensure_ascii=False)`, so that an auditor's script needs no package. orjson writes it; a test holds both equal.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

import orjson

_KEY = re.compile(r"[a-z0-9_.]+\Z")
_LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value outside the profile; the message names where it stands."""


def canonical(value: Any) -> bytes:
    """The exact bytes of a JSON value. Raises NotCanonical for what the profile does not allow."""
    return orjson.dumps(_checked(value, ()), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _checked(value: Any, where: tuple[Any, ...]) -> Any:
    """The value with its strings normalised; `where` is the place of what holds it, and its key there."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else _text(value, where)
    if value is None or value is True or value is False:
        return value
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or not _is_key(key):
                raise NotCanonical(f"{_place(where)}: the key {key!r} is not of a-z, 0-9, _ and dot.")
        return {key: _checked(item, (where, key)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_checked(item, (where, i)) for i, item in enumerate(value)]
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical(f"{_place(where)}: the integer is too large; write it as a string.")
        return value
    raise NotCanonical(f"{_place(where)}: a {type(value).__name__} has no canonical form here.")


@lru_cache(maxsize=1000)
def _is_key(key: str) -> bool:
    return _KEY.match(key) is not None


def _text(value: str, where: tuple[Any, ...]) -> str:
    text = unicodedata.normalize("NFC", value)
    if "\x00" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
        raise NotCanonical(f"{_place(where)}: the text holds a character that cannot be stored.")
    return text


def _place(where: tuple[Any, ...]) -> str:
    """A place in words a developer reads: `$.due[0].rule`."""
    if not where:
        return "$"
    holder, key = where
    return f"{_place(holder)}[{key}]" if isinstance(key, int) else f"{_place(holder)}.{key}"
