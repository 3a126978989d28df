"""On Monday morning who answers for offices is told how many items are late there, once a week, by numbers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from casework import engine, outbox
from notifications.delivering import deliver
from notifications.models import Notice
from notifications.reporting import report
from tests.conftest import Clock
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, WIB
from tests.notices.receivers import Mailbox
from tests.screens.pages import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
NEXT_MONDAY = datetime(2026, 12, 14, 6, 30, tzinfo=WIB)


@pytest.fixture(autouse=True)
def _late(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    a_parcel(world)
    clock.set(NEXT_MONDAY - timedelta(minutes=1))
    engine.sweep()


def told() -> set[str]:
    return set(Notice.objects.filter(kind=outbox.BOARD_REPORT).values_list("user__full_name", flat=True))


def test_supervisors_and_heads_of_the_office_and_above_are_told_once(
    world: World, clock: Clock, inbox: Mailbox
) -> None:
    assert report() == 0
    clock.set(NEXT_MONDAY)
    report()
    everybody = {f"{name} {rank}" for name in ("Siti", "Budi", "Rina", "Hadi") for rank in ("Penyelia", "Kepala")}
    assert told() == everybody, "the village's own, and everybody above who was asked and did not answer"
    clock.advance(timedelta(hours=3))
    assert report() == 0
    deliver()
    mail = next(mail for mail in inbox.mails if mail["To"] == world.budi_head.email)
    text = mail.get_body(("plain",)).get_content()
    assert "Terlambat 4" in text, "stage and side duty, and what the district and above were asked"
    assert "PKT" not in text
    clock.advance(timedelta(days=7))
    assert report() == len(everybody)


def test_where_nothing_is_late_nobody_is_told(world: World, clock: Clock) -> None:
    clock.set(NEXT_MONDAY)
    report()
    assert "Maya Kepala" not in told()


def test_the_notice_leads_to_the_board(world: World, clock: Clock, inbox: Mailbox) -> None:
    clock.set(NEXT_MONDAY)
    report()
    notice = Notice.objects.get(kind=outbox.BOARD_REPORT, user=world.budi_head)
    answer = signed_in(world.budi_head).get(reverse("notice", args=[notice.pk]))
    assert answer["Location"] == reverse("board")
