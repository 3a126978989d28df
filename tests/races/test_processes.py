"""Sixteen processes against one case, and against many: one wins each race, and nothing is broken."""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from casework.models import Event
from tests.factories.cases import fresh
from tests.factories.parcels import a_parcel
from tests.invariants import broken
from tests.races.crowd import Crowd, crowd_in
from tests.races.shapes import accepted, linked, sent
from tests.world import World

MANY = 16


@pytest.fixture
def crowd(world: World, committed_db: str, tmp_path: Path) -> Iterator[Crowd]:
    with crowd_in(committed_db, tmp_path) as crowd:
        yield crowd


def test_one_wins_each_race_for_the_same_move_and_the_others_are_stale(world: World, crowd: Crowd) -> None:
    parcel, rounds = accepted(world), 8
    version = parcel.version

    told = crowd.run("same_move", MANY, parcel=parcel.pk, rounds=rounds)

    for race in zip(*told, strict=True):
        assert Counter(race) == {"made": 1, "stale": MANY - 1}
    assert fresh(parcel).version == version + rounds
    assert Event.objects.filter(case_uid=parcel.uid, act="toy.weigh").count() == rounds
    assert broken() == []


def test_of_accepting_returning_recalling_and_dropping_at_once_one_happens(world: World, crowd: Crowd) -> None:
    parcels = [sent(world) for _round in range(8)]

    told = crowd.run("different_moves", MANY, parcels=[parcel.pk for parcel in parcels])

    for race in zip(*told, strict=True):
        assert Counter(race) == {"made": 1, "stale": MANY - 1}
    assert {fresh(parcel).version - parcel.version for parcel in parcels} == {1}
    assert broken() == []


def test_one_form_sent_by_all_at_once_has_one_effect_and_one_answer(world: World, crowd: Crowd) -> None:
    parcels = [a_parcel(world) for _round in range(4)]

    told = crowd.run("same_request", MANY, parcels=[parcel.pk for parcel in parcels])

    for answers in zip(*told, strict=True):
        assert len({tuple(answer) for answer in answers}) == 1
    assert {fresh(parcel).version - parcel.version for parcel in parcels} == {1}
    assert broken() == []


def test_many_cases_moved_at_once_stay_sound(world: World, crowd: Crowd) -> None:
    many_cases_stay_sound(world, crowd, cases=24, moves=12, seed=secrets.randbelow(2**32))


def many_cases_stay_sound(world: World, crowd: Crowd, *, cases: int, moves: int, seed: int) -> None:
    """Let all move any of so many cases, a third of them linked; each move succeeds or is stale."""
    print("seed", seed)  # noqa: T201  (shown when it fails)
    chance = random.Random(seed)
    parcels = [a_parcel(world) for _case in range(cases)]
    chance.shuffle(parcels)
    for one, other in zip(parcels[::3], parcels[1::3], strict=False):
        linked(one, other)
    connections.close_all()

    told = crowd.run("many_cases", MANY, parcels=[parcel.pk for parcel in parcels], seed=seed, moves=moves)

    outcomes = Counter(outcome for each in told for outcome in each)
    assert set(outcomes) <= {"made", "stale"}, outcomes
    assert outcomes["made"] > cases
    assert broken() == []
