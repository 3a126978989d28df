"""Django's description of the casework app."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CaseworkConfig(AppConfig):
    name = "casework"
    label = "casework"

    def ready(self) -> None:
        """Declare the acts, register the checks, and keep what the database knows of kinds and stages as declared."""
        import_module("casework.checks")
        acts = import_module("casework.acts")
        for module in iter_modules(acts.__path__):
            import_module(f"casework.acts.{module.name}")
        post_migrate.connect(_write_declared, sender=self)


def _write_declared(using: str, **_arguments: Any) -> None:
    declared = import_module("casework.kinds_in_database")
    declared.write_kinds(using)
    declared.write_stages(using)
