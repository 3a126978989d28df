"""In one act: holder, participation, deadlines, documents. What was running keeps its start."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework import engine
from casework.errors import GuardFailed, NotAllowed
from casework.models import Escalation
from tests.complaint.given import at_bp3mi
from tests.factories.cases import do, move, put
from tests.factories.parcels import a_parcel
from tests.handover.given import MONDAY, at_district, returned, running, sent, transferred
from tests.world import World


def test_the_receivers_stage_deadline_starts_when_it_is_sent_not_when_accepted(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = sent(world)
    sent_at, due = running(parcel).started_at, running(parcel).due_at
    assert sent_at == parcel.steps.get(finished=None).created
    clock.advance(timedelta(days=1))
    parcel = move(parcel, "accept_handover", world.budi)
    assert (running(parcel).started_at, running(parcel).due_at) == (sent_at, due)


def test_overall_deadlines_never_restart(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = a_parcel(world)
    first = running(parcel, "overall")
    for _each in range(2):
        clock.advance(timedelta(days=3))
        parcel = returned(sent(world, parcel), world.budi)
    parcel = transferred(parcel, world.siti_sup, world.other_village)
    parcel = move(parcel, "accept_handover", world.tono)
    now = running(parcel, "overall")
    assert (now.rule, now.started_at, now.due_at) == (first.rule, first.started_at, first.due_at)
    assert now.duty_of == parcel.holder


def test_what_runs_across_the_case_is_the_duty_of_whoever_holds_it(world: World, clock: Any) -> None:
    clock.set(MONDAY)
    parcel = sent(world)
    assert {one.duty_of for one in parcel.deadlines.filter(met_at=None, ended_at=None)} == {world.district}
    clock.set(running(parcel, "overall").due_at + timedelta(minutes=1))
    engine.sweep()
    asked = Escalation.objects.filter(case=parcel.pk, deadline__kind="overall", step=1)
    assert {one.organisation for one in asked} == {world.bp3mi}


def test_reassignment_keeps_every_running_deadline(world: World) -> None:
    parcel = at_district(world)
    before = list(parcel.deadlines.order_by("pk").values())
    parcel = do(parcel, "assign_officer", world.budi_sup, officer=str(world.budi2.uid), why="Beban kerja")
    assert list(parcel.deadlines.order_by("pk").values()) == before
    assert parcel.officer == parcel.steps.get(finished=None).owner == world.budi2


def test_everything_changes_at_one_moment(world: World) -> None:
    parcel = sent(world)
    old, new = parcel.steps.order_by("seq")
    parts = parcel.participations
    moments = {
        old.finished,
        new.created,
        parts.get(organisation=world.village, part="holder").until,
        parts.get(organisation=world.village, part="monitor").since,
        parts.get(organisation=world.district, part="holder").since,
        parcel.deadlines.get(rule__code="D29").met_at,
        running(parcel).started_at,
        running(parcel, "acceptance").started_at,
        parcel.last_act_at,
    }
    assert len(moments) == 1


def test_open_documents_go_along_and_the_sender_checks_them_no_more(world: World) -> None:
    parcel = a_parcel(world)
    paper = parcel.documents.create(kind="OTHER", title="Surat", by=world.siti, office=world.village, at=parcel.created)
    parcel = move(sent(world, parcel), "accept_handover", world.budi)
    parcel = do(parcel, "verify_document", world.budi, document=str(paper.uid))
    paper.refresh_from_db()
    assert paper.verified_by == world.budi


def test_whoever_held_it_refuses_no_paper_any_more(world: World) -> None:
    case = at_bp3mi(world, "triage")
    paper = case.documents.create(kind="OTHER", title="Surat", by=world.rina, office=world.bp3mi, at=case.created)
    refusal = {"document": str(paper.uid), "reason": "mismatch", "reason_text": "Nama tidak sama dengan KTP."}
    for monitor in (world.budi, world.budi_head):
        put(case, parts={world.district: "monitor"})
        with pytest.raises(NotAllowed):
            do(case, "refuse_document", monitor, **refusal)
    do(case, "refuse_document", world.rina_head, **refusal)


def test_whoever_has_not_accepted_gives_himself_no_time(world: World) -> None:
    parcel = sent(world, a_parcel(world))
    more = {"deadline": str(running(parcel).pk), "amount": "3", "reason": "complexity"}
    with pytest.raises(GuardFailed, match="Terima dulu"):
        do(parcel, "extend_deadline", world.budi_sup, **more, reason_text="Menunggu surat dari desa asal.")
