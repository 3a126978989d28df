"""Acts owe notices: written with the act, addressed to who has to do something, once, with nothing personal in them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework import engine, outbox
from casework.models import Audience, Case, Outbox
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.handover.given import at_district, recalled, returned, sent
from tests.world import World


def owed(case: Case) -> list[tuple[str, Any, str]]:
    """The notices a case owes, in the order of writing: kind, who, which of them."""
    rows = Outbox.objects.filter(case_id=case.pk).select_related("organisation", "user").order_by("pk")
    return [(row.kind, row.user or row.organisation, row.audience) for row in rows]


def test_a_hand_over_is_said_to_the_receiver_and_its_answer_to_the_sender(world: World) -> None:
    parcel = sent(world)
    assert owed(parcel) == [(outbox.HANDED_OVER, world.district, Audience.OFFICERS)]
    move(parcel, "accept_handover", world.budi)
    assert owed(parcel)[1:] == [(outbox.ACCEPTED, world.village, Audience.OFFICERS)]


def test_what_comes_back_is_said_to_the_sender_and_what_is_taken_back_to_the_receiver(world: World) -> None:
    assert owed(returned(sent(world), world.budi))[1:] == [
        (outbox.RETURNED, world.village, Audience.OFFICERS),
        (outbox.ASSIGNED, world.siti, ""),
    ]
    assert owed(recalled(sent(world), world.siti))[1:] == [(outbox.RECALLED, world.district, Audience.OFFICERS)]


def test_who_is_named_is_told_but_not_by_himself(world: World) -> None:
    parcel = sent(world)
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    assert (outbox.ASSIGNED, world.budi, "") in owed(parcel)
    assert not [row for row in owed(at_district(world)) if row[0] == outbox.ASSIGNED]


def test_more_time_is_said_to_every_other_office_that_takes_part(world: World) -> None:
    parcel = at_district(world)
    before = len(owed(parcel))
    stage = parcel.deadlines.get(kind="stage", met_at=None, ended_at=None)
    why = {"reason": "complexity", "reason_text": "Berkas menumpuk."}
    do(parcel, "extend_deadline", world.budi_sup, deadline=stage.pk, amount=2, **why)
    assert owed(parcel)[before:] == [(outbox.EXTENDED, world.village, Audience.OFFICERS)]


def test_the_same_request_sent_twice_owes_one_notice(world: World) -> None:
    parcel = fresh(a_parcel(world))
    request = uuid.uuid4()
    for _again in range(2):
        engine.advance(parcel, "send", actor=world.siti, version=parcel.version, request_id=request, data={})
    assert len(owed(parcel)) == 1


def test_an_act_that_is_undone_owes_nothing(world: World) -> None:
    parcel = fresh(a_parcel(world))
    with transaction.atomic():
        move(parcel, "send", world.siti)
        transaction.set_rollback(True)
    assert owed(parcel) == []


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO casework_outbox (key, kind, audience, user_id, at) SELECT gen_random_uuid(), 'x', '', 1, now()",
        "UPDATE casework_outbox SET kind = 'nudge'",
        "UPDATE casework_outbox SET user_id = NULL",
        "DELETE FROM casework_outbox",
    ],
)
def test_the_runtime_role_can_neither_invent_nor_drop_a_notice(world: World, statement: str) -> None:
    sent(world)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
