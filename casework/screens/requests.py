"""The id that every form carries, so that sending it twice does its work once."""

from __future__ import annotations

import uuid

from django.http import HttpRequest


def request_id_of(request: HttpRequest) -> uuid.UUID:
    """The id a sent form carries; a new one for a form that is shown first, or carries none."""
    try:
        return uuid.UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid.uuid4()
