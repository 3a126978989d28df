"""The first page of an empty installation: its first administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from casework.administration import begin as make_first
from casework.administration import is_empty
from casework.models import Region
from casework.screens.administration_asking import ask
from casework.screens.administration_forms import BeginForm, newcomer_of
from casework.screens.requests import once

OPEN = ("begin", "healthz", "set_language")
"""Names of the addresses that answer before anybody has an account."""


class BeginFirst:
    """Lead every page of an installation without accounts to the first one.

    Costs one query per anonymous request until the first account is seen, nothing afterwards.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.begun = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Runs once the address is known."""
        match = request.resolver_match
        if self.begun or match is None or match.url_name in OPEN or request.user.is_authenticated:
            return None
        self.begun = not is_empty()
        return None if self.begun else redirect("begin")


@sensitive_post_parameters()
@once
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for the first administrator; once there is one, this page does not exist."""
    if not is_empty():
        raise Http404
    if not Region.objects.exists():
        return render(request, "screens/administration/begin_regions.html")

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        make_first(cleaned["code"], cleaned["ministry"], cleaned["region"], newcomer_of(cleaned), cleaned["password"])
        messages.success(request, _("Kawal siap. Masuklah dengan akun yang baru Anda buat."))
        return redirect(f"{reverse('login')}?next={reverse('administration')}")

    return ask(
        request,
        BeginForm,
        act,
        title=_("Pengelola pertama"),
        lead=_("Kawal masih kosong. Buatlah akun pengelola yang akan menambahkan kantor dan orang-orangnya."),
        submit_label=_("Mulai"),
    )
