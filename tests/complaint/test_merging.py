"""Merging: the complainant becomes a party of the leading complaint, open referrals go along; and apart again."""

from __future__ import annotations

import pytest

from casework import access
from casework.access import Depth
from casework.errors import GuardFailed
from casework.models import Case, Event, User
from casework.organisations import appoint
from casework.roles import Role
from tests.complaint.given import FILLED, TODAY, at_bp3mi, at_district, closed_with_referrals, referral
from tests.factories.cases import do, fresh, move, put
from tests.factories.places import an_officer
from tests.handover.test_conflict_of_interest import about_office, about_officer
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def leading(world: World) -> ComplaintCase:
    return at_district(world, opening={"complainant_name": "Yanti"})


@pytest.fixture
def other(world: World, leading: ComplaintCase) -> ComplaintCase:
    case = at_district(world, "triage")
    do(case, "link_case", world.budi, number=leading.number, kind="duplicate")
    return case


def merged(world: World, case: ComplaintCase, leading: ComplaintCase) -> ComplaintCase:
    return move(case, "merge", world.budi_sup, leading=str(leading.uid), same_matter="on")


def complainants(case: ComplaintCase) -> set[str]:
    return set(case.parties.filter(role="complainant", until=None).values_list("name", flat=True))


def test_the_complainant_becomes_a_party_of_the_leading_complaint(world: World, leading, other) -> None:
    case = merged(world, other, leading)
    assert (case.state, case.leading_id) == ("merged", leading.pk)
    assert complainants(leading) == {"Yanti", "Sumiati"}
    assert Event.objects.filter(case_uid=leading.uid, act="complaint.complaint_merged_in").exists()


def test_open_referrals_move_along(world: World, leading, other) -> None:
    child = referral(world, other, world.budi, world.legal_aid)
    merged(world, other, leading)
    child = fresh(child)
    assert (child.parent_id, child.is_open) == (leading.pk, True)


def test_taken_apart_again_its_complainant_leaves(world: World, leading, other) -> None:
    case = move(merged(world, other, leading), "unmerge", world.budi_sup, **FILLED["unmerge"])
    assert (case.state, case.leading_id, case.holder) == ("triage", None, world.district)
    assert complainants(leading) == {"Yanti"}


def named_complainant(case: ComplaintCase, by: User, **more: object) -> ComplaintCase:
    return do(case, "add_party", by, role="complainant", name="Pengadu", **({"sort": "person"} | more))


def test_a_complaining_officer_is_kept_out_of_the_leading_complaint_and_loses_it(world: World, leading, other) -> None:
    case = do(leading, "assign_officer", world.budi_sup, officer=str(world.budi2.uid), why="Beban kerja")
    assert case.officer == world.budi2
    named_complainant(other, world.budi, is_official=world.budi2.username)
    merged(world, other, leading)
    case = fresh(leading)
    assert (case.holder, case.officer) == (world.district, None)
    assert access.view_of(world.budi2, case) == Depth.NONE
    event = Event.objects.get(case_uid=leading.uid, act="complaint.complaint_merged_in").content
    assert event["x"]["told"] == [str(world.district.uid)]


def test_a_child_that_complained_makes_the_leading_complaint_grave(world: World, leading, other) -> None:
    named_complainant(other, world.budi, is_child="on")
    merged(world, other, leading)
    assert fresh(leading).is_grave(leading.parties.all(), TODAY)


@pytest.fixture
def its_holder_complains(world: World) -> tuple[ComplaintCase, ComplaintCase]:
    """A complaint that the district handles, and one of BP3MI about the same, by that district."""
    leading = at_bp3mi(world, "triage", opening={"complainant_name": "Yanti"}, holder=world.district)
    other = at_bp3mi(world, "triage", holder=world.bp3mi)
    other = do(other, "link_case", world.rina, number=leading.number, kind="duplicate")
    office = str(world.district.uid)
    return leading, named_complainant(other, world.rina, sort="office", organisation=office)


def test_a_leading_complaint_about_its_own_holder_goes_one_level_up(world: World, its_holder_complains) -> None:
    leading, other = its_holder_complains
    child = referral(world, leading, world.budi, world.legal_aid)
    move(other, "merge", world.rina_sup, leading=str(leading.uid), same_matter="on")
    case = fresh(leading)
    assert (case.holder, case.held_for) == (world.bp3mi, "district")
    acts = list(Event.objects.filter(case_uid=leading.uid).order_by("seq").values_list("act", flat=True))
    assert acts[-2:] == ["complaint.complaint_merged_in", "complaint.transfer"]
    for each in (case, fresh(child)):
        assert access.view_of(world.budi, each) == Depth.NONE
    assert fresh(child).relation_office_id("sender") == world.bp3mi.pk


