"""The bytes that are hashed: what RFC 8785 says, within the profile that needs no package to check."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from casework.audit.canonical import NotCanonical, canonical

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
KEYS = st.from_regex(re.compile(r"[a-z0-9_.]+", re.ASCII), fullmatch=True)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner))


@given(VALUES)
def test_the_bytes_are_those_of_the_standard(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(rfc8785_value(value))


@given(VALUES)
def test_an_auditors_script_gets_the_same_bytes_without_a_package(value: object) -> None:
    plain = json.dumps(rfc8785_value(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == plain.encode()


def rfc8785_value(value: object) -> object:
    """The value with composed strings, as the profile wants them."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [rfc8785_value(item) for item in value]
    if isinstance(value, dict):
        return {key: rfc8785_value(item) for key, item in value.items()}
    return value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1.5]}, r"\$\.a\[0\]: a float"),
        ({"a": {"B": 1}}, r"\$\.a: the key 'B'"),
        ({"a": 2**53}, r"\$\.a: the integer is too large"),
        (["\x00"], r"\$\[0\]: the text holds"),
        (["é\ud800"], r"\$\[0\]: the text holds"),
    ],
)
def test_what_has_no_canonical_form_is_refused_by_its_place(value: object, said: str) -> None:
    with pytest.raises(NotCanonical, match=said):
        canonical(value)
