"""What forms send is text: a NUL, which no database stores and no keyboard types, is left out on the way in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, UnreadablePostError

NUL = "\0"


class PlainText:
    """Read a form without its NULs, in names and in values, so that nothing else that was typed is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and _has_nul(request):
            clean = request.POST.copy()
            clean.clear()
            for name, values in request.POST.lists():
                clean.setlist(name.replace(NUL, ""), [str(value).replace(NUL, "") for value in values])
            request.POST = clean  # type: ignore[assignment]
        return self.get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    try:
        sent = request.POST.lists()
    except UnreadablePostError:
        return False  # the connection broke off; the check against forgery answers that
    return any(NUL in str(text) for name, values in sent for text in (name, *values))
