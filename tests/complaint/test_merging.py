"""Merging: the complainant becomes a party of the leading complaint, open referrals go along; and apart again."""

from __future__ import annotations

import pytest

from casework.models import Event
from tests.complaint.given import FILLED, at_district, closed_with_referrals, referral
from tests.factories.cases import do, fresh, move
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


@pytest.mark.parametrize(
    ("wish", "state"), [("keep", "requested"), ("recall", "recalled"), ("not_needed", "requested")]
)
def test_guard_8_an_ending_says_of_every_open_referral_what_becomes_of_it(world: World, wish: str, state: str) -> None:
    case = at_district(world, "assigned")
    child = referral(world, case, world.budi, world.legal_aid)
    case = move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "handed_over", wish))
    child = fresh(child)
    assert (case.state, child.state, child.is_needed) == ("closed_administratively", state, wish != "not_needed")
