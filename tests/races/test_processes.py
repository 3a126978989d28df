"""Sixteen processes against one case, and against many: one wins each race, and nothing is broken."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from casework.models import Case, Event
from tests.complaint.given import FILLED, at_district
from tests.factories.cases import fresh, move
from tests.invariants import broken
from tests.races.crowd import Crowd, crowd_in
from tests.races.possible import FIRST_SENT, MAKE, some_linked, some_of_each_kind
from tests.races.shapes import accepted
from tests.world import World

MANY = 16


@pytest.fixture
def crowd(world: World, committed_db: str, tmp_path: Path) -> Iterator[Crowd]:
    with crowd_in(committed_db, tmp_path) as crowd:
        yield crowd


def test_one_wins_each_race_for_the_same_move_and_the_others_are_stale(world: World, crowd: Crowd) -> None:
    made = {accepted(world): ["weigh"] * 3, at_district(world, "triage"): ["ask_for_completion", "receive_completion"]}

    told = crowd.run("same_move", MANY, rounds=[(case.pk, verb) for case, verbs in made.items() for verb in verbs])

    for race in zip(*told, strict=True):
        assert Counter(race) == {"made": 1, "stale": MANY - 1}
    for case, verbs in made.items():
        assert fresh(case).version == case.version + len(verbs)
        events = Event.objects.filter(case_uid=case.uid, act__in=[f"{case.kind}.{verb}" for verb in verbs])
        assert Counter(event.act for event in events) == Counter(f"{case.kind}.{verb}" for verb in verbs)
    assert broken() == []


def test_of_accepting_returning_recalling_and_giving_up_at_once_one_happens(world: World, crowd: Crowd) -> None:
    cases = [sent_on(case, world) for case in some_of_each_kind(world, 6)]

    told = crowd.run("different_moves", MANY, cases=[case.pk for case in cases])

    for race in zip(*told, strict=True):
        assert Counter(race) == {"made": 1, "stale": MANY - 1}
    assert {fresh(case).version - case.version for case in cases} == {1}
    assert broken() == []


def test_one_form_sent_by_all_at_once_has_one_effect_and_one_answer(world: World, crowd: Crowd) -> None:
    cases = some_of_each_kind(world, 3)

    told = crowd.run("same_request", MANY, cases=[case.pk for case in cases])

    for answers in zip(*told, strict=True):
        assert len({tuple(answer) for answer in answers}) == 1
    assert {fresh(case).version - case.version for case in cases} == {1}
    assert broken() == []


def test_many_cases_moved_at_once_stay_sound(world: World, crowd: Crowd) -> None:
    many_cases_stay_sound(world, crowd, cases=24, moves=9, seed=secrets.randbelow(2**32))


def many_cases_stay_sound(world: World, crowd: Crowd, *, cases: int, moves: int, seed: int) -> None:
    """Let all move any of so many cases of every kind, some of them linked; each move succeeds or is stale."""
    print("seed", seed)  # noqa: T201  (shown when it fails)
    made = some_linked(some_of_each_kind(world, cases))
    connections.close_all()

    told = crowd.run("many_cases", MANY, cases=[case.pk for case in made], seed=seed, moves=moves)

    outcomes = Counter((kind, outcome) for each in told for kind, _verb, outcome in each)
    assert {outcome for _kind, outcome in outcomes} <= {"made", "stale"}, outcomes
    for kind in MAKE:
        assert outcomes[kind, "made"] > cases // len(MAKE), outcomes
    assert broken() == []


def sent_on(case: Case, world: World) -> Case:
    """The case, handed over by the village to the district, which has not accepted it."""
    verb = FIRST_SENT[case.kind]
    return move(case, verb, world.siti, **FILLED.get(verb, {}))
