"""Names of countries in the language of the page; django-countries itself has none in Indonesian."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.functional import lazy
from django.utils.translation import get_language
from django_countries.data import COUNTRIES

SHORTER = {"HK": "Hong Kong", "MO": "Macau"}
"""Where the standard's name says the state above too, which forms of this field leave out."""


def names() -> dict[str, Any]:
    """The name of every country of ISO 3166-1, by its alpha-2 code; looked up when it is shown."""
    return {code: _later(code) for code in COUNTRIES}


def _name(code: str) -> str:
    return SHORTER.get(code) or _territories(get_language() or "id")[code]


@lru_cache(maxsize=8)
def _territories(language: str) -> Any:
    return Locale.parse(language, sep="-").territories


_later = lazy(_name, str)
