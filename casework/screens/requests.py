"""The id that every form carries, so that sending it twice does its work once."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from casework import clock
from casework.locks import lock_request
from casework.models import HandledForm, User

REQUEST = "request_id"


def request_id_of(request: HttpRequest) -> uuid.UUID:
    """The id a sent form carries; a new one for a form that is shown first, or carries none."""
    return _stated(request) or uuid.uuid4()


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the forms of a page that changes no case do their work once, however often each is sent.

    A form that was handled before leads where it led then, without entering the view; sent twice at once, the
    second waits. An id that another person or another page used is refused. For cases the engine does this.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stated = _stated(request)
        if request.method != "POST" or stated is None:
            return view(request, *args, **kwargs)
        actor = request.user if isinstance(request.user, User) else None
        with transaction.atomic():
            lock_request(stated)
            before = HandledForm.objects.filter(request_id=stated).first()
            if before is not None:
                return _again(request, before, actor)
            response = view(request, *args, **kwargs)
            if response.status_code == 302:
                HandledForm.objects.create(
                    request_id=stated, actor=actor, address=request.path, led_to=response["Location"], at=clock.now()
                )
            return response

    return guarded


def _again(request: HttpRequest, before: HandledForm, actor: User | None) -> HttpResponse:
    if before.actor_id == (actor.pk if actor else None) and before.address == request.path:
        return redirect(before.led_to)
    said = _("Formulir ini sudah dipakai untuk hal lain. Buka halamannya sekali lagi.")
    return render(request, "screens/refused.html", {"reason": said}, status=409)


def _stated(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(REQUEST, ""))
    except ValueError:
        return None
