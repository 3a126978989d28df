"""A sealed case that has ended is reopened by whom the tables allow, also where the seal names none of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from casework import access
from casework.access import Depth
from casework.errors import GuardFailed, NotAllowed
from casework.models import Case, User
from casework.organisations import end_membership
from casework.roles import Role
from tests.complaint.given import FILLED, at_district, emergency
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.places import an_officer
from tests.handover.given import MONDAY
from tests.screens.pages import carried, signed_in, text_of
from tests.world import World

REOPEN = FILLED["reopen"]


@pytest.fixture(autouse=True)
def monday(clock: Clock) -> None:
    clock.set(MONDAY)


def withdrawn(world: World, head: User) -> Case:
    """An emergency that a head of BP3MI recorded as withdrawn, which only a head may."""
    return move(emergency(world), "withdraw", head, confirmed_by=world.rina, **FILLED["withdraw"])


def closed(world: World) -> Case:
    """A complaint that the district sealed and its head closed; the seal names him and Budi."""
    case = at_district(world, "resolved")
    case = do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Korban terancam.")
    return move(case, "close", world.budi_head, confirmed_by=world.budi, basis="agreed", letter="9/2026")


def named(case: Case) -> set[int]:
    return set(case.named.values_list("user_id", flat=True))


def test_who_ended_it_does_not_and_the_supervisor_does(world: World, clock: Clock) -> None:
    case = withdrawn(world, world.rina_head)
    clock.advance(timedelta(days=1))
    with pytest.raises(GuardFailed):
        move(case, "reopen", world.rina_head, **REOPEN)
    case = move(case, "reopen", world.rina_sup, **REOPEN)
    assert (case.state, case.holder, case.officer) == ("reopened", world.bp3mi, world.rina_sup)
    assert {world.rina_sup.pk, world.rina_head.pk} <= named(case)
    assert access.view_of(world.rina_sup, case) == Depth.FULL


def test_before_he_does_so_he_sees_where_it_is_and_no_more(world: World) -> None:
    case = withdrawn(world, world.rina_head)
    assert access.view_of(world.rina_sup, case) == Depth.STATUS


def test_officers_and_offices_that_the_tables_do_not_name_do_not_reopen_it(world: World) -> None:
    case = closed(world)
    for stranger in (world.budi2, world.siti_head, world.rina_sup, world.outsider_head, world.hadi_head):
        with pytest.raises(NotAllowed):
            move(case, "reopen", stranger, **REOPEN)
    assert not fresh(case).is_open


def test_an_officer_whom_it_does_not_name_files_no_objection(world: World) -> None:
    case = at_district(world, "triage")
    case = do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Korban terancam.")
    case = move(case, "reject", world.budi_head, **FILLED["reject"])
    with pytest.raises(NotAllowed, match="disegel"):
        move(case, "file_objection", world.budi2, **FILLED["file_objection"])
    assert move(case, "file_objection", world.budi_sup, **FILLED["file_objection"]).is_open


def test_whoever_reopens_it_for_another_office_goes_on_seeing_no_more(world: World) -> None:
    case = move(closed(world), "reopen", world.budi_sup, **REOPEN)
    assert (case.holder, case.officer) == (world.bp3mi, None)
    assert world.rina_head.pk in named(case)
    assert world.budi_sup.pk not in named(case)
    assert access.view_of(world.budi_sup, case) == Depth.STATUS


def test_a_head_who_came_later_reopens_what_the_former_ones_could_open(world: World, clock: Clock) -> None:
    other_head = an_officer(world.bp3mi, "Kepala Lama", Role.HEAD)
    case = withdrawn(world, other_head)
    clock.advance(timedelta(days=10))
    for user in (world.rina_head, other_head):
        end_membership(user.memberships.get(), date(2026, 12, 3), world.hadi)
    new_head = an_officer(world.bp3mi, "Kepala Baru", Role.HEAD)
    assert move(case, "reopen", new_head, **REOPEN).officer == new_head


def test_an_open_sealed_case_still_moves_by_the_named_only(world: World) -> None:
    with pytest.raises(NotAllowed, match="disegel"):
        move(emergency(world), "withdraw", an_officer(world.bp3mi, "Kepala Baru", Role.HEAD), **FILLED["withdraw"])


def test_he_finds_it_by_its_number_and_reopens_it_on_its_page(world: World, clock: Clock) -> None:
    case = withdrawn(world, world.rina_head)
    clock.advance(timedelta(days=1))
    browser = signed_in(world.rina_sup)
    found = browser.post(reverse("search"), {"query": case.number})
    assert found.url == reverse("case", args=[case.uid])
    form_at = reverse("move", args=[case.uid, "reopen"])
    page, form = browser.get(found.url), browser.get(form_at)
    assert form_at in page.content.decode()
    for shown in (page, form):
        assert shown.status_code == 200
        assert "Rudi" not in shown.content.decode()
        assert "Gaji empat bulan" not in shown.content.decode()
        assert "Sumiati" not in shown.content.decode()
    answer = browser.post(form_at, {**carried(form), **REOPEN}, follow=True)
    assert fresh(case).state == "reopened"
    assert "Rudi Hartono" in text_of(answer)


def test_by_its_number_nobody_else_finds_it(world: World) -> None:
    case = withdrawn(world, world.rina_head)
    for stranger in (world.rina2, world.budi_sup, world.hadi_sup):
        page = signed_in(stranger).post(reverse("search"), {"query": case.number})
        assert "Tidak ada kasus atau orang yang cocok" in text_of(page)
