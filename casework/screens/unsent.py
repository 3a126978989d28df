"""What was sent after the login had ended: kept until the same person is back, and sent when he says so."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.screens.frame import user_of
from casework.screens.sending import NOT_DATA
from casework.shown import SHOWN

UNSENT = "unsent"
"""Under which name the session keeps it."""
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the name of a field)


class KeepUnsent:
    """Keep what a person sent whose login had just ended for want of activity, and ask him to log in for it.

    It stays in his session, which the next login takes over. Files and passwords are not kept. Whose session is gone
    altogether is told that nothing was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._forget_what_is_sent_now(request)
        response = self.get_response(request)
        if request.method != "POST" or "HX-Request" in request.headers or not _asks_to_log_in(request, response):
            return response
        user_id = getattr(request, "logged_out", None)
        if user_id is None or any("password" in name for name in request.POST):
            messages.warning(request, _("Anda belum masuk, jadi isian tadi belum terkirim. Masuk lalu isi kembali."))
            return response
        request.session[UNSENT] = {
            "user": user_id,
            "address": request.get_full_path(),
            "fields": [[name, values] for name, values in request.POST.lists() if name != _TOKEN],
            "files": bool(request.FILES),
        }
        text = _("Anda lama tidak memakai Kawal, jadi dikeluarkan. Isian tadi belum terkirim, tetapi masih disimpan.")
        messages.warning(request, text)
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?next={reverse('unsent')}")

    def _forget_what_is_sent_now(self, request: HttpRequest) -> None:
        if request.method == "POST" and request.user.is_authenticated:
            kept = request.session.get(UNSENT)
            if kept and kept["address"] == request.get_full_path():
                del request.session[UNSENT]


@login_required
def unsent(request: HttpRequest) -> HttpResponse:
    """Show what was not sent, to whom typed it; sent it goes to where it was meant for, as it was."""
    kept = request.session.get(UNSENT)
    if kept is None or kept["user"] != user_of(request).pk or request.method == "POST":
        request.session.pop(UNSENT, None)
        return redirect("home")
    fields = [(name, value) for name, values in kept["fields"] for value in values]
    shown = {"kept": kept, "fields": fields, "typed": list(_typed(fields))}
    return render(request, "screens/unsent.html", shown)


def _asks_to_log_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody has to log in for what he asked; logging out and another language lead to the login, too."""
    if response.status_code != 302:
        return False
    login, _mark, query = response["Location"].partition("?")
    return login == resolve_url(settings.LOGIN_URL) and QueryDict(query).get("next") == request.get_full_path()


def _typed(fields: Iterable[tuple[str, Any]]) -> Iterable[str]:
    """What a person wrote himself, as far as it can be told from ids, marks and choices."""
    for name, value in fields:
        if name in NOT_DATA or name.startswith(SHOWN) or len(value) <= 3 or _is_id(value):
            continue
        yield value


def _is_id(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True
