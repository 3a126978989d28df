"""Django's description of the referral."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralConfig(AppConfig):
    name = "workflows.referral"
    label = "referral"
    verbose_name = _("Rujukan")

    def ready(self) -> None:
        """Declare the stages and the acts of this kind, and what it adds to the screens."""
        import_module("workflows.referral.flow")
        import_module("workflows.referral.acts")
        additions = import_module("casework.screens.additions")
        tracking = import_module("workflows.referral.tracking")
        additions.add_panel(additions.CasePanel("referral/police.html", tracking.panel, in_brief=True))
