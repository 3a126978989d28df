"""What a death recorded on a journey brings about on the dead person's legal-aid case (guard 4)."""

from __future__ import annotations

import pytest

from casework.history import act_label
from casework.models import Event
from tests.factories.cases import fresh, move, teleport
from tests.journey.cases import a_journey, days, why
from tests.legal_aid.cases import at_village
from tests.world import World


@pytest.mark.parametrize(("state", "then"), [("mandated", "mandate_ended"), ("accepted", "accepted")])
def test_a_clients_death_ends_the_mandate_or_is_told(world: World, state: str, then: str) -> None:
    worker = world.worker()
    journey = teleport(a_journey(world, person=worker), "in_placement", destination="MY")
    case = teleport(
        at_village(world, full_name="", person=str(worker.uid), applied_on=days(0)), state, holder=world.legal_aid
    )
    move(
        journey,
        "record_death",
        world.siti,
        died_on=days(-1),
        place="Johor Bahru",
        cause="Sakit",
        source="Surat KJRI 12/2026",
        **why("other"),
    )
    case = fresh(case)
    assert case.state == then
    newest = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0]
    assert newest.act == ("legal_aid.end_mandate" if then == "mandate_ended" else "legal_aid.client_died")
    assert str(act_label(newest.act))
