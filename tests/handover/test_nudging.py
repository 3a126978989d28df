"""Who waits for another office may remind it: an event of the case and a notice, once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from casework import outbox
from casework.errors import GuardFailed, NotAllowed
from casework.models import Audience, Outbox
from tests.conftest import Clock
from tests.factories.cases import do
from tests.handover.given import MONDAY, at_district, sent
from tests.screens.pages import hidden, signed_in, text_of
from tests.sweep.given import acts_of
from tests.world import World


def test_the_holder_is_reminded_and_the_case_says_so(world: World) -> None:
    parcel = at_district(world)
    version = parcel.version
    parcel = do(parcel, "nudge_holder", world.siti)
    assert acts_of(parcel)[-1] == "nudge_holder"
    owed = Outbox.objects.get(case_id=parcel.pk, kind=outbox.NUDGE)
    assert (owed.organisation, owed.audience) == (world.district, Audience.OFFICER)
    assert (parcel.version, parcel.holder) == (version, world.district)


def test_once_a_day_by_each_office(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = do(sent(world), "nudge_holder", world.siti)
    for who in (world.siti, world.siti_head):
        with pytest.raises(GuardFailed, match="sudah mengingatkan hari ini"):
            do(parcel, "nudge_holder", who)
    clock.advance(timedelta(days=1))
    do(parcel, "nudge_holder", world.siti)


def test_nobody_reminds_himself_and_no_stranger_reminds_anybody(world: World) -> None:
    parcel = at_district(world)
    for who in (world.budi, world.outsider):
        with pytest.raises(NotAllowed):
            do(parcel, "nudge_holder", who)


def test_it_is_one_click_and_a_button_from_the_list_of_what_others_hold(world: World) -> None:
    parcel = at_district(world)
    client, address = signed_in(world.siti), reverse("act", args=[parcel.uid, "nudge_holder"])
    assert address in client.get("/kerja/").content.decode()
    page = client.get(address)
    assert "Ingatkan pemegang" in text_of(page)
    for _click in range(2):
        assert client.post(address, hidden(page)).status_code == 302
    assert acts_of(parcel).count("nudge_holder") == 1


def test_after_a_reminder_the_page_says_when_the_next_one_is_open(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    parcel = do(at_district(world), "nudge_holder", world.siti)
    page = signed_in(world.siti).get(reverse("case", args=[parcel.uid]))
    assert reverse("act", args=[parcel.uid, "nudge_holder"]) not in page.content.decode()
    assert "Belum bisa: Ingatkan pemegang Kantor Anda sudah mengingatkan hari ini." in text_of(page)
