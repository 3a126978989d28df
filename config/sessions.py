"""An officer who walks away from the desk is logged out, and leaves no pages behind."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from casework.screens.unsent import LEFT

SEEN = "seen"
NOTE_EVERY = 60
"""Seconds between two notes of activity in a session: a row is not written for every page."""


class IdleLogout:
    """End a login after ``KAWAL_IDLE_SECONDS`` without a request; the session itself ends after its cookie's age.

    The session that begins then says whose login it was, by id (`LEFT`), until somebody logs in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.KAWAL_IDLE_SECONDS:
                left = request.user.pk
                logout(request)
                request.session[LEFT] = left
            elif SEEN not in request.session or now - seen >= NOTE_EVERY:
                request.session[SEEN] = now
                request.session.pop(LEFT, None)
        return self.get_response(request)


class NoStore:
    """Keep pages of people who are logged in out of every cache: the phone in the village may be shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response
