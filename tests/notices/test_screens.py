"""People read their notices, choose how they are told, and administrators see what could not be sent."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from casework import clock
from casework.roles import Role
from notifications.models import Envelope, Notice, Preference
from notifications.relaying import relay
from tests.factories.places import an_officer
from tests.handover.given import sent
from tests.notices.receivers import Mailbox
from tests.screens.pages import signed_in, text_of
from tests.world import World


def test_a_notice_is_counted_listed_and_read(world: World) -> None:
    parcel = sent(world)
    relay()
    client = signed_in(world.budi)
    assert 'kw-badge">1' in client.get("/kerja/").content.decode()
    page = text_of(client.get(reverse("notices")))
    assert f"{parcel.number} : Serah terima menunggu jawaban kantor Anda" in page
    assert "Paket" not in page
    mine = Notice.objects.get(user=world.budi)
    assert client.get(reverse("notice", args=[mine.pk])).headers["Location"] == reverse("case", args=[parcel.uid])
    assert "kw-badge" not in client.get(reverse("notices")).content.decode()


def test_everything_can_be_marked_as_read_at_once(world: World) -> None:
    sent(world), sent(world)
    relay()
    client = signed_in(world.budi)
    assert client.get(reverse("notices_read")).status_code == 405
    client.post(reverse("notices_read"))
    assert not Notice.objects.filter(user=world.budi, read_at=None).exists()
    assert Notice.objects.filter(user=world.budi_head, read_at=None).count() == 2


def test_nobody_opens_somebody_elses_notice(world: World) -> None:
    sent(world)
    relay()
    mine = Notice.objects.filter(user=world.budi)[0]
    assert signed_in(world.siti).get(reverse("notice", args=[mine.pk])).status_code == 404
    assert Notice.objects.get(pk=mine.pk).read_at is None


def chosen(**more: Any) -> dict[str, Any]:
    return {"rhythm": "daily", "quiet_from": "21:00", "quiet_until": "06:00", "phone": "0812 3456 7890", **more}


def test_preferences_are_kept(world: World, inbox: Mailbox) -> None:
    client = signed_in(world.budi)
    client.post(reverse("notice_preferences"), chosen(channels_handover=["email"]))
    kept = Preference.objects.get(user=world.budi)
    assert (kept.rhythm, kept.phone, kept.channels["handover"]) == ("daily", "+6281234567890", ["email"])
    assert kept.channels["deadline"] == []
    assert "0812" not in text_of(client.get(reverse("notices")))


def test_without_any_channel_nothing_is_asked_of_them_and_nothing_chosen_is_lost(world: World) -> None:
    Preference.objects.create(user=world.budi, channels={"handover": ["whatsapp"]})
    client = signed_in(world.budi)
    assert "Keadaan darurat (boleh kosong)" not in text_of(client.get(reverse("notice_preferences")))
    client.post(reverse("notice_preferences"), chosen())
    assert Preference.objects.get(user=world.budi).channels == {"handover": ["whatsapp"]}


@pytest.mark.parametrize("wrong", [{"phone": "12"}, {"quiet_until": ""}, {"rhythm": "hourly"}])
def test_wrong_preferences_are_refused_and_shown_again(world: World, wrong: dict[str, str]) -> None:
    response = signed_in(world.budi).post(reverse("notice_preferences"), chosen(**wrong))
    assert response.status_code == 200
    assert "Ada yang perlu diperbaiki" in text_of(response)
    assert not Preference.objects.exists()


def dead_letter(world: World) -> Envelope:
    return Envelope.objects.create(
        key=uuid.uuid4(), user=world.siti, channel="email", state="failed", next_try_at=clock.now(), error="451"
    )


def test_administrators_see_dead_letters_of_their_offices_and_send_them_again(world: World) -> None:
    dead = dead_letter(world)
    client = signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR))
    assert str(world.siti) in text_of(client.get(reverse("dead_letters")))
    client.post(reverse("dead_letters"), {"message": dead.pk})
    dead.refresh_from_db()
    assert (dead.state, dead.tries) == (Envelope.State.WAITING, 0)


def test_nobody_else_sees_them(world: World) -> None:
    dead = dead_letter(world)
    client = signed_in(world.budi_head)
    assert client.get(reverse("dead_letters")).status_code == 403
    assert client.post(reverse("dead_letters"), {"message": dead.pk}).status_code == 403


def test_the_case_says_how_many_messages_were_sent(world: World) -> None:
    parcel = sent(world)
    relay()
    envelope = dead_letter(world)
    envelope.notices.add(Notice.objects.filter(case=parcel)[0])
    assert "Pesan tentang kasus ini: 1 gagal" in text_of(signed_in(world.budi).get(reverse("case", args=[parcel.uid])))


def test_administrators_see_how_the_background_work_does(world: World) -> None:
    sent(world)
    address = reverse("service_health")
    said = text_of(signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR)).get(address))
    assert "Kotak keluar: yang tertua menunggu sejak 21 November 2026" in said
    assert "Semua pesan terkirim" in said
    assert signed_in(world.budi_head).get(address).status_code == 403
