"""What follows a parent where that is not simple: deeper below, merged, given on, given up in fear, in batches."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from casework import access, engine
from casework.access import Depth
from casework.errors import GuardFailed, Invalid, NotAllowed
from casework.levels import Level
from casework.models import Case, Event, User
from casework.roles import Role
from tests.complaint.given import (
    FILLED,
    FOR_COMPLAINANT,
    TODAY,
    at_district,
    at_village,
    emergency,
    open_at,
    referral,
)  # fmt: skip
from tests.factories.cases import do, fresh, move, put, teleport
from tests.factories.places import an_office, an_officer
from tests.handover.given import recalled, returned, transferred
from tests.handover.test_conflict_of_interest import about_office, about_officer
from tests.legal_aid.cases import at_body
from tests.world import World, request_id

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}
ANSWER = {"reason": "case_opened", "result_text": "Kami dampingi.", **WHY}
FOR_POLICE = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}


pytestmark = pytest.mark.usefixtures("monday_and_sound_afterwards")


def working(world: World, parent: Case, by: User) -> Case:
    return move(referral(world, parent, by, world.legal_aid), "accept_referral", world.maya)


def seal(case: Case, by: User) -> Case:
    return do(case, "raise_seal", by, reason="victim_safety", reason_text="Korban terancam.")


@pytest.mark.parametrize("act", [lambda w, p: seal(p, w.rina), lambda w, p: about_officer(p, w.rina, w.agus)])
def test_many_lie_below_what_lies_below(world: World, parent: Case, act: Callable[[World, Case], Case]) -> None:
    children = [working(world, parent, world.rina) for _each in range(6)]
    for child in reversed(children):
        referral(world, child, world.maya, world.other_legal_aid)
    assert act(world, parent).version


def test_what_lies_deeper_learns_of_trafficking(world: World) -> None:
    parent = emergency(world, "victim_safeguarded", holder=world.bp3mi)
    child = move(referral(world, parent, world.rina, world.legal_aid), "accept_referral", world.maya_head)
    report = referral(world, child, world.maya_head, world.police, "police_report")
    do(parent, "set_category", world.rina, category="trafficking", because="Ternyata diperdagangkan.")
    assert fresh(child).is_trafficking
    assert fresh(report).is_trafficking


def test_who_is_kept_out_deeper_is_so_no_more_when_the_party_ends(world: World, parent: Case) -> None:
    parent = about_officer(parent, world.rina, world.agus)
    child = working(world, parent, world.rina)
    deeper = referral(world, child, world.maya, world.police, "police_report")
    party = parent.parties.get(user=world.agus)
    do(parent, "end_party", world.rina, party=str(party.pk), why="Salah nama")
    assert not child.parties.filter(until=None).exists()
    assert not deeper.parties.filter(until=None).exists()


def test_what_comes_back_deeper_in_one_batch_is_moved_once(world: World, parent: Case) -> None:
    parent = do(seal(parent, world.rina_head), "assign_officer", world.rina_head, officer=str(world.rina.uid), why="x")
    child = move(referral(world, parent, world.rina, world.legal_aid), "accept_referral", world.maya_head)
    asked_back = referral(world, child, world.maya_head, world.bp3mi, "poverty_letter")
    asked_back = move(asked_back, "accept_referral", world.rina_head, officer=str(world.rina.uid))
    parent = fresh(parent)
    engine.hand_over_work(
        world.rina,
        world.bp3mi,
        actor=world.rina_head,
        shown={parent.number: parent.version, asked_back.number: asked_back.version},
        everything_to=world.rina2,
        single={},
        reason="departure",
        reason_text="",
        request_id=request_id(),
    )
    assert {fresh(parent).officer, fresh(asked_back).officer} == {world.rina2}


def test_a_referral_kept_when_somebody_gives_up_in_fear_is_sealed(world: World) -> None:
    case = at_district(world, "assigned")
    child = working(world, case, world.budi)
    said = {
        "reason": "fear",
        "reason_text": "Didatangi sponsor tadi malam.",
        "asked_in_private": "on",
        "pressure": "yes",
    }
    move(case, "withdraw", world.budi, **said, **{f"child_{child.uid.hex}": "keep"}, **FOR_COMPLAINANT)
    assert fresh(child).sealed
    assert access.view_of(world.budi_head, child) > Depth.STATUS


def test_who_passed_it_on_does_not_lose_what_he_works_on_when_the_parent_comes_and_goes(world: World) -> None:
    parent = at_village(world)
    child = move(referral(world, parent, world.siti, world.other_village, "other"), "accept_referral", world.tono)
    child = move(transferred(child, world.tono_sup, world.faraway), "accept_handover", world.outsider)
    parent = move(transferred(parent, world.siti_sup, world.faraway), "accept_handover", world.outsider)
    assert fresh(child).relation_office_id("receiver") == world.faraway.pk
    move(transferred(parent, world.outsider_sup, world.village), "accept_handover", world.siti)
    child = fresh(child)
    assert (child.holder, child.relation_office_id("sender")) == (world.faraway, world.village.pk)


@pytest.fixture
def on_its_way(world: World) -> tuple[Case, Case, User]:
    """Asked of police that got an account meanwhile: accepted for them, still to be accepted by them."""
    police = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    parent = at_village(world)
    child = referral(world, parent, world.siti, police, "police_report")
    officer = an_officer(police, "Bripka Adi", Role.OFFICER)
    return parent, move(child, "accept_referral", world.siti, **FOR_POLICE), officer


def test_what_is_on_its_way_goes_back_to_whoever_asks_by_then(
    world: World, on_its_way: tuple[Case, Case, User]
) -> None:
    parent, child, officer = on_its_way
    transferred(parent, world.siti_sup, world.other_village)
    assert returned(child, officer, "not_competent").holder == world.other_village


def test_and_is_recalled_by_nobody_else(world: World, on_its_way: tuple[Case, Case, User]) -> None:
    parent, child, _officer = on_its_way
    transferred(parent, world.siti_sup, world.other_village)
    with pytest.raises(NotAllowed):
        recalled(child, world.siti)
    assert recalled(child, world.tono).holder == world.other_village


def test_what_is_sent_back_after_the_parent_went_elsewhere_is_simply_gone_on_with(world: World) -> None:
    parent = at_village(world)
    child = move(working(world, parent, world.siti), "answer_referral", world.maya, **ANSWER)
    move(transferred(parent, world.siti_sup, world.other_village), "accept_handover", world.tono)
    asked = {"missing": "Nomor", "agreed_date": "2026-12-30", "reason": "incomplete_answer", **WHY}
    child = move(child, "send_back", world.tono, **asked)
    assert (child.holder, child.officer) == (world.legal_aid, world.maya)
    assert child.steps.get(finished=None).is_accepted


def test_a_batch_is_said_of_what_was_transferred_in_it(world: World) -> None:
    parent = at_village(world)
    child = working(world, parent, world.siti)
    closing = {"reason": "competence", "reason_text": "Kantor digabung", "request_id": request_id()}
    engine.transfer_everything(world.village, world.other_village, actor=world.siti_sup, shown=1, **closing)
    said = {case: Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content["x"] for case in (parent, child)}
    assert ("batch" in said[parent], "batch" in said[child]) == (True, False)


def test_one_act_says_one_thing_of_a_case_below(world: World, parent: Case) -> None:
    other_head = an_officer(world.bp3mi, "Wakil Kepala", Role.HEAD)
    child = referral(world, seal(parent, world.rina), world.rina, world.legal_aid)
    before = Event.objects.filter(case_uid=child.uid).count()
    about_officer(parent, world.rina, world.rina_head)
    assert Event.objects.filter(case_uid=child.uid).count() == before + 1
    assert access.view_of(other_head, child) == access.view_of(other_head, parent) - 1


@pytest.fixture
def leading(world: World) -> Case:
    case = open_at(world, world.bp3mi, world.rina, person_name="Orang yang sama")
    return put(case, parts={world.district: "monitor"})


def merged(world: World, case: Case, leading: Case) -> Case:
    do(case, "link_case", world.budi, number=leading.number, kind="duplicate")
    return move(case, "merge", world.budi_sup, leading=str(leading.uid), **FILLED["merge"])


def test_what_goes_below_another_case_is_kept_from_whom_that_is_about(world: World, leading: Case) -> None:
    about_office(leading, world.rina, world.legal_aid)
    case = at_district(world, "triage")
    child = working(world, case, world.budi)
    with pytest.raises(GuardFailed, match=child.number):
        merged(world, case, leading)


def test_also_while_the_answer_of_that_office_lies_with_who_asked(world: World, leading: Case) -> None:
    about_office(leading, world.rina, world.legal_aid)
    case = at_district(world, "triage")
    child = move(working(world, case, world.budi), "answer_referral", world.maya, **ANSWER)
    assert child.holder == world.district
    with pytest.raises(GuardFailed, match=child.number):
        merged(world, case, leading)


def test_an_office_the_other_case_is_about_takes_no_part_below_it_either(world: World, leading: Case) -> None:
    about_office(leading, world.rina, world.other_legal_aid)
    case = at_district(world, "triage")
    child = put(working(world, case, world.budi), parts={world.other_legal_aid: "monitor"})
    merged(world, case, leading)
    assert child.parties.get(until=None).organisation == world.other_legal_aid
    assert not child.participations.filter(organisation=world.other_legal_aid, until=None).exists()


def test_nor_in_what_was_asked_further_below(world: World, leading: Case) -> None:
    about_office(leading, world.rina, world.other_legal_aid)
    case = at_district(world, "triage")
    deeper = referral(world, working(world, case, world.budi), world.maya, world.bp3mi, "poverty_letter")
    merged(world, case, leading)
    assert deeper.parties.get(until=None).organisation == world.other_legal_aid


def test_only_officer_of_the_receiver_named_as_party_lets_another_office_work_on_it(world: World, parent: Case) -> None:
    alone = an_office(Level.LEGAL_AID, "16.03", name="LBH Kecil")
    advocate = an_officer(alone, "Advokat Tunggal", Role.OFFICER)
    child = move(referral(world, parent, world.rina, alone), "accept_referral", advocate)
    about_officer(parent, world.rina, advocate)
    assert fresh(child).holder not in (alone, world.bp3mi)
    do(parent, "set_severity", world.rina, severity="E", why="Korban terancam.")
    assert fresh(child).sealed


def test_nothing_is_asked_of_an_office_in_which_everybody_is_a_party(world: World, parent: Case) -> None:
    alone = an_office(Level.LEGAL_AID, "16.03", name="LBH Kecil")
    parent = about_officer(parent, world.rina, an_officer(alone, "Advokat Tunggal", Role.OFFICER))
    with pytest.raises(Invalid, match="hanya pihak kasus ini yang bertugas di sana"):
        referral(world, parent, world.rina, alone)


def test_who_is_named_because_nobody_else_is_left_opens_what_lies_below(world: World, parent: Case) -> None:
    child = referral(world, seal(parent, world.rina), world.rina, world.legal_aid)
    there = world.bp3mi.memberships.filter(user__in=[world.rina, world.rina_head])
    there.update(until=TODAY)
    new = an_officer(world.bp3mi, "Kepala Baru", Role.HEAD)
    engine.name_heads()
    assert (access.view_of(new, parent), access.view_of(new, child)) == (Depth.FULL, Depth.MONITOR)


def test_who_takes_the_place_of_a_body_asks_in_what_it_reopens(world: World) -> None:
    case = teleport(at_body(world), "mandated")
    child = move(referral(world, case, world.maya, world.bp3mi, "other"), "accept_referral", world.rina)
    case = teleport(case, "closed")
    at_body(world)
    held = Case.objects.open().filter(holder=world.legal_aid).count()
    closing = {"reason": "competence", "reason_text": "Kantor digabung", "request_id": request_id()}
    engine.transfer_everything(world.legal_aid, world.other_legal_aid, actor=world.maya_sup, shown=held, **closing)
    assert fresh(child).sent_by_id == world.other_legal_aid.pk
    say = {"behalf": "client", "behalf_how": "in_person", "behalf_paper": "Pernyataan 3/2026"}
    head = an_officer(world.other_legal_aid, "Kepala Penerus", Role.HEAD)
    case = move(case, "reopen", head, reason="new_evidence", new_facts="Saksi baru", **WHY, **say)
    assert (case.holder, fresh(child).sent_by_id) == (world.other_legal_aid, world.other_legal_aid.pk)


def test_what_the_police_owe_goes_on_where_the_referral_is_kept_in_another_time_zone(world: World) -> None:
    police = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    parent = at_village(world)
    child = referral(world, parent, world.siti, police, "police_report")
    move(child, "accept_referral", world.siti, **FOR_POLICE)
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": TODAY.isoformat()}
    do(child, "record_police_progress", world.siti, **filed)
    world.other_village.time_zone = "Asia/Jayapura"
    world.other_village.save()
    transferred(parent, world.siti_sup, world.other_village)
    owed = set(child.deadlines.filter(kind="expected", met_at=None, ended_at=None).values_list("pk", flat=True))
    do(child, "record_police_progress", world.tono, **filed, unit="Unit PPA")
    assert set(child.deadlines.filter(kind="expected", met_at=None, ended_at=None).values_list("pk", flat=True)) == owed


def test_a_letter_of_the_police_is_owed_to_whoever_asks_by_then(world: World) -> None:
    parent = at_village(world)
    child = referral(world, parent, world.siti, world.police, "police_report")
    move(child, "accept_referral", world.member(world.police))
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": TODAY.isoformat()}
    do(child, "record_police_progress", world.siti, **filed)
    transferred(parent, world.siti_sup, world.other_village)
    owed = child.deadlines.filter(kind="expected", met_at=None, ended_at=None)
    assert set(owed.values_list("duty_of", "owed_to")) == {(world.police.pk, world.other_village.pk)}
