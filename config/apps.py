"""Django's description of the wiring."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        """Register what `check --deploy` asks."""
        import_module("config.checks")
