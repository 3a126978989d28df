"""Two supervisors move one person's work in the same moment; a move runs beside it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from casework import engine
from casework.errors import Refused
from casework.models import Event
from tests.factories.cases import fresh
from tests.factories.parcels import a_parcel
from tests.staff.handing import hand_over, shown
from tests.toy.models import Parcel
from tests.world import World, request_id

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts at once, each with a connection of its own; their answers, or what refused them."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result() for each in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def many(world: World) -> list[Parcel]:
    return [a_parcel(world) for _each in range(8)]


def test_one_of_two_supervisors_moves_it_all_and_the_other_is_told(world: World, many: list[Parcel]) -> None:
    seen = shown(world.siti, world.village)

    answers = together(
        lambda: hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, shown=seen),
        lambda: hand_over(world.siti, world.village, world.siti_head, actor=world.siti_head, shown=seen),
    )

    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    officers = {fresh(one).officer for one in many}
    assert len(officers) == 1
    assert {Event.objects.filter(case_uid=one.uid).count() for one in many} == {2}


def test_a_move_in_the_same_moment_and_the_work_do_not_overtake_each_other(world: World, many: list[Parcel]) -> None:
    seen, sent = shown(world.siti, world.village), many[3]

    def send() -> engine.Outcome:
        return engine.advance(sent, "send", actor=world.siti, version=sent.version, request_id=request_id(), data={})

    moved, outcome = together(
        lambda: hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, shown=seen), send
    )

    assert sorted([isinstance(moved, Refused), isinstance(outcome, Refused)]) == [False, True]
    at = fresh(sent)
    assert (at.holder, at.officer) in [(world.village, world.siti2), (world.district, None)]
    others = {fresh(one).officer for one in many if one.pk != sent.pk}
    assert others == {world.siti if isinstance(moved, Refused) else world.siti2}
