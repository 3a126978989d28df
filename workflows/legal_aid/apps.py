"""Django's description of the legal-aid case."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from casework.levels import Level


class LegalAidConfig(AppConfig):
    name = "workflows.legal_aid"
    label = "legal_aid"
    verbose_name = _("Bantuan hukum")

    def ready(self) -> None:
        """Declare the stages and the acts of this kind, and what it adds to the screens."""
        import_module("workflows.legal_aid.flow")
        import_module("workflows.legal_aid.acts")
        additions = import_module("casework.screens.additions")
        for url_name, label in [("hearings", _("Sidang")), ("services", _("Layanan"))]:
            additions.add_to_menu(additions.MenuEntry(url_name, label, Level.LEGAL_AID))
        additions.add_to_case(additions.CaseLink("case_services", _("Daftar layanan dan sidang"), self.label))
