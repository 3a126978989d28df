"""A deadline across the case that starts in the past is what it would be if it had run all the time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework import engine, rulebook
from casework.clock import record_closure
from casework.models import Outbox
from tests.complaint.given import (
    FILLED,
    FOR_COMPLAINANT,
    TODAY,
    WHY,
    WIB,
    at_bp3mi,
    at_district,
    at_village,
    ended,
    running,
    tries,
)
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, put
from tests.sweep.given import acts_of, proposal_of
from tests.world import World, request_id
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db

RULEBOOK = Path("workflows/rulebook")


def due_day(case: ComplaintCase, code: str) -> date:
    return running(case)[code].due_at.astimezone(WIB).date()


def died_and_did_not(world: World, clock: Clock, case: ComplaintCase) -> ComplaintCase:
    """A death recorded by mistake takes the case from its handler, and D05 with it, for an hour."""
    case = move(fresh(case), "record_death", world.rina, **FILLED["record_death"])
    assert "D05" not in running(case)
    clock.advance(timedelta(hours=1))
    return move(case, "annul_death", world.rina_head, confirmed_by=world.rina, **FILLED["annul_death"])


def told(case: ComplaintCase) -> list[str]:
    """What the sweep says now, besides what it had said."""
    before = acts_of(case)
    assert engine.sweep().failed == 0
    assert engine.sweep().cases == 0
    return acts_of(case)[len(before) :]


@pytest.mark.parametrize(("days", "rungs", "is_missed"), [(20, 0, False), (31, 1, False), (61, 2, True)])
def test_contact_owed_again_since_the_same_day_is_not_spoken_of_again(
    world: World, clock: Clock, days: int, rungs: int, is_missed: bool
) -> None:
    case = at_bp3mi(world, "triage")
    clock.advance(timedelta(days=days))
    engine.sweep()
    before = running(case)["D05"]
    case = died_and_did_not(world, clock, case)
    again = running(case)["D05"]
    assert again.pk != before.pk
    assert (again.started_at, again.due_at) == (before.started_at, before.due_at)
    assert (again.alert_level, again.breached_at) == (rungs, before.breached_at)
    assert (again.breached_at is not None) == is_missed
    letters = Outbox.objects.count()
    assert told(case) == []
    assert Outbox.objects.count() == letters


def test_what_is_missed_is_put_to_the_office_above_again_but_not_said_to_be_missed_again(
    world: World, clock: Clock
) -> None:
    case = at_district(world, "triage")
    clock.advance(timedelta(days=20))
    assert {"deadline_missed", "deadline_escalated"} <= set(told(case))
    case = move(fresh(case), "begin_verification", world.budi, needs_inspection="on", **FILLED["begin_verification"])
    clock.advance(timedelta(minutes=5))
    case = move(case, "undo", world.budi, reason="wrong_move", reason_text="Pemeriksaan ternyata tidak diperlukan.")
    assert told(case) == ["deadline_escalated"]


def test_one_closed_as_unreachable_and_opened_again_is_not_proposed_at_once(world: World, clock: Clock) -> None:
    case = at_bp3mi(world, "assigned")
    tries(case, world.rina)
    clock.advance(timedelta(days=61))
    engine.sweep()
    letter = {"letter": "10/2026", "letter_text": "Pengaduan Bapak/Ibu kami tutup.", "reason": "unreachable", **WHY}
    case = move(fresh(case), "close_administratively", world.rina_head, **letter)
    clock.advance(timedelta(days=20))
    case = move(fresh(case), "reopen", world.rina_sup, **FILLED["reopen"])
    clock.advance(timedelta(minutes=5))
    case = move(fresh(case), "return_to_triage", world.rina, **FILLED["return_to_triage"])
    assert running(case)["D05"].breached_at is None
    assert "deadline_missed" not in told(case)


def test_another_office_is_reminded_of_what_it_never_heard(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.advance(timedelta(days=31))
    assert "deadline_reminded" in told(case)
    case = move(fresh(case), "raise_emergency", world.budi, **FILLED["raise_emergency"])
    case = move(case, "accept_handover", world.rina_head, officer=str(world.rina.uid))
    case = move(case, "stand_down", world.rina_head, confirmed_by=world.rina, **FILLED["stand_down"])
    assert (running(case)["D05"].duty_of, running(case)["D05"].alert_level) == (world.bp3mi, 0)
    clock.advance(timedelta(minutes=1))
    assert "deadline_reminded" in told(case)


def test_days_that_were_closed_later_heal_nothing(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.advance(timedelta(days=20))
    engine.sweep()
    before = running(case)["D11"]
    flood = {"name": "Banjir", "decided_by": "SK 1/2026", "created_by": None, "organisation": world.district}
    record_closure(date=date(2026, 12, 8), **flood)
    case = move(fresh(case), "begin_verification", world.budi, needs_inspection="on", **FILLED["begin_verification"])
    clock.advance(timedelta(minutes=5))
    again = running(move(case, "undo", world.budi, reason="wrong_move", reason_text="Pemeriksaan tidak perlu."))["D11"]
    assert (again.due_at, again.breached_at) == (before.due_at, before.breached_at)
    assert again.breached_at is not None


def test_a_contact_that_was_undone_is_not_counted_from(world: World, clock: Clock) -> None:
    case = move(at_bp3mi(world, "triage"), "ask_for_completion", world.rina, **FILLED["ask_for_completion"])
    contact = running(case)["D05"].started_at
    clock.advance(timedelta(days=20))
    case = move(case, "receive_completion", world.rina, **FILLED["receive_completion"], **FOR_COMPLAINANT)
    undone = running(case)["D05"]
    assert undone.started_at > contact
    clock.advance(timedelta(minutes=5))
    case = move(case, "undo", world.rina, reason="wrong_move", reason_text="Berkasnya milik kasus lain.")
    assert running(case)["D05"].started_at == contact
    assert case.deadlines.get(pk=undone.pk).met_at is None
    assert running(died_and_did_not(world, clock, case))["D05"].started_at == contact


@pytest.mark.parametrize(("opened", "most"), [(at_district, 6), (at_village, 7)])
def test_looking_back_costs_a_move_one_statement(
    world: World, clock: Clock, opened: Callable[..., ComplaintCase], most: int
) -> None:
    for _warm in range(2):
        case = opened(world)
        actor = world.budi if opened is at_district else world.siti
        case = do(case, "add_note", actor, text="Ia menelepon lagi.")
        clock.advance(timedelta(minutes=1))
        seen = {"actor": actor, "version": case.version, "request_id": request_id()}
        with CaptureQueriesContext(connection) as sent:
            engine.advance(case, "begin_triage", **seen, data=FILLED["begin_triage"])
    assert len([one for one in sent if "casework_pause p" in one["sql"]]) == 1
    assert len(sent) <= most


def test_it_still_stood_still(world: World, clock: Clock) -> None:
    case = move(at_bp3mi(world, "verification"), "suspend", world.rina_head, **FILLED["suspend"])
    clock.advance(timedelta(days=7))
    case = move(case, "resume", world.rina, **FILLED["resume"])
    assert due_day(case, "D05") == TODAY + timedelta(days=67)
    before = running(case)["D05"]
    again = running(died_and_did_not(world, clock, case))["D05"]
    assert (again.due_at, again.pauses) == (before.due_at, before.pauses)


def test_it_is_still_extended(world: World, clock: Clock) -> None:
    case = at_bp3mi(world, "verification")
    more = {"deadline": str(running(case)["D05"].pk), "amount": "10", "reason": "complexity"}
    because = "Sudah dibicarakan dengan pengadu dan dicatat."
    case = do(case, "extend_deadline", world.rina_head, **more, reason_text=because)
    assert due_day(died_and_did_not(world, clock, case), "D05") == TODAY + timedelta(days=70)


def test_a_closing_that_was_refused_stays_refused(world: World, clock: Clock) -> None:
    case = at_bp3mi(world, "assigned")
    clock.advance(timedelta(days=61))
    engine.sweep()
    refusal = {"request_id": request_id(), "reason": "Ia berjanji datang besok."}
    engine.decline_closing(proposal_of(fresh(case)), actor=world.rina_head, **refusal)
    assert due_day(case, "D05") == TODAY + timedelta(days=121)
    assert due_day(died_and_did_not(world, clock, case), "D05") == TODAY + timedelta(days=121)


def test_a_new_rulebook_does_not_reach_back(world: World, clock: Clock, tmp_path: Path) -> None:
    case = at_bp3mi(world, "verification")
    folder = Path(shutil.copytree(RULEBOOK, tmp_path / "rulebook"))
    text = (folder / "deadlines.toml").read_text()
    begin = text.index('[[rule]]\ncode = "D05"')
    rule = text[begin : text.index("[[rule]]", begin + 1)]
    assert '"60 CD"' in rule
    shorter = rule.replace('periods = ["60 CD"]', 'periods = ["30 CD"]\nvalid_from = 2026-12-01')
    (folder / "deadlines.toml").write_text(f"{text}\n{shorter}")
    rulebook.load(folder)
    clock.advance(timedelta(days=40))
    engine.sweep()
    case = died_and_did_not(world, clock, case)
    assert due_day(case, "D05") == TODAY + timedelta(days=60)
    assert told(case) == []


def test_an_inspection_found_necessary_after_a_pause_is_owed_as_much_later(world: World, clock: Clock) -> None:
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    clock.advance(timedelta(days=28))
    case = move(case, "receive_completion", world.budi, **FILLED["receive_completion"])
    spans = running(case)["D11"].pauses
    case = move(case, "begin_verification", world.budi, needs_inspection="on", **FILLED["begin_verification"])
    paused = running(case)["D12"]
    assert paused.pauses == spans
    straight = at_district(world, "triage")
    straight = move(straight, "begin_verification", world.budi, needs_inspection="on", **FILLED["begin_verification"])
    assert paused.due_at == running(straight)["D12"].due_at


def test_what_begins_while_the_case_stands_still_stands_still_from_the_first(world: World, clock: Clock) -> None:
    case = move(at_bp3mi(world, "verification"), "suspend", world.rina_head, **FILLED["suspend"])
    clock.advance(timedelta(days=100))
    case = do(case, "require_inspection", world.rina, because="Lokasi")
    assert running(case)["D12"].due_at is None
    engine.sweep()
    assert running(case)["D12"].breached_at is None
    case = move(fresh(case), "resume", world.rina, **FILLED["resume"])
    straight = at_bp3mi(world, "verification")
    straight = do(straight, "require_inspection", world.rina, because="Lokasi")
    assert due_day(case, "D12") == due_day(straight, "D12")


def test_a_pause_does_not_heal_what_was_overdue_when_it_began(world: World, clock: Clock) -> None:
    case = at_bp3mi(world, "triage")
    clock.advance(timedelta(days=61))
    engine.sweep()
    before = running(case)["D05"]
    case = move(fresh(case), "begin_verification", world.rina, **FILLED["begin_verification"])
    later = {**FILLED["suspend"], "review_date": str(TODAY + timedelta(days=90))}
    case = move(case, "suspend", world.rina_head, **later)
    again = running(died_and_did_not(world, clock, case))["D05"]
    assert (again.due_at, again.breached_at, again.pauses) == (before.due_at, before.breached_at, [])


def test_who_reopens_has_sixty_days_again_to_reach_the_complainant(world: World, clock: Clock) -> None:
    case = ended(world, "closed")
    clock.advance(timedelta(days=80))
    case = move(case, "reopen", world.rina_sup, **FILLED["reopen"])
    case = move(case, "resume_work", world.rina, **FILLED["resume_work"])
    assert due_day(case, "D05") == TODAY + timedelta(days=140)


def test_so_has_who_takes_one_apart_that_was_merged_by_mistake(world: World, clock: Clock) -> None:
    leading, other = at_district(world), at_district(world, "triage")
    do(other, "link_case", world.budi, number=leading.number, kind="duplicate")
    case = move(other, "merge", world.budi_sup, leading=str(leading.uid), same_matter="on")
    clock.advance(timedelta(days=70))
    case = move(case, "unmerge", world.budi_sup, **FILLED["unmerge"])
    assert due_day(case, "D05") == TODAY + timedelta(days=130)


def test_who_cannot_be_reached_at_all_is_not_looked_for_after_reopening(world: World, clock: Clock) -> None:
    case = put(ended(world, "closed"), last_contact_at=None)
    case = move(case, "reopen", world.rina_sup, **FILLED["reopen"])
    case = move(case, "resume_work", world.rina, **FILLED["resume_work"])
    assert "D05" not in running(case)


def test_a_contact_of_before_the_reopening_never_counts_from_earlier_than_it(world: World, clock: Clock) -> None:
    case = put(ended(world, "closed"), last_contact_at=None)
    clock.advance(timedelta(days=80))
    case = move(case, "reopen", world.rina_sup, **FILLED["reopen"])
    case = move(case, "resume_work", world.rina, **FILLED["resume_work"])
    early = {"on": "2026-11-25", "channel": "phone", "person": "Pengadu", "reached": "yes"}
    case = do(case, "log_contact", world.rina, **early)
    assert due_day(case, "D05") == TODAY + timedelta(days=140)
