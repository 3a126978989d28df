"""A mailbox and a webhook for a test, with the installation set to send there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notices.receivers import Hook, Mailbox, hook, mailbox


@pytest.fixture
def inbox(settings: Any) -> Iterator[Mailbox]:
    """An SMTP server that Kawal sends its mail to."""
    with mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


@pytest.fixture
def whatsapp(settings: Any) -> Iterator[Hook]:
    """A webhook that Kawal hands WhatsApp messages to."""
    with hook() as kept:
        settings.KAWAL_WHATSAPP_URL = kept.url
        yield kept
