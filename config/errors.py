"""The one error that ends a start."""

from __future__ import annotations


class StartError(Exception):
    """Kawal cannot start. The message is one line: what is wrong, where, and what to do."""
