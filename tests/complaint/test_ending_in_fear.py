"""Who withdraws in fear is kept out of sight, and the head hears of it."""

from __future__ import annotations

from casework import access
from casework.access import Depth
from casework.models import Event, Outbox
from tests.complaint.given import FOR_COMPLAINANT, at_district
from tests.factories.cases import move
from tests.world import World


def test_a_withdrawal_in_fear_stays_under_seal_and_tells_the_head(world: World) -> None:
    case = at_district(world, "assigned")
    case = move(
        case,
        "withdraw",
        world.budi,
        reason="fear",
        reason_text="Didatangi sponsor tadi malam.",
        asked_in_private="on",
        pressure="yes",
        **FOR_COMPLAINANT,
    )
    assert (case.state, case.sealed) == ("withdrawn", True)
    assert access.view_of(world.budi, case) > Depth.STATUS
    assert access.view_of(world.budi_head, case) > Depth.STATUS
    assert access.view_of(world.budi2, case) == Depth.STATUS
    newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content
    assert newest["x"]["tell_head"] is True
    owed = Outbox.objects.filter(case=case.pk, kind="case_news").values_list("organisation", "audience")
    assert list(owed) == [(world.district.pk, "heads")]
