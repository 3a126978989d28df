"""Roles are named sets of permissions on an office; a membership gives a person one of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    """What may be held on an office; the codenames of guardian's object permissions."""

    WORK_CASES = "work_cases", _("Mengerjakan kasus")
    SIGN = "sign", _("Menandatangani")
    SUPERVISE_CASES = "supervise_cases", _("Mengawasi kasus")
    AUDIT_CASES = "audit_cases", _("Memeriksa riwayat")
    ADMINISTER = "administer", _("Mengelola akun")


class Role(models.TextChoices):
    OFFICER = "officer", _("Petugas")
    HEAD = "head", _("Kepala")
    SUPERVISOR = "supervisor", _("Penyelia")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Pengelola")


ROLES: dict[str, frozenset[str]] = {
    Role.OFFICER: frozenset({Permission.WORK_CASES}),
    Role.HEAD: frozenset({Permission.WORK_CASES, Permission.SIGN, Permission.SUPERVISE_CASES}),
    Role.SUPERVISOR: frozenset({Permission.WORK_CASES, Permission.SUPERVISE_CASES}),
    Role.AUDITOR: frozenset({Permission.AUDIT_CASES}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}


def roles_with(permission: str) -> list[str]:
    """The roles that contain a permission; a `LookupError` names the permissions there are."""
    if permission not in Permission.values:
        raise LookupError(f"No permission {permission!r}; there are: {', '.join(Permission.values)}.")
    return [str(role) for role, permissions in ROLES.items() if permission in permissions]
