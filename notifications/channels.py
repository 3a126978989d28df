"""The ways by which a notice leaves Kawal. Which of them exist is a setting; none is told more than number and link."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from smtplib import SMTPException

import apprise
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from casework.models import User
from notifications.models import Channel, Preference

TIMEOUT = 15
"""Seconds a receiver has to answer."""


class NotSent(Exception):
    """The receiver did not take the message; says what came back, without addresses or text."""


@dataclass(frozen=True)
class Message:
    """What is sent: `key` is its Message-ID or Idempotency-Key, the same each time."""

    key: str
    to: str
    subject: str
    text: str
    html: str


def is_there(channel: str) -> bool:
    """Whether this installation has the channel."""
    return bool(settings.EMAIL_HOST if channel == Channel.EMAIL else _address_of_service(channel))


def address_of(user: User, preference: Preference, channel: str) -> str:
    """Where a person is reached by a channel; empty where he is not, or where it is not safe."""
    if channel == Channel.EMAIL:
        return "" if preference.email_is_unsafe else user.email
    return "" if preference.phone_is_unsafe else preference.phone


def send(channel: str, message: Message) -> None:
    """Hand a message to the channel's service. Raises NotSent when it was not taken."""
    try:
        if channel == Channel.EMAIL:
            _by_email(message)
        else:
            _by_service(_address_of_service(channel), message)
    except (OSError, SMTPException, urllib.error.URLError) as fault:
        raise NotSent(
            f"{type(fault).__name__}: {getattr(fault, 'code', '') or getattr(fault, 'smtp_code', '')}"
        ) from fault


def _by_email(message: Message) -> None:
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to],
        headers={"Message-ID": f"<{message.key}@{settings.KAWAL_MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    mail.send()


def _by_service(url: str, message: Message) -> None:
    """A plain webhook gets JSON and an Idempotency-Key; any other scheme is Apprise's, with `{to}` for the number."""
    if not url.startswith(("http://", "https://")):
        service = apprise.Apprise()
        if not service.add(url.replace("{to}", message.to)) or not service.notify(body=message.text):
            raise NotSent("apprise")
        return
    body = json.dumps({"to": message.to, "text": message.text}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": message.key}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310  # http(s) only, see above
    with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
        pass


def _address_of_service(channel: str) -> str:
    return {Channel.WHATSAPP: settings.KAWAL_WHATSAPP_URL, Channel.SMS: settings.KAWAL_SMS_URL}[Channel(channel)]
