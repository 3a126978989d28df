"""Django's description of the notifications app."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Show on the page of a case what became of the messages about it."""
        from casework.screens.additions import CasePanel, add_panel
        from notifications.screens import sent_for

        add_panel(CasePanel("notices/sent.html", sent_for))