def test_taken_apart_again_nobody_is_kept_out_for_its_complainant(world: World, its_holder_complains) -> None:
    leading, other = its_holder_complains
    child = referral(world, leading, world.budi, world.legal_aid)
    case = move(other, "merge", world.rina_sup, leading=str(leading.uid), same_matter="on")
    move(case, "unmerge", world.rina_head, **FILLED["unmerge"])
    for each in (leading, child):
        assert not each.parties.filter(organisation=world.district, until=None).exists()


def two_levels_below(world: World, case: ComplaintCase) -> Case:
    """What the legal aid body that was asked asks of the police in its turn."""
    child = move(referral(world, case, world.budi, world.legal_aid), "accept_referral", world.maya)
    return move(referral(world, child, world.maya, world.police, "police_report"), "accept_referral", world.agus)


def test_it_is_not_merged_into_one_about_who_handles_a_referral_however_deep(world: World, leading, other) -> None:
    deeper = two_levels_below(world, other)
    about_office(leading, world.budi, world.police)
    with pytest.raises(GuardFailed, match=deeper.number):
        merged(world, other, leading)
    assert fresh(other).state == "triage"


def test_whom_the_leading_complaint_is_about_takes_no_part_however_deep(world: World, leading, other) -> None:
    deeper = put(two_levels_below(world, other), parts={world.other_village: "monitor"})
    about_office(leading, world.budi, world.other_village)
    merged(world, other, leading)
    assert deeper.parties.filter(until=None, organisation=world.other_village).exists()
    assert not deeper.participations.filter(until=None, organisation=world.other_village).exists()
    assert Event.objects.filter(case_uid=deeper.uid, act="referral.changed_with_parent").exists()


def test_a_head_it_is_about_is_not_named_in_a_sealed_referral_that_comes(world: World) -> None:
    an_officer(world.bp3mi, "Wakil Kepala", Role.HEAD)
    leading = put(at_bp3mi(world), parts={world.district: "monitor"})
    leading = about_officer(leading, world.rina, world.rina_head)
    other = do(at_district(world, "triage"), "link_case", world.budi, number=leading.number, kind="duplicate")
    child = move(referral(world, other, world.budi, world.legal_aid), "accept_referral", world.maya)
    child = do(child, "raise_seal", world.maya, reason="victim_safety", reason_text="Keselamatan korban")
    merged(world, other, leading)
    assert fresh(child).relation_office_id("sender") == world.bp3mi.pk
    assert not child.named.filter(user=world.rina_head).exists()


def test_what_moved_along_is_free_again_when_the_party_ends(world: World, leading, other) -> None:
    deeper = two_levels_below(world, other)
    other = about_office(other, world.budi, world.other_legal_aid)
    case = move(merged(world, other, leading), "unmerge", world.budi_head, **FILLED["unmerge"])
    party = case.parties.get(organisation=world.other_legal_aid, until=None)
    do(case, "end_party", world.budi, party=str(party.pk), why="Salah nama")
    for each in (deeper.parent, deeper):
        assert not each.parties.filter(until=None, organisation=world.other_legal_aid).exists()
        assert Event.objects.filter(case_uid=each.uid)[0].act == "referral.end_party"


def test_what_had_ended_is_free_again_too_when_the_party_ends(world: World, other) -> None:
    child = referral(world, other, world.budi, world.legal_aid)
    other = about_office(other, world.budi, world.other_legal_aid)
    move(child, "recall_referral", world.budi, reason="no_longer_needed", reason_text="Sudah tidak perlu.")
    do(other, "end_party", world.budi, party=str(other.parties.get(sort="office").pk), why="Salah nama")
    assert not child.parties.filter(until=None).exists()


@pytest.mark.parametrize(
    ("wish", "state"), [("keep", "requested"), ("recall", "recalled"), ("not_needed", "requested")]
)
def test_guard_8_an_ending_says_of_every_open_referral_what_becomes_of_it(world: World, wish: str, state: str) -> None:
    case = at_district(world, "assigned")
    child = referral(world, case, world.budi, world.legal_aid)
    case = move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "handed_over", wish))
    child = fresh(child)
    assert (case.state, child.state, child.is_needed) == ("closed_administratively", state, wish != "not_needed")


def test_the_chains_of_both_say_that_they_were_joined(world: World, leading, other) -> None:
    case = merged(world, other, leading)
    its, theirs = (Event.objects.filter(case_uid=one.uid).order_by("-seq")[0].content for one in (case, leading))
    assert str(leading.uid) in its["x"]["also"]
    assert theirs["x"]["linked"] == str(case.uid)


def test_nor_into_one_about_an_office_in_which_who_handles_a_referral_works(world: World, leading, other) -> None:
    move(referral(world, other, world.budi, world.legal_aid), "accept_referral", world.maya)
    appoint(world.maya, world.other_village, Role.OFFICER, TODAY, None, None)
    about_office(leading, world.budi, world.other_village)
    with pytest.raises(GuardFailed, match="menyangkut penerima rujukan"):
        merged(world, other, leading)
