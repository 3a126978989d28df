"""Sealed cases move with the rest, and nobody lets himself in by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from casework import access, engine
from casework.errors import GuardFailed, Refused
from casework.models import Case, Event, Membership, User
from casework.organisations import appoint, end_membership
from casework.roles import Role
from notifications.tasks import name_heads
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.staff.handing import hand_over
from tests.world import World


@pytest.fixture
def sealed(world: World) -> Case:
    """An emergency at the district; budi works on it, the head is named by rule."""
    parcel = a_parcel(world)
    move(parcel, "alarm", world.siti)
    return move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))


def named(case: Case) -> set[User]:
    return {row.user for row in case.named.select_related("user")}


def test_the_new_officer_is_named_and_who_is_only_absent_stays_so(world: World, sealed: Case) -> None:
    hand_over(world.budi, world.district, world.budi2, actor=world.budi_head)

    assert fresh(sealed).officer == world.budi2
    assert {world.budi, world.budi2, world.budi_head} <= named(sealed)


def test_who_leaves_is_named_no_more(world: World, sealed: Case) -> None:
    hand_over(world.budi, world.district, world.budi2, actor=world.budi_head, reason="departure")

    assert world.budi2 in named(sealed)
    assert world.budi not in named(sealed)


def test_a_supervisor_who_may_not_open_it_does_not_let_himself_in(world: World, sealed: Case) -> None:
    assert world.budi_sup not in named(sealed)

    with pytest.raises(GuardFailed, match="hanya kepala"):
        hand_over(world.budi, world.district, world.budi_sup, actor=world.budi_sup)

    assert world.budi_sup not in named(sealed)


def test_a_head_may_give_it_to_the_supervisor(world: World, sealed: Case) -> None:
    hand_over(world.budi, world.district, world.budi_sup, actor=world.budi_head)

    assert fresh(sealed).officer == world.budi_sup


def test_a_supervisor_who_may_not_open_it_lets_nobody_new_in(world: World, sealed: Case) -> None:
    with pytest.raises(GuardFailed, match="tidak disebut namanya: hanya kepala"):
        hand_over(world.budi, world.district, world.budi2, actor=world.budi_sup)

    hand_over(world.budi, world.district, world.budi_head, actor=world.budi_sup)
    assert fresh(sealed).officer == world.budi_head


def test_the_event_says_who_was_let_in_and_who_no_more(world: World, sealed: Case) -> None:
    hand_over(world.budi, world.district, world.budi2, actor=world.budi_head, reason="departure")

    said = Event.objects.filter(case_uid=sealed.uid).order_by("-seq")[0].content["x"]
    assert (said["named"], said["unnamed"]) == ([str(world.budi2.uid)], [str(world.budi.uid)])


def test_a_role_ends_where_somebody_else_may_open_the_case_and_only_there(world: World, sealed: Case) -> None:
    end_membership(Membership.objects.get(user=world.budi), date(2027, 1, 4), None)

    with pytest.raises(Refused, match=sealed.number):
        end_membership(Membership.objects.get(user=world.budi_head), date(2027, 1, 4), None)


@pytest.fixture
def nobodys(world: World, sealed: Case, clock: Clock) -> Case:
    """The roles of all who are named in it ended by their date, when nobody looked; a new head has come."""
    Membership.objects.filter(user__in=named(sealed), organisation=world.district).update(until=date(2026, 11, 24))
    clock.advance(timedelta(days=5))
    appoint(world.budi2, world.district, Role.HEAD, date(2026, 11, 24), None, None)
    return sealed


def test_the_next_act_names_the_head_when_nobody_is_left_who_may_open_it(world: World, nobodys: Case) -> None:
    do(nobodys, "add_note", world.budi2, text="Petugas lama sudah pindah")

    assert world.budi2 in named(nobodys)
    said = Event.objects.filter(case_uid=nobodys.uid).order_by("-seq")[0].content
    assert said["x"]["named"] == [str(world.budi2.uid)]
    assert access.standing(world.budi2, fresh(nobodys)).named


def test_time_names_the_head_once(world: World, nobodys: Case) -> None:
    assert engine.name_heads() == 0
    name_heads()

    assert world.budi2 in named(nobodys)
    acts = [event.act for event in Event.objects.filter(case_uid=nobodys.uid)]
    assert acts.count("toy.heads_named") == 1
