"""Whom a case is about takes no part in it: no office, no officer; what is about its holder goes one level up."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from casework import engine
from casework.errors import GuardFailed, Invalid, NotAllowed
from casework.models import Case, Event, Organisation, Outbox, Party, User
from casework.models.participation import Part
from casework.roles import Role
from tests.complaint import given as complaint
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.parcels import a_parcel
from tests.factories.places import TANAH_LAUT, an_office, an_officer
from tests.handover.given import MONDAY, at_district, running, sent, transferred
from tests.journey import cases as journey
from tests.legal_aid.cases import at_body
from tests.screens.pages import signed_in, text_of
from tests.world import World

WRONG_REGION = {"reason": "wrong_region", "reason_text": "Bukan wilayah kami"}


def about_office(case: Case, by: User, office: Organisation) -> Case:
    """The case turns out to be about an office."""
    return do(case, "add_party", by, role="respondent", sort="office", name=str(office), organisation=str(office.uid))


def about_officer(case: Case, by: User, officer: User) -> Case:
    return do(case, "add_party", by, role="respondent", sort="person", name=str(officer), is_official=officer.username)


def close_everything_above(world: World) -> None:
    """Neither BP3MI nor the ministry can hold anything."""
    above = [world.bp3mi.pk, world.ministry.pk]
    Organisation.objects.filter(pk__in=above).update(closed_on=MONDAY.date() - timedelta(days=9))


def parts(case: Case) -> dict[str, str]:
    """Who takes part today, by short name."""
    now = case.participations.filter(until__isnull=True)
    return dict(now.values_list("organisation__short_name", "part"))


def test_a_case_about_its_holder_goes_to_the_level_above_in_the_same_act(world: World) -> None:
    case = at_district(world)
    stage, overall = running(case), running(case, "overall")
    case = about_office(case, world.budi, world.district)
    assert (case.holder, case.held_for, case.state) == (world.bp3mi, "district", "checked")
    assert parts(case) == {"BP3MI Sumatera Selatan": Part.HOLDER, "Desa Ulak Paceh": Part.MONITOR}
    assert running(case).due_at == stage.due_at
    assert running(case, "overall").started_at == overall.started_at
    assert running(case, "acceptance").duty_of == world.bp3mi


def test_the_history_says_why_it_went_there(world: World) -> None:
    case = about_office(at_district(world), world.budi, world.district)
    passed_on, named = Event.objects.filter(case_uid=case.uid)[:2]
    assert [named.act, passed_on.act] == ["toy.add_party", "toy.transfer"]
    assert named.content["x"]["about_holder"] is True
    assert (passed_on.content["reason"], passed_on.content["actor"]["user"]) == ("conflict_of_interest", None)
    assert passed_on.content["x"]["sent_to"] == str(world.bp3mi.uid)
    assert "Alasan: Benturan kepentingan" in text_of(signed_in(world.rina).get(f"/kasus/{case.uid}/"))


def test_the_office_it_is_about_sees_nothing_any_more(world: World) -> None:
    case = about_office(at_district(world), world.budi, world.district)
    for user in (world.budi, world.budi_sup, world.budi_head):
        assert signed_in(user).get(f"/kasus/{case.uid}/").status_code == 404
        assert case.number not in text_of(signed_in(user).get("/kerja/?daftar=menunggu"))
    move(case, "accept_handover", world.rina)


def test_naming_the_holder_twice_with_one_form_is_one_act(world: World) -> None:
    case = at_district(world)
    same = {
        "actor": world.budi,
        "version": case.version,
        "request_id": uuid.uuid4(),
        "data": {"role": "respondent", "sort": "office", "name": "Dinas", "organisation": str(world.district.uid)},
    }
    first = engine.amend(case, "add_party", **same)
    assert engine.amend(case, "add_party", **same) == first
    assert Party.objects.filter(case_id=case.pk, organisation=world.district).count() == 1


def test_what_is_not_yet_accepted_goes_up_as_well(world: World) -> None:
    case = move(a_parcel(world), "alarm", world.siti)
    case = about_office(case, world.budi_head, world.district)
    assert (case.holder, case.severity) == (world.bp3mi, "E")
    assert running(case, "acceptance").unit == "H"


def test_a_sealed_case_names_the_people_of_the_office_it_goes_to(world: World) -> None:
    case = complaint.at_district(world, "triage")
    case = do(case, "raise_seal", world.budi, reason="local_perpetrator", reason_text="Terduga pelaku setempat")
    case = about_office(case, world.budi, world.district)
    assert case.holder == world.bp3mi
    assert world.rina_head.pk in set(case.named.values_list("user_id", flat=True))
    assert signed_in(world.rina_head).get(f"/kasus/{case.uid}/").status_code == 200
    assert signed_in(world.budi_head).get(f"/kasus/{case.uid}/").status_code == 404


def test_bp3mis_own_case_goes_to_the_ministry(world: World) -> None:
    case = about_office(complaint.at_bp3mi(world, "triage"), world.rina, world.bp3mi)
    assert (case.holder, case.held_for) == (world.ministry, "bp3mi")


def test_the_ministrys_own_case_has_nobody_above_and_stays(world: World) -> None:
    case = about_office(complaint.at_bp3mi(world, "triage"), world.rina, world.bp3mi)
    case = move(case, "accept_handover", world.hadi)
    case = about_office(case, world.hadi, world.ministry)
    assert case.holder == world.ministry
    assert Event.objects.filter(case_uid=case.uid)[0].act == "complaint.add_party"
    with pytest.raises(NotAllowed):
        do(case, "set_severity", world.hadi, severity="H", why="Mendesak")


def test_who_stands_in_for_a_level_does_so_after_a_pause_too(world: World) -> None:
    case = move(about_office(at_district(world), world.budi, world.district), "accept_handover", world.rina_head)
    case = move(case, "put_off", world.rina_head, reason="other", reason_text="Menunggu penimbangan ulang")
    case = move(case, "carry_on", world.rina_head)
    assert (case.holder, case.held_for, case.state) == (world.bp3mi, "district", "checked")


def test_who_stands_in_for_a_level_transfers_it_to_an_office_of_that_level(world: World) -> None:
    elsewhere = an_office("bp3mi", TANAH_LAUT, name="BP3MI Lain")
    an_officer(elsewhere, "Eni Petugas")
    case = about_office(complaint.at_bp3mi(world, "triage"), world.rina, world.bp3mi)
    case = transferred(move(case, "accept_handover", world.hadi), world.hadi_sup, elsewhere)
    assert (case.holder, case.held_for) == (elsewhere, "")


def test_both_levels_named_go_to_the_third(world: World) -> None:
    case = about_office(at_district(world), world.budi, world.bp3mi)
    case = about_office(case, world.budi, world.district)
    assert (case.holder, case.held_for) == (world.ministry, "district")


def test_a_legal_aid_body_passes_to_another_body(world: World, clock: Any) -> None:
    """Above a body is nobody who could represent the client."""
    clock.set(MONDAY)
    case = about_office(at_body(world), world.maya, world.legal_aid)
    assert case.holder == world.other_legal_aid


def test_an_office_that_only_takes_part_does_so_no_longer(world: World) -> None:
    case = about_office(at_district(world), world.budi, world.village)
    assert parts(case) == {"Disnakertrans Musi Banyuasin": Part.HOLDER}
    assert case.holder == world.district
    assert signed_in(world.siti).get(f"/kasus/{case.uid}/").status_code == 404


def test_the_case_does_not_come_back_to_an_office_it_is_about(world: World) -> None:
    case = about_office(sent(world), world.budi, world.village)
    move(case, "return_handover", world.budi, **WRONG_REGION)
    assert fresh(case).holder != world.village


def test_an_office_it_is_about_is_not_offered_as_receiver(world: World) -> None:
    case = about_office(a_parcel(world), world.siti, world.other_village)
    page = signed_in(world.siti_sup).get(f"/kasus/{case.uid}/langkah/transfer/").content.decode()
    assert str(world.faraway.uid) in page
    assert str(world.other_village.uid) not in page
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        transferred(case, world.siti_sup, world.other_village)


def test_a_referral_is_not_sent_to_an_office_its_parent_is_about(world: World) -> None:
    case = about_office(complaint.at_district(world, "triage"), world.budi, world.legal_aid)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        complaint.referral(world, case, world.budi, world.legal_aid)


def test_an_officer_it_is_about_is_not_offered_and_cannot_be_named(world: World) -> None:
    case = about_officer(sent(world), world.budi, world.budi2)
    page = signed_in(world.budi).get(f"/kasus/{case.uid}/langkah/accept_handover/").content.decode()
    assert str(world.budi.uid) in page
    assert str(world.budi2.uid) not in page
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        move(case, "accept_handover", world.budi, officer=str(world.budi2.uid))
    case = move(case, "accept_handover", world.budi)
    with pytest.raises(Invalid, match="pihak dalam kasus ini"):
        do(case, "assign_officer", world.budi_sup, officer=str(world.budi2.uid), why="Beban kerja")


def test_the_officer_it_is_about_loses_it_and_the_head_is_told(world: World) -> None:
    case = at_district(world)
    due = running(case).due_at
    case = about_officer(case, world.budi2, world.budi)
    assert (case.holder, case.officer) == (world.district, None)
    assert case.steps.get(finished=None).owner is None
    assert running(case).due_at == due
    event = Event.objects.filter(case_uid=case.uid)[0].content
    assert event["x"]["told"] == [str(world.district.uid)]
    assert "Diberi tahu: kepala Disnakertrans" in text_of(signed_in(world.budi_head).get(f"/kasus/{case.uid}/"))
    with pytest.raises(NotAllowed):
        move(case, "weigh", world.budi, grams=5)


def test_what_comes_back_is_not_given_to_its_former_officer_whom_it_is_about(world: World) -> None:
    case = about_officer(sent(world), world.budi, world.siti)
    case = move(case, "return_handover", world.budi, **WRONG_REGION)
    assert (case.holder, case.officer) == (world.village, None)


def test_the_head_gets_a_message_that_it_has_no_officer_any_more(world: World) -> None:
    case = about_officer(at_district(world), world.budi2, world.budi)
    told = Outbox.objects.filter(case=case.pk, kind="case_news", audience="heads")
    assert [message.organisation for message in told] == [world.district]


def test_where_the_only_head_is_the_party_it_goes_to_where_somebody_can_decide(world: World) -> None:
    case = complaint.at_district(world, "triage")
    case = do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Keselamatan korban")
    case = about_officer(case, world.budi, world.budi_head)
    assert case.holder == world.bp3mi
    assert signed_in(world.budi_head).get(f"/kasus/{case.uid}/").status_code == 404
    named = set(case.named.values_list("user_id", flat=True))
    assert world.rina_head.pk in named
    assert world.budi2.pk not in named


def test_an_office_whose_only_head_is_a_party_does_not_get_it(world: World) -> None:
    case = complaint.at_village(world)
    case = about_officer(case, world.siti, world.budi_head)
    assert move(case, "begin_triage", world.siti, **complaint.FILLED["begin_triage"]).holder == world.bp3mi


def test_with_another_head_who_is_none_it_stays(world: World) -> None:
    an_officer(world.district, "Wakil Kepala", Role.HEAD)
    case = about_officer(at_district(world), world.budi, world.budi_head)
    assert (case.holder, case.officer) == (world.district, world.budi)


def test_what_such_an_office_sent_comes_back_to_it(world: World) -> None:
    case = about_officer(sent(world), world.budi, world.siti_head)
    assert move(case, "return_handover", world.budi, **WRONG_REGION).holder == world.village


def test_a_referral_stays_with_the_police_whose_only_head_is_a_party(world: World) -> None:
    parent = teleport(complaint.at_bp3mi(world), "assigned", holder=world.bp3mi)
    child = complaint.referral(world, parent, world.rina, world.police, "police_report")
    child = move(child, "accept_referral", world.agus)
    about_officer(parent, world.rina, world.member(world.police, Role.HEAD))
    assert (fresh(child).holder, fresh(child).officer) == (world.police, world.agus)


def test_where_nobody_is_above_the_others_of_the_office_can_open_it(world: World) -> None:
    close_everything_above(world)
    case = complaint.at_district(world, "triage")
    case = do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Keselamatan korban")
    case = about_officer(case, world.budi, world.budi_head)
    assert case.holder == world.district
    assert world.budi2.pk in set(case.named.values_list("user_id", flat=True))


def test_ending_the_party_gives_nothing_back_by_itself(world: World) -> None:
    case = move(about_office(at_district(world), world.budi, world.district), "accept_handover", world.rina)
    party = Party.objects.get(case_id=case.pk, organisation=world.district)
    case = do(case, "end_party", world.rina, party=party.pk, why="Salah catat")
    assert case.holder == world.bp3mi
    assert "Disnakertrans Musi Banyuasin" not in parts(case)


def test_nobody_of_the_office_confirms_what_was_proposed_before(world: World) -> None:
    """What its officers proposed was made from a version of the case that is gone."""
    case = at_district(world)
    proposal = engine.propose(case, "finish", actor=world.budi, version=case.version, request_id=uuid.uuid4(), data={})
    about_office(case, world.budi, world.district)
    with pytest.raises(NotAllowed):
        engine.confirm(proposal, actor=world.budi2, request_id=uuid.uuid4())


def asked(world: World, receiver: Organisation, by: User | None = None) -> tuple[Case, Case]:
    """A complaint of BP3MI and what it asked of another office, which works on it."""
    parent = teleport(complaint.at_bp3mi(world), "assigned", holder=world.bp3mi)
    child = complaint.referral(world, parent, world.rina, receiver, "other")
    return parent, move(child, "accept_referral", by or world.member(receiver))


def test_an_office_named_later_loses_what_was_asked_of_it(world: World) -> None:
    parent, child = asked(world, world.legal_aid, world.maya)
    about_office(parent, world.rina, world.legal_aid)
    child = fresh(child)
    assert child.holder == world.other_legal_aid
    assert parts(child) == {world.other_legal_aid.short_name: Part.HOLDER, "BP3MI Sumatera Selatan": Part.MONITOR}
    assert signed_in(world.maya).get(f"/kasus/{child.uid}/").status_code == 404
    move(child, "accept_handover", world.dewi)


def test_an_officer_named_later_loses_what_was_asked_of_his_office(world: World) -> None:
    parent, child = asked(world, world.legal_aid, world.maya)
    about_officer(parent, world.rina, world.maya)
    child = fresh(child)
    assert (child.holder, child.officer) == (world.legal_aid, None)
    assert signed_in(world.maya).get(f"/kasus/{child.uid}/").status_code == 404
    with pytest.raises(Invalid):
        do(child, "assign_officer", world.maya_sup, officer=str(world.maya.uid), why="Beban kerja")


def test_whom_the_case_above_is_about_is_not_named_where_it_is_known_below(world: World) -> None:
    parent = teleport(complaint.at_bp3mi(world), "assigned", holder=world.bp3mi)
    parent = about_officer(parent, world.rina, world.maya_head)
    parent = do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Keselamatan korban")
    child = complaint.referral(world, parent, world.rina, world.legal_aid)
    named = child.parties.get()
    assert (named.user, named.name, named.contact) == (world.maya_head, "", "")
    assert world.maya_head.pk not in set(child.named.values_list("user_id", flat=True))
    assert signed_in(world.maya_head).get(f"/kasus/{child.uid}/").status_code == 404
    page = text_of(signed_in(world.maya).get(f"/kasus/{child.uid}/"))
    assert str(world.maya_head) not in page


def test_an_office_the_case_above_is_about_is_given_nothing_below(world: World) -> None:
    parent = teleport(complaint.at_bp3mi(world), "assigned", holder=world.bp3mi)
    about_office(parent, world.rina, world.other_legal_aid)
    child = move(complaint.referral(world, parent, world.rina, world.legal_aid), "accept_referral", world.maya)
    with pytest.raises((Invalid, GuardFailed)):
        transferred(child, world.maya_sup, world.other_legal_aid)


def test_the_holder_named_as_party_passes_on_what_it_asked_with_the_case(world: World) -> None:
    parent = complaint.at_district(world, "triage")
    child = move(complaint.referral(world, parent, world.budi, world.legal_aid), "accept_referral", world.maya)
    parent = about_office(parent, world.budi, world.district)
    child = fresh(child)
    assert parent.holder == world.bp3mi
    assert parts(child) == {world.legal_aid.short_name: Part.HOLDER, "BP3MI Sumatera Selatan": Part.MONITOR}
    assert signed_in(world.budi).get(f"/kasus/{child.uid}/").status_code == 404


def test_what_it_holds_below_goes_along_with_the_case_and_no_further(world: World) -> None:
    """An answer that lies with the holder is about him as the case is, and is passed on with that, not once more."""
    parent = complaint.at_district(world, "triage")
    child = move(complaint.referral(world, parent, world.budi, world.legal_aid), "accept_referral", world.maya)
    answered = {"reason": "case_opened", "result_text": "Kami dampingi.", "reason_text": "Sudah dibicarakan."}
    assert move(child, "answer_referral", world.maya, **answered).holder == world.district
    parent, child = about_office(parent, world.budi, world.district), fresh(child)
    assert (parent.holder, child.holder) == (world.bp3mi, world.bp3mi)
    assert child.steps.get(finished=None).is_accepted


def test_when_the_party_ends_above_it_ends_below(world: World) -> None:
    parent, child = asked(world, world.legal_aid, world.maya)
    parent = about_officer(parent, world.rina, world.maya2)
    party = parent.parties.get(user=world.maya2)
    with pytest.raises(Invalid):
        do(child, "end_party", world.maya, party=str(child.parties.get(until=None).pk), why="Salah nama")
    do(parent, "end_party", world.rina, party=str(party.pk), why="Salah nama")
    assert not child.parties.filter(until=None).exists()
    do(child, "assign_officer", world.maya_sup, officer=str(world.maya2.uid), why="Beban kerja")


def test_a_file_that_a_journey_opens_is_kept_from_the_office_the_journey_is_about(world: World) -> None:
    case = about_office(journey.at(world, "in_placement"), world.rina, world.bp3mi)
    case = move(case, "accept_handover", world.hadi)
    case = move(case, "report_distress", world.hadi, what_happened="x", category="unpaid_wages", severity="E")
    file = journey.complaint_of(case)
    assert file.holder == world.ministry
    assert file.parties.get(organisation=world.bp3mi).name == str(world.bp3mi)
