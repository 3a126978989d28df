"""Django's description of the journey."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneyConfig(AppConfig):
    name = "workflows.journey"
    label = "journey"
    verbose_name = _("Perjalanan PMI")

    def ready(self) -> None:
        """Declare the stages and the acts of this kind."""
        import_module("workflows.journey.flow")
        import_module("workflows.journey.acts")
