"""The published logins of the demonstration: one for every kind of work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.demo.offices import OFFICES, PASSWORD, STAFF

SHOWN = (
    ("siti", _("Operator desa")),
    ("yusuf", _("Kepala desa")),
    ("budi", _("Petugas Disnaker")),
    ("dewi", _("Penyelia Disnaker")),
    ("rina", _("Petugas BP3MI")),
    ("hendra", _("Kepala BP3MI")),
    ("agus", _("Petugas polisi")),
    ("maya", _("Petugas bantuan hukum")),
    ("irwan", _("Kepala bantuan hukum")),
    ("ida", _("Auditor")),
    ("joko", _("Pengelola akun")),
)


def logins() -> list[tuple[str, str, str]]:
    """What somebody may log in as: the work with its office, the login, the password."""
    return [(f"{label}, {OFFICES[STAFF[login].office].short_name}", login, PASSWORD) for login, label in SHOWN]
