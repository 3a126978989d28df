"""What the frame of every page needs of the person: offices, roles, menu. One query per request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.models import Membership, Organisation, User
from casework.organisations.memberships import active
from casework.roles import ROLES, Permission
from casework.screens.additions import menu_entries

_KEY = "_kawal_offices"


@dataclass
class MyOffice:
    """An office the person works in today, with what he may do there."""

    office: Organisation
    permissions: set[str] = field(default_factory=set)


def user_of(request: HttpRequest) -> User:
    """The person who is logged in; for screens behind `login_required`."""
    assert isinstance(request.user, User)
    return request.user


def my_offices(request: HttpRequest) -> list[MyOffice]:
    """The person's offices today with his permissions in each; one query per request."""
    if not hasattr(request, _KEY):
        setattr(request, _KEY, _read(user_of(request)) if request.user.is_authenticated else [])
    offices: list[MyOffice] = getattr(request, _KEY)
    return offices


def working_in(request: HttpRequest) -> list[MyOffice]:
    """Those of his offices where he works cases."""
    return [mine for mine in my_offices(request) if Permission.WORK_CASES in mine.permissions]


def zone_of(request: HttpRequest) -> str:
    """The time zone of the person's first office, else Jakarta's."""
    offices = my_offices(request)
    return offices[0].office.time_zone if offices else settings.TIME_ZONE


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: menu, office, support and source address, as `base.html` expects them."""
    support = settings.KAWAL_SUPPORT if any(settings.KAWAL_SUPPORT.values()) else None
    shown: dict[str, Any] = {"support": support, "source_url": settings.KAWAL_SOURCE_URL}
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return shown
    offices = my_offices(request)
    shown["office"] = ", ".join(mine.office.short_name for mine in offices[:2]) + (
        f" +{len(offices) - 2}" if len(offices) > 2 else ""
    )
    shown["menu"] = list(_menu(request, offices))
    return shown


def _menu(request: HttpRequest, offices: list[MyOffice]) -> Iterable[dict[str, Any]]:
    permissions = {each for mine in offices for each in mine.permissions}
    levels = {mine.office.level for mine in working_in(request)}
    works = bool(levels)
    for name, label, shown in [
        ("work", _("Pekerjaan saya"), works),
        ("search", _("Cari kasus"), works),
        ("people", _("Pekerja"), works),
        ("new", _("Buat baru"), works),
        ("board", _("Keterlambatan"), Permission.SUPERVISE_CASES in permissions),
        ("escalations", _("Eskalasi"), bool(permissions & {Permission.SUPERVISE_CASES, Permission.SIGN})),
        ("staff", _("Petugas"), Permission.SUPERVISE_CASES in permissions and works),
        *[(entry.url_name, entry.label, True) for entry in menu_entries(levels)],
        ("audit", _("Riwayat"), Permission.AUDIT_CASES in permissions),
        ("administration", _("Pengaturan"), Permission.ADMINISTER in permissions),
    ]:
        if shown:
            current = request.resolver_match is not None and request.resolver_match.url_name == name
            yield {"label": label, "url": reverse(name), "current": current}


def _read(user: User) -> list[MyOffice]:
    found: dict[int, MyOffice] = {}
    memberships = Membership.objects.filter(active(None), user=user).select_related("organisation").order_by("pk")
    for membership in memberships:
        mine = found.setdefault(membership.organisation_id, MyOffice(membership.organisation))
        mine.permissions |= ROLES[membership.role]
    return list(found.values())
