"""Where an installation's rulebook is: the one for all kinds of case, and what a kind brings in its own folder."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.conf import settings


def folders() -> list[Path]:
    """The folder of the setting KAWAL_RULEBOOK first, then `rulebook/` of every installed package that has one."""
    own = [Path(app.path) / "rulebook" for app in apps.get_app_configs()]
    return [Path(settings.KAWAL_RULEBOOK), *(folder for folder in own if any(folder.glob("*.toml")))]
