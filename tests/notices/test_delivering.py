"""Messages reach real receivers, with a key that never changes and nothing of the matter in them."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from casework import outbox
from casework.models import Person
from notifications import delivering
from notifications.delivering import TRIES, deliver, send_again
from notifications.models import Channel, Envelope, Group, Notice, Preference
from notifications.relaying import relay
from tests.conftest import Clock
from tests.factories.cases import move
from tests.handover.given import MONDAY, WIB, sent
from tests.notices.receivers import Hook, Mailbox, hook
from tests.toy.models import Parcel
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel(world: World, clock: Clock) -> Parcel:
    """A hand-over of which only budi hears by mail."""
    clock.set(MONDAY)
    type(world.budi).objects.update(email="")
    world.budi.email = "budi@disnaker.example"
    world.budi.save(update_fields=["email"])
    return sent(world)


def prefers(world: World, **how: Any) -> Preference:
    return Preference.objects.create(user=world.budi, **how)


def run() -> None:
    for _worker in range(2):
        relay()
        deliver()


def test_a_mail_holds_number_and_link_in_text_and_html_and_nothing_else(
    world: World, parcel: Parcel, inbox: Mailbox
) -> None:
    run()
    (mail,) = inbox.mails
    assert mail["To"] == "budi@disnaker.example"
    assert mail["Message-ID"] == f"<{Envelope.objects.get().key}@127.0.0.1>"
    for part in ("plain", "html"):
        body = mail.get_body((part,))
        assert body is not None
        said = body.get_content()
        assert parcel.number in said
        assert "/pemberitahuan/" in said
        for private in ("Paket", "Biasa", world.village.name, *Person.objects.values_list("full_name", flat=True)):
            assert private not in said
    assert Envelope.objects.get().state == Envelope.State.SENT


def test_a_number_gets_a_webhook_call_with_a_key(world: World, parcel: Parcel, whatsapp: Hook) -> None:
    prefers(world, phone="+628123456789", channels={Group.HANDOVER: [Channel.WHATSAPP]})
    run()
    assert [(key, body["to"]) for key, body in whatsapp.calls] == [(str(Envelope.objects.get().key), "+628123456789")]


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
def test_apprise_carries_other_services(world: World, parcel: Parcel, settings: Any) -> None:
    with hook() as service:
        settings.KAWAL_SMS_URL = service.url.replace("http://", "json://")
        prefers(world, phone="+628123456789", channels={Group.HANDOVER: [Channel.SMS]})
        run()
    (call,) = service.calls
    assert parcel.number in call[1]["message"]


@pytest.mark.parametrize("unsafe", [{"phone_is_unsafe": True}, {"phone": ""}])
def test_nothing_goes_to_a_number_that_is_unsafe(
    world: World, parcel: Parcel, whatsapp: Hook, unsafe: dict[str, Any]
) -> None:
    prefers(world, **{"phone": "+628123456789", "channels": {Group.HANDOVER: [Channel.WHATSAPP]}, **unsafe})
    run()
    assert whatsapp.calls == []
    assert Notice.objects.filter(user=world.budi).exists()


def test_a_number_that_became_unsafe_meanwhile_gets_nothing(world: World, parcel: Parcel, whatsapp: Hook) -> None:
    preference = prefers(world, phone="+628123456789", channels={Group.HANDOVER: [Channel.WHATSAPP]})
    relay()
    preference.phone_is_unsafe = True
    preference.save()
    deliver()
    assert whatsapp.calls == []
    assert Envelope.objects.get().state == Envelope.State.FAILED


def test_quiet_hours_hold_it_back_until_they_end(world: World, parcel: Parcel, inbox: Mailbox, clock: Clock) -> None:
    prefers(world, quiet_from=time(8), quiet_until=time(12))
    run()
    assert inbox.mails == []
    clock.set(datetime(2026, 11, 23, 12, 0, 1, tzinfo=WIB))
    run()
    assert len(inbox.mails) == 1


@pytest.mark.parametrize(("rhythm", "day"), [("daily", 24), ("weekly", 30)])
def test_a_digest_is_one_message_about_everything(
    world: World, parcel: Parcel, inbox: Mailbox, clock: Clock, rhythm: str, day: int
) -> None:
    prefers(world, rhythm=rhythm)
    other = sent(world)
    run()
    assert inbox.mails == []
    clock.set(datetime(2026, 11, day, 7, 0, 1, tzinfo=WIB))
    run()
    (mail,) = inbox.mails
    said = mail.get_body(("plain",))
    assert said is not None
    assert {parcel.number, other.number} <= set(said.get_content().replace(":", ",").replace(", ", " ").split())


def test_a_refused_message_is_tried_again_ever_later_and_then_is_a_dead_letter_to_be_sent_again(
    world: World, parcel: Parcel, inbox: Mailbox, clock: Clock
) -> None:
    inbox.refuses = True
    relay()
    waits = []
    for _try in range(TRIES):
        deliver()
        envelope = Envelope.objects.get()
        waits.append(envelope.tries)
        clock.set(envelope.next_try_at + timedelta(seconds=1))
    assert waits == list(range(1, TRIES + 1))
    assert (envelope.state, deliver()) == (Envelope.State.FAILED, 0)
    key = envelope.key
    inbox.refuses = False
    send_again(envelope)
    deliver()
    assert [mail["Message-ID"] for mail in inbox.mails] == [f"<{key}@127.0.0.1>"]


def test_when_one_channel_is_dead_the_next_one_stands_in(
    world: World, parcel: Parcel, inbox: Mailbox, whatsapp: Hook, clock: Clock
) -> None:
    prefers(world, phone="+628123456789")
    inbox.refuses = True
    relay()
    for _try in range(TRIES):
        deliver()
        clock.advance(timedelta(days=2))
    deliver()
    assert [body["to"] for _key, body in whatsapp.calls] == ["+628123456789"]


def test_a_kill_after_the_receivers_answer_sends_it_again_under_the_same_key_and_says_so(
    world: World, parcel: Parcel, inbox: Mailbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    relay()
    (envelope,) = delivering._claim()
    with transaction.atomic():
        delivering._send(envelope)
        transaction.set_rollback(True)
    deliver()
    assert len(inbox.mails) == 1
    clock.advance(timedelta(seconds=settings.KAWAL_SEND_LEASE_SECONDS + 1))
    with caplog.at_level(logging.WARNING):
        deliver()
    assert {mail["Message-ID"] for mail in inbox.mails} == {f"<{envelope.key}@127.0.0.1>"}
    assert len(inbox.mails) == 2
    assert str(envelope.key) in caplog.text


def test_a_long_queue_is_sent_in_turns_so_that_each_run_ends_in_time(
    world: World, parcel: Parcel, inbox: Mailbox, whatsapp: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefers(world, phone="+628123456789", channels={Group.HANDOVER: [Channel.WHATSAPP, Channel.EMAIL]})
    monkeypatch.setattr(delivering, "BATCH", 1)
    monkeypatch.setattr(delivering, "TURN", 0.2)
    inbox.pause = whatsapp.pause = 0.3
    relay()

    assert [deliver(), deliver(), deliver()] == [1, 1, 0]


def test_assigned_people_hear_of_it_in_their_language(world: World, parcel: Parcel, inbox: Mailbox) -> None:
    world.budi.language = "en"
    world.budi.save(update_fields=["language"])
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    run()
    assert {mail["Subject"] for mail in inbox.mails} == {"Kawal: there is something to do"}
    assert Notice.objects.filter(user=world.budi, kind=outbox.ASSIGNED).count() == 1
