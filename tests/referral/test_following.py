"""An open referral follows its parent: to whoever holds it, and in what it turns out to be."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from casework import access, engine
from casework import clock as kawal_clock
from casework.access import Depth
from casework.duty import add_shift
from casework.errors import GuardFailed, NotAllowed
from casework.history import timeline
from casework.levels import Level
from casework.models import Case, Deadline, Event, Organisation, Outbox
from casework.organisations import close_organisation
from tests.complaint.given import (
    FILLED,
    TODAY,
    WIB,
    at_bp3mi,
    at_district,
    at_village,
    emergency,
    ended,
    open_at,
    referral,
)
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, put, teleport
from tests.factories.places import an_office
from tests.handover.given import recalled, returned, transferred
from tests.screens.pages import signed_in, text_of
from tests.staff.handing import hand_over
from tests.world import World, request_id
from workflows.referral.models import Referral

ANSWER = {"reason": "case_opened", "result_text": "Kami dampingi.", "reason_text": "Sudah dibicarakan dengan klien."}
FOR_POLICE = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}


pytestmark = pytest.mark.usefixtures("monday_and_sound_afterwards")


@pytest.fixture
def parent(world: World) -> Case:
    return at_village(world)


@pytest.fixture
def working(world: World, parent: Case) -> Referral:
    """What the village asked of the legal-aid body, which works on it."""
    return move(referral(world, parent, world.siti, world.legal_aid), "accept_referral", world.maya)


@pytest.fixture
def sealed(world: World) -> Case:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    return do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Korban terancam.")


def parts(case: Case) -> dict[Organisation, str]:
    return {one.organisation: one.part for one in case.participations.filter(until=None).select_related("organisation")}


def owed(case: Case) -> set[tuple[str, Organisation | None]]:
    return {(row.kind, row.organisation) for row in Outbox.objects.filter(case=case.pk).select_related("organisation")}


def test_the_new_holder_asks_in_the_place_of_the_former(world: World, parent: Case, working: Referral) -> None:
    transferred(parent, world.siti_sup, world.other_village)
    child = fresh(working)
    assert (child.holder, child.sent_by_id, child.version) == (world.legal_aid, world.other_village.pk, working.version)
    assert parts(child) == {world.legal_aid: "holder", world.other_village: "monitor", world.village: "monitor"}
    told = timeline(child, Depth.FULL).entries[0]
    assert told.title == "Pengirim berganti: kasus induknya pindah ke kantor lain"
    assert told.details == f"Sekarang diminta oleh {world.other_village.short_name}."


def test_whoever_works_on_it_is_told_who_asks_now(world: World, parent: Case, working: Referral) -> None:
    transferred(parent, world.siti_sup, world.other_village)
    assert ("case_news", world.legal_aid) in owed(working)


def test_the_new_holder_sees_it_at_once_and_takes_over_what_it_brings(
    world: World, parent: Case, working: Referral
) -> None:
    transferred(parent, world.siti_sup, world.other_village)
    assert working.number in text_of(signed_in(world.tono).get(f"/kasus/{parent.uid}/"))
    assert signed_in(world.tono).get(f"/kasus/{working.uid}/").status_code == 200
    answered = move(working, "answer_referral", world.maya, **ANSWER)
    assert answered.holder == world.other_village
    with pytest.raises(NotAllowed):
        move(working, "take_over_result", world.siti, outcome="Didampingi.")
    move(parent, "accept_handover", world.tono)
    assert move(working, "take_over_result", world.tono, outcome="Didampingi.").state == "closed"


def test_the_former_holder_does_not_recall_it_any_more(world: World, parent: Case, working: Referral) -> None:
    transferred(parent, world.siti_sup, world.other_village)
    why = {"reason": "no_longer_needed", "reason_text": "Sudah tidak perlu lagi."}
    with pytest.raises(NotAllowed):
        move(working, "recall_referral", world.siti, **why)
    assert move(working, "recall_referral", world.tono, **why).state == "recalled"


def test_what_was_answered_goes_along_with_the_clock_it_has_and_comes_back_to_who_had_it(
    world: World, parent: Case, working: Referral, clock: Clock
) -> None:
    move(working, "answer_referral", world.maya, **ANSWER)
    do(working, "assign_officer", world.siti_sup, officer=str(world.siti2.uid), why="Membaca jawaban")
    due = fresh(working).due_at
    clock.advance(timedelta(hours=1))
    sent = transferred(parent, world.siti_sup, world.other_village)
    there = fresh(working)
    assert (there.holder, there.officer, there.due_at, there.state) == (world.other_village, None, due, "answered")
    assert there.steps.get(finished=None).is_accepted
    assert parts(there)[world.village] == "monitor"
    assert ("case_news", world.other_village) in owed(there)
    back = recalled(sent, world.siti_sup)
    again = fresh(working)
    assert (back.holder, again.holder, again.officer, again.due_at) == (world.village, world.village, world.siti2, due)
    assert again.sent_by_id == world.village.pk


def test_what_comes_back_returned_brings_its_referrals_with_it(world: World, parent: Case, working: Referral) -> None:
    returned(transferred(parent, world.siti_sup, world.other_village), world.tono)
    child = fresh(working)
    assert child.sent_by_id == world.village.pk
    assert parts(child) == {world.legal_aid: "holder", world.village: "monitor", world.other_village: "monitor"}


def test_what_is_held_for_police_without_an_account_goes_along_with_what_they_owe(world: World, parent: Case) -> None:
    police = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    report = referral(world, parent, world.siti, police, "police_report")
    move(report, "accept_referral", world.siti, **FOR_POLICE)
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": TODAY.isoformat()}
    do(report, "record_police_progress", world.siti, **filed)
    transferred(parent, world.siti_sup, world.other_village)
    there = fresh(report)
    assert (there.holder, there.state, there.receiver) == (world.other_village, "working", police)
    running = Deadline.objects.filter(case_id=there.pk, met_at=None, ended_at=None)
    assert set(running.values_list("kind", "duty_of")) == {
        ("stage", world.other_village.pk),
        ("expected", world.other_village.pk),
    }
    do(report, "record_police_progress", world.tono, **filed | {"sp2hp_code": "A1", "sp2hp_on": TODAY.isoformat()})


def test_the_police_tracker_is_read_by_the_new_holder(world: World, parent: Case) -> None:
    report = referral(world, parent, world.siti, world.police, "police_report")
    move(report, "accept_referral", world.member(world.police))
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": TODAY.isoformat()}
    do(report, "record_police_progress", world.siti, **filed)
    transferred(parent, world.siti_sup, world.other_village)
    assert "LP/B/7/2026" in text_of(signed_in(world.tono).get(f"/kasus/{parent.uid}/"))


def test_a_referral_to_whoever_holds_the_parent_now_stays_with_him(world: World) -> None:
    parent = at_district(world, "triage")
    asked = move(referral(world, parent, world.budi, world.bp3mi, "other"), "accept_referral", world.rina)
    parent = move(parent, "raise_emergency", world.budi, danger="on", facts="Korban disekap majikan.")
    child = fresh(asked)
    assert parent.holder == child.holder == world.bp3mi
    assert child.sent_by_id == world.bp3mi.pk
    assert child.steps.count() == asked.steps.count()


def test_an_emergency_that_goes_up_takes_its_sealed_referrals_along(world: World) -> None:
    parent = at_district(world, "triage")
    asked = referral(world, parent, world.budi, world.legal_aid)
    before = fresh(asked).due_at
    move(parent, "raise_emergency", world.budi, danger="on", facts="Korban disekap majikan.")
    child = fresh(asked)
    assert (child.sealed, child.severity, child.sent_by_id) == (True, "E", world.bp3mi.pk)
    assert child.due_at < before
    assert access.view_of(world.rina_head, child) == Depth.MONITOR
    assert access.view_of(world.maya_head, child) == Depth.FULL
    assert access.view_of(world.budi_sup, child) == Depth.STATUS
    assert ("emergency", world.legal_aid) in owed(child)


def test_what_was_sealed_before_still_becomes_an_emergency_below(world: World, sealed: Case) -> None:
    asked = referral(world, sealed, world.rina, world.legal_aid)
    do(sealed, "set_severity", world.rina, severity="E", why="Korban terancam.")
    child = fresh(asked)
    assert child.severity == "E"
    assert child.due_at <= datetime.combine(TODAY, time(11, 1), WIB)


def test_a_case_that_turns_out_to_be_trafficking_is_kept_by_the_police(world: World) -> None:
    parent = emergency(world, "victim_safeguarded", holder=world.bp3mi)
    report = referral(world, parent, world.rina, world.police, "police_report")
    assert not report.is_trafficking
    do(parent, "set_category", world.rina, category="trafficking", because="Ternyata diperdagangkan.")
    assert fresh(report).is_trafficking
    with pytest.raises(GuardFailed):
        move(report, "recall_referral", world.rina_head, reason="no_longer_needed", reason_text="Sudah tidak perlu.")


def test_what_is_merged_is_asked_by_whoever_holds_the_leading_complaint(world: World) -> None:
    leading = open_at(world, world.bp3mi, world.rina, person_name="Orang yang sama")
    leading = put(leading, parts={world.district: "monitor"})
    parent = at_district(world, "triage")
    asked = move(referral(world, parent, world.budi, world.legal_aid), "accept_referral", world.maya)
    do(parent, "link_case", world.budi, number=leading.number, kind="duplicate")
    move(parent, "merge", world.budi_sup, leading=str(leading.uid), **FILLED["merge"])
    child = fresh(asked)
    assert (child.parent_id, child.sent_by_id) == (leading.pk, world.bp3mi.pk)
    assert parts(child) == {world.legal_aid: "holder", world.bp3mi: "monitor", world.district: "monitor"}


def test_what_was_kept_is_asked_by_whoever_reopens(world: World) -> None:
    parent = ended(world, "closed_administratively")
    child = Referral.objects.get(parent=parent)
    reopened = move(parent, "reopen_late", world.rina_head, **FILLED["reopen_late"])
    assert fresh(child).sent_by_id == reopened.holder_id


def test_who_may_open_a_sealed_case_may_open_what_he_asks_below_it(world: World, sealed: Case) -> None:
    child = referral(world, sealed, world.rina, world.legal_aid)
    assert access.view_of(world.rina_head, child) == Depth.MONITOR
    assert access.view_of(world.rina2, child) == Depth.STATUS
    do(sealed, "assign_officer", world.rina_head, officer=str(world.rina2.uid), why="Beban kerja")
    assert access.view_of(world.rina2, child) == Depth.MONITOR
    assert timeline(fresh(child), Depth.FULL).entries[0].title == "Mengikuti perubahan kasus induknya"


def test_who_seals_what_his_office_once_held_opens_what_it_asked_below_and_is_named_as_who_sealed(
    world: World, parent: Case, working: Referral
) -> None:
    parent = move(transferred(parent, world.siti_sup, world.other_village), "accept_handover", world.tono)
    do(parent, "raise_seal", world.siti, reason="victim_safety", reason_text="Korban terancam.")
    child = fresh(working)
    assert access.view_of(world.siti, child) == Depth.MONITOR
    assert access.view_of(world.siti2, child) == Depth.STATUS
    assert Event.objects.filter(case_uid=child.uid).latest("seq").actor == world.siti.uid


def test_who_takes_over_the_work_of_a_colleague_opens_what_lies_below_it(world: World, sealed: Case) -> None:
    parent = do(sealed, "assign_officer", world.rina_head, officer=str(world.rina.uid), why="Beban kerja")
    child = referral(world, parent, world.rina, world.legal_aid)
    work = engine.hand_over_work(
        world.rina,
        world.bp3mi,
        actor=world.rina_head,
        shown={parent.number: parent.version},
        everything_to=world.rina2,
        single={},
        reason="leave",
        reason_text="",
        request_id=request_id(),
    )
    assert work.cases == 1
    assert access.view_of(world.rina2, child) == Depth.MONITOR


def test_who_is_on_duty_where_the_case_goes_opens_what_alone_is_sealed_below_it(
    world: World, parent: Case, working: Referral
) -> None:
    do(working, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban terancam.")
    now = kawal_clock.now()
    shift = {"phone": "0812", "starts_at": now, "ends_at": now + timedelta(hours=8)}
    add_shift(world.other_village, world.tono2, actor=world.tono_head, **shift)
    transferred(parent, world.siti_sup, world.other_village)
    child = fresh(working)
    assert access.view_of(world.tono2, child) == access.view_of(world.tono_head, child) == Depth.MONITOR
    assert access.view_of(world.tono, child) == Depth.STATUS


def test_who_gives_up_a_sealed_case_as_he_leaves_opens_nothing_below_it_any_more(world: World, sealed: Case) -> None:
    parent = do(sealed, "assign_officer", world.rina_head, officer=str(world.rina.uid), why="Beban kerja")
    child = referral(world, parent, world.rina, world.legal_aid)
    assert access.view_of(world.rina, child) == Depth.MONITOR
    hand_over(world.rina, world.bp3mi, world.rina2, actor=world.rina_head, reason="departure")
    assert access.view_of(world.rina, child) == Depth.STATUS


def test_who_receives_a_sealed_case_and_names_an_officer_lets_him_open_what_lies_below(world: World) -> None:
    parent = do(at_village(world), "raise_seal", world.siti, reason="victim_safety", reason_text="Korban terancam.")
    child = referral(world, parent, world.siti, world.legal_aid)
    transferred(parent, world.siti_head, world.other_village)
    assert access.view_of(world.tono, child) == Depth.STATUS
    move(parent, "accept_handover", world.tono_head, officer=str(world.tono.uid))
    assert access.view_of(world.tono, child) == Depth.MONITOR


def test_a_seal_below_is_not_lifted_while_the_parent_is_sealed(world: World, sealed: Case) -> None:
    child = move(referral(world, sealed, world.rina, world.legal_aid), "accept_referral", world.maya_head)
    with pytest.raises(GuardFailed, match="Kasus induknya masih disegel"):
        do(child, "lower_seal", world.maya_head, world.maya, reason="danger_past", reason_text="Sudah aman.")


def test_a_successor_asks_for_what_outlived_its_parent(world: World) -> None:
    parent = at_village(world)
    child = move(referral(world, parent, world.siti, world.legal_aid), "accept_referral", world.maya)
    at_village(world)
    teleport(parent, "closed")
    engine.transfer_everything(
        world.village,
        world.other_village,
        actor=world.siti_sup,
        shown=1,
        reason="competence",
        reason_text="Kantor digabung",
        request_id=request_id(),
    )
    close_organisation(world.village, TODAY, world.hadi)
    assert fresh(child).sent_by_id == world.other_village.pk
    assert signed_in(world.tono).get(f"/kasus/{child.uid}/").status_code == 200
    answered = move(child, "answer_referral", world.maya, **ANSWER)
    assert answered.holder == world.other_village
