"""Django's description of the complaint."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintConfig(AppConfig):
    name = "workflows.complaint"
    label = "complaint"
    verbose_name = _("Pengaduan")

    def ready(self) -> None:
        """Declare the stages, the acts and the tellings of this kind."""
        import_module("workflows.complaint.flow")
        import_module("workflows.complaint.acts")
