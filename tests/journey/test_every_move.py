"""Every move of the specification is made once, by somebody of the right office, and leads where the table says."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from casework.errors import NeedsSecondPerson
from casework.models import Event
from casework.moves import BEFORE
from tests.factories.cases import move
from tests.journey.cases import add_papers, at
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.world import World
from workflows.journey.models import PmiJourney

TABLE = Path(__file__).parent.parent / "specification" / "journey_moves.csv"
ROWS = list(csv.DictReader(TABLE.read_text().splitlines()))
OLD_ENOUGH = {"lapse": timedelta(days=31)}


def begin(world: World, verb: str) -> PmiJourney:
    """The journey from which a scenario's move is made, all documents verified."""
    scenario = SCENARIOS[verb]
    case = at(world, scenario.source, via=scenario.via, **as_sent(scenario.columns))
    add_papers(case, world)
    return case


@pytest.mark.parametrize("row", ROWS, ids=[row["verb"] for row in ROWS])
def test_a_move_leads_where_the_table_says(world: World, clock, row: dict[str, str]) -> None:
    verb, scenario = row["verb"], SCENARIOS[row["verb"]]
    case = begin(world, verb)
    clock.advance(OLD_ENOUGH.get(verb, timedelta()))
    second = getattr(world, scenario.second) if scenario.second else None
    before = case.state
    moved = move(case, verb, getattr(world, scenario.actor), second, **as_sent(scenario.data))
    assert before in row["from"].split()
    assert moved.state == (scenario.via if row["to"] == BEFORE else row["to"])
    assert moved.is_open == moved.stage.is_open
    assert Event.objects.filter(case_uid=case.uid, act=f"journey.{verb}").exists()


NEED_TWO = [verb for verb, scenario in SCENARIOS.items() if scenario.second]


@pytest.mark.parametrize("verb", NEED_TWO)
def test_a_grave_move_needs_a_second_person(world: World, verb: str) -> None:
    scenario = SCENARIOS[verb]
    case = begin(world, verb)
    with pytest.raises(NeedsSecondPerson):
        move(case, verb, getattr(world, scenario.actor), **as_sent(scenario.data))


def test_the_scenarios_are_those_of_the_table() -> None:
    assert set(SCENARIOS) == {row["verb"] for row in ROWS}
