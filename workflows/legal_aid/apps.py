"""Django's description of the legal-aid case."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalAidConfig(AppConfig):
    name = "workflows.legal_aid"
    label = "legal_aid"
    verbose_name = _("Bantuan hukum")

    def ready(self) -> None:
        """Declare the stages and the acts of this kind."""
        import_module("workflows.legal_aid.flow")
        import_module("workflows.legal_aid.acts")
