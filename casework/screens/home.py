"""The first page: where a person's work is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from casework.roles import Permission
from casework.screens.frame import my_offices


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Caseworkers go to their work, auditors to the histories, administrators to the accounts."""
    permissions = {each for mine in my_offices(request) for each in mine.permissions}
    if Permission.WORK_CASES not in permissions:
        if Permission.AUDIT_CASES in permissions:
            return redirect("audit")
        if Permission.ADMINISTER in permissions:
            return redirect("administration")
    return redirect("work")
