"""What a page carries of what it showed."""

from __future__ import annotations

from typing import Any

from django import forms


class Present(forms.HiddenInput):
    """Carries a number as the page shows it now, whatever was sent before; after a search it gives way."""

    def __init__(self, present: int) -> None:
        super().__init__()
        self.present = present

    def format_value(self, _value: Any) -> str:
        return str(self.present)
