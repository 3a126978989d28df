"""Sending envelopes: claimed, sent outside any transaction, then written down."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from casework import clock, outbox
from casework.models import User
from notifications.channels import Message, NotSent, address_of, is_there, send
from notifications.models import Channel, Envelope, Notice, Preference
from notifications.relaying import put_into, zones_of
from notifications.reporting import counts_for, in_words

BATCH = 10
"""Messages a worker claims at a time: even if every receiver lets it wait, it is done within the lease."""
TRIES = 6
"""How often a message is tried before it is a dead letter."""
TURN = 120
"""Seconds after which a run takes no more messages, so that it ends within a task's time; the next run goes on."""
FIRST_WAIT = timedelta(minutes=1)
"""Before the second try; each further wait is four times as long."""

log = logging.getLogger(__name__)


def deliver() -> int:
    """Send what is due; how many messages were taken. In any number of workers, killed anywhere.

    A kill between the receiver's answer and our note of it sends a message again, with the same key: the log names it.
    """
    sent = 0
    end = time.monotonic() + TURN
    while time.monotonic() < end and (envelopes := _claim()):
        sent += sum(_send(envelope) for envelope in envelopes)
    return sent


def send_again(envelope: Envelope) -> None:
    """Try a dead letter again, under its old key."""
    Envelope.objects.filter(pk=envelope.pk, state=Envelope.State.FAILED).update(
        state=Envelope.State.WAITING, tries=0, next_try_at=clock.now(), error="", lease_until=None
    )


@transaction.atomic
def _claim() -> list[Envelope]:
    now = clock.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    due = Envelope.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        free, state=Envelope.State.WAITING, next_try_at__lte=now
    )
    found = list(due.select_related("user").order_by("next_try_at", "pk")[:BATCH])
    for envelope in found:
        if envelope.lease_until is not None:
            log.log(
                logging.WARNING,
                "Message %s may have been sent before: its worker died. It is sent again.",
                envelope.key,
            )
        envelope.lease_until = now + timedelta(seconds=settings.KAWAL_SEND_LEASE_SECONDS)
        envelope.tries += 1
    Envelope.objects.bulk_update(found, ["lease_until", "tries"])
    return found


def _send(envelope: Envelope) -> bool:
    preference = Preference.objects.filter(user=envelope.user).first() or Preference(user=envelope.user)
    to = address_of(envelope.user, preference, envelope.channel)
    try:
        if not to or not is_there(envelope.channel):
            raise NotSent("no address" if is_there(envelope.channel) else "no channel")
        send(envelope.channel, message_of(envelope, to))
    except NotSent as fault:
        _not_sent(envelope, str(fault))
        return False
    Envelope.objects.filter(pk=envelope.pk).update(
        state=Envelope.State.SENT, sent_at=clock.now(), lease_until=None, error=""
    )
    return True


@transaction.atomic
def _not_sent(envelope: Envelope, error: str) -> None:
    """Wait longer each time; at last put the notices into an envelope of the next channel, if there is one."""
    now = clock.now()
    dead = envelope.tries >= TRIES or error in ("no address", "no channel")
    envelope.state = Envelope.State.FAILED if dead else Envelope.State.WAITING
    envelope.error, envelope.lease_until = error[:200], None
    envelope.next_try_at = now + FIRST_WAIT * 4 ** (envelope.tries - 1)
    envelope.save(update_fields=["state", "error", "lease_until", "next_try_at"])
    if dead:
        _fail_over(envelope, now)


def _fail_over(envelope: Envelope, now: datetime) -> None:
    preference = Preference.objects.filter(user=envelope.user).first() or Preference(user=envelope.user)
    later = Channel.values[Channel.values.index(envelope.channel) + 1 :]
    other = next((one for one in later if is_there(one) and address_of(envelope.user, preference, one)), None)
    if other is None:
        log.log(logging.ERROR, "Message %s is a dead letter: %s.", envelope.key, envelope.error)
        return
    zone = zones_of([envelope.user_id]).get(envelope.user_id, ZoneInfo(settings.TIME_ZONE))
    for notice in envelope.notices.select_related("user"):
        put_into(notice, preference, other, now, zone)


def message_of(envelope: Envelope, to: str) -> Message:
    """What a person is sent: numbers, that there is something to do, and where; nothing of the matter."""
    notices = list(envelope.notices.select_related("case").order_by("pk"))
    with translation.override(envelope.user.language):
        context = {
            "numbers": list(dict.fromkeys(one.case.number for one in notices if one.case)),
            "count": len(notices),
            "report": _report(notices, envelope.user),
            "link": _link(notices),
        }
        subject = _("Kawal: ada yang perlu Anda kerjakan")
        text = render_to_string("notices/message.txt", context).strip() + "\n"
        html = render_to_string("notices/message.html", context)
    return Message(str(envelope.key), to, subject, text, html)


def _report(notices: list[Notice], user: User) -> str:
    """Of a weekly report the numbers of the board as they are now; they say nothing of any case."""
    if not any(one.kind == outbox.BOARD_REPORT for one in notices):
        return ""
    return in_words(counts_for(user, clock.now()).items())


def _link(notices: list[Notice]) -> str:
    only = notices[0] if len(notices) == 1 else None
    path = reverse("notice", args=[only.pk]) if only else reverse("notices")
    return f"{settings.KAWAL_PUBLIC_URL.rstrip('/')}{path}"
