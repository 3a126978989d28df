"""What was sent after the login had ended: kept until the same person is back, who finds his form as he left it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.screens.picking import SEARCH, is_search

UNSENT = "unsent"
"""Under which name the session keeps it."""
LEFT = "left"
"""Under which name a session says whose login had ended before it began, by id."""
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (the name of a field)
_SHOWN_AGAIN = ("act", "move", "open_case", "open_referral", "person_new")
"""The forms that a search shows again as they were filled in, and does nothing."""


class KeepUnsent:
    """Keep what a person filled in whose login had ended for want of activity, and ask him to log in for it.

    It stays in his session, which the next login takes over. Files are not kept, nor what is filled in elsewhere than
    in the forms of cases and people; then, or where the session is gone, he is told that nothing was sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._forget_what_is_sent_now(request)
        response = self.get_response(request)
        if request.method != "POST" or "HX-Request" in request.headers or not _asks_to_log_in(request, response):
            return response
        user_id, form = request.session.get(LEFT), request.resolver_match
        if user_id is None or form is None or form.url_name not in _SHOWN_AGAIN:
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
        if request.method == "POST" and not is_search(request):
            kept = _kept(request)
            if kept and kept["address"] == request.get_full_path():
                del request.session[UNSENT]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: where a person finds what was not sent, on every page but that one and the form itself."""
    kept = _kept(request) if hasattr(request, "user") else None
    elsewhere = kept is not None and request.get_full_path() not in (kept["address"], reverse("unsent"))
    return {"unsent_url": reverse("unsent") if elsewhere else ""}


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What this person filled in and could not send; None where nothing is kept, or of somebody else."""
    kept = request.session.get(UNSENT) if request.user.is_authenticated else None
    return kept if kept is not None and kept["user"] == request.user.pk else None


@login_required
def unsent(request: HttpRequest) -> HttpResponse:
    """Lead whose form was not sent back to it, with what he had filled in; nothing is sent before he has seen it."""
    kept = _kept(request)
    if kept is None or request.method == "POST":
        request.session.pop(UNSENT, None)
        return redirect("home")
    fields = [(name, value) for name, values in kept["fields"] for value in values]
    return render(request, "screens/unsent.html", {"kept": kept, "fields": fields, "search": SEARCH})


def _asks_to_log_in(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody has to log in for what he asked; logging out and another language lead to the login, too."""
    if response.status_code != 302:
        return False
    login, _mark, query = response["Location"].partition("?")
    return login == resolve_url(settings.LOGIN_URL) and QueryDict(query).get("next") == request.get_full_path()
