"""Canonical bytes: a profile of RFC 8785 without floats, with ASCII keys and NFC strings.

Inside the profile the output equals `json.dumps(sort_keys=True, separators=(",", ":"),
ensure_ascii=False)`, so that an auditor's script needs no package.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import rfc8785

_KEY = re.compile(r"[a-z0-9_.]+\Z")
_LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value outside the profile; the message names where it stands."""


def canonical(value: Any) -> bytes:
    """The exact bytes of a JSON value. Raises NotCanonical for what the profile does not allow."""
    return rfc8785.dumps(_checked(value, "$"))


def _checked(value: Any, where: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonical(f"{where}: the integer is too large; write it as a string.")
        return value
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        if "\x00" in text or any(0xD800 <= ord(char) <= 0xDFFF for char in text):
            raise NotCanonical(f"{where}: the text holds a character that cannot be stored.")
        return text
    if isinstance(value, list | tuple):
        return [_checked(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str) or not _KEY.match(key):
                raise NotCanonical(f"{where}: the key {key!r} is not of a-z, 0-9, _ and dot.")
        return {key: _checked(item, f"{where}.{key}") for key, item in value.items()}
    raise NotCanonical(f"{where}: a {type(value).__name__} has no canonical form here.")
