"""Commitments to personal values, and the openings that can be deleted.

The chain holds only an HMAC under a random 32-byte salt; salt and encrypted value stand in
`audit.opening`. Deleting an opening erases the value and leaves the chain whole.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from casework.audit.canonical import canonical

_PREFIX = b"pmi-commit/v1\n"
_KEY_VERSION = b"\x01"
_NONCE = 12


@dataclass(frozen=True)
class Opening:
    """What is needed to open one commitment: where it stands, its salt, its value encrypted."""

    path: str
    salt: bytes
    ciphertext: bytes


def commit(event_id: str, path: str, value: Any) -> tuple[str, Opening]:
    """Commit to a value of an event: the commitment in hex, and the opening to keep beside the chain."""
    salt = os.urandom(32)
    plain = canonical(value)
    opening = Opening(path, salt, _encrypt(event_id, path, plain))
    return commitment(event_id, path, salt, plain), opening


def commitment(event_id: str, path: str, salt: bytes, plain: bytes) -> str:
    """HMAC-SHA-256(salt, prefix, event id, path, canonical value) in hex."""
    message = _PREFIX + event_id.encode() + b"\n" + path.encode() + b"\n" + plain
    return hmac.digest(salt, message, "sha256").hex()


def open_value(event_id: str, path: str, ciphertext: bytes) -> bytes:
    """The canonical bytes of a committed value. Raises InvalidTag when the row was swapped or altered."""
    data = bytes(ciphertext)
    nonce, body = data[1 : 1 + _NONCE], data[1 + _NONCE :]
    return _cipher(settings.KAWAL_OPENING_KEY).decrypt(nonce, body, _bound_to(event_id, path))


def _encrypt(event_id: str, path: str, plain: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    sealed = _cipher(settings.KAWAL_OPENING_KEY).encrypt(nonce, plain, _bound_to(event_id, path))
    return _KEY_VERSION + nonce + sealed


def _bound_to(event_id: str, path: str) -> bytes:
    return f"audit.opening/{event_id}/{path}".encode()


@lru_cache(maxsize=2)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)
