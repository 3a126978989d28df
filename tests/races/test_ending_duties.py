"""An office or an account that ends while a case goes to it: no case is left with somebody who cannot work on it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework import engine
from casework.administration.people import deactivate, end_appointment
from casework.administration.reach import Reach, today
from casework.errors import GuardFailed, Refused
from casework.organisations import close_organisation
from tests.factories.cases import fresh
from tests.factories.parcels import a_parcel
from tests.invariants import broken
from tests.meeting import meet
from tests.races.shapes import Doing, amending, moving
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def closing(world: World) -> Doing:
    return lambda: close_organisation(world.district, date(2026, 1, 1), world.hadi)


def ending(world: World) -> Doing:
    """The ministry ends the account of Siti's colleague."""
    reach = Reach(world.hadi, (world.ministry,))
    return lambda: deactivate(reach, world.siti2)


def leaving(world: World) -> Doing:
    """The ministry ends her only role in the village; her account goes on."""
    reach = Reach(world.hadi, (world.ministry,))
    role = world.siti2.memberships.get()
    return lambda: end_appointment(reach, role, today())


def naming(world: World, parcel: Any) -> Doing:
    return amending(parcel, "assign_officer", world.siti_head, officer=str(world.siti2.uid), why="Beban")


def test_an_office_is_not_closed_over_a_case_on_its_way_to_it(world: World) -> None:
    parcel = a_parcel(world)
    sent, closed = meet(moving(parcel, "send", world.siti), closing(world))
    assert isinstance(sent, engine.Outcome)
    assert isinstance(closed, Refused)
    assert fresh(parcel).holder == world.district
    assert broken() == []


def test_no_case_is_sent_to_an_office_that_closes_meanwhile(world: World) -> None:
    parcel = a_parcel(world)
    closed, sent = meet(closing(world), moving(parcel, "send", world.siti))
    assert closed is None
    assert isinstance(sent, GuardFailed)
    assert fresh(parcel).holder == world.village
    assert broken() == []


def test_an_account_does_not_end_over_a_case_it_is_just_given(world: World) -> None:
    parcel = a_parcel(world)
    given, ended = meet(naming(world, parcel), ending(world))
    assert isinstance(given, engine.Outcome)
    assert isinstance(ended, Refused)
    assert fresh(parcel).officer == world.siti2


def test_no_case_is_given_to_an_account_that_ends_meanwhile(world: World) -> None:
    parcel = a_parcel(world)
    ended, given = meet(ending(world), naming(world, parcel))
    assert ended is None
    assert isinstance(given, GuardFailed)
    assert fresh(parcel).officer == world.siti


def test_a_role_does_not_end_over_a_case_its_owner_is_just_given(world: World) -> None:
    parcel = a_parcel(world)
    given, ended = meet(naming(world, parcel), leaving(world))
    assert isinstance(given, engine.Outcome)
    assert isinstance(ended, Refused)
    assert fresh(parcel).officer == world.siti2
    assert world.siti2.memberships.get().until is None


def test_no_case_is_given_to_somebody_whose_role_ends_meanwhile(world: World) -> None:
    parcel = a_parcel(world)
    ended, given = meet(leaving(world), naming(world, parcel))
    assert ended is None
    assert isinstance(given, GuardFailed)
    assert fresh(parcel).officer == world.siti
