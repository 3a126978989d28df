"""Case numbers: eight digits and a check digit that say nothing about kind, place, year or count."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.db import connection
from stdnum.iso7064 import mod_11_10

from casework.audit.body import origin

_SPACE = 10**8
_HALF_BITS = 14
_ROUNDS = 6


def next_case() -> tuple[int, str]:
    """The id and the number, such as `KW-4821-7730-6`, of a new case; one statement, never the same twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_id_seq'), nextval('casework_case_number')")
        case_id, drawn = cursor.fetchone()
    return case_id, written(_shuffled(drawn % _SPACE))


def written(value: int) -> str:
    """The number as people read it, with its check digit (ISO 7064 mod 11,10)."""
    digits = f"{value:08d}"
    return f"KW-{digits[:4]}-{digits[4:]}-{mod_11_10.calc_check_digit(digits)}"


def normalised(text: str) -> str | None:
    """A number as typed, brought into its written form; None unless its check digit fits."""
    digits = "".join(char for char in text if char.isdigit())
    if len(digits) != 9 or not mod_11_10.is_valid(digits):
        return None
    return written(int(digits[:8]))


def _shuffled(value: int) -> int:
    """A keyed permutation of the eight-digit numbers: a Feistel network, walked until it lands in range."""
    key = origin().encode()
    mask = (1 << _HALF_BITS) - 1
    while True:
        left, right = value >> _HALF_BITS, value & mask
        for turn in range(_ROUNDS):
            digest = hmac.digest(key, f"case-number/{turn}/{right}".encode(), sha256)
            left, right = right, left ^ int.from_bytes(digest[:4], "big") & mask
        value = left << _HALF_BITS | right
        if value < _SPACE:
            return value
