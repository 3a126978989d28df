"""Kawal does not start while open cases stand in states that no definition knows."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from casework.stages import Ended
from config import startup
from config.errors import StartError
from tests.factories.definitions import earlier_definition, left_in
from tests.factories.parcels import a_parcel
from tests.toy.flow import ToyFlow
from tests.world import World


def check() -> str:
    said = StringIO()
    call_command("check_workflows", stdout=said)
    return said.getvalue()


def test_while_every_state_exists_the_definitions_are_listed(world: World) -> None:
    a_parcel(world)
    assert ToyFlow.definition() in check()


def test_a_state_that_was_added_needs_nothing(world: World) -> None:
    a_parcel(world)
    with earlier_definition():
        assert "Every open case stands in a state of its workflow." in check()


def test_open_cases_in_a_removed_state_are_counted_by_state_and_definition(world: World) -> None:
    left_in(a_parcel(world), "inspected")
    first, second = (left_in(a_parcel(world), "announced") for _ in range(2))
    with pytest.raises(CommandError) as refused:
        check()
    told = str(refused.value)
    assert f"2 open cases stand in toy.announced of the definition {first.definition}, which no longer exists" in told
    assert f"1 open case stands in toy.inspected of the definition {second.definition}" in told
    assert "manage.py migrate_cases --plan FILE" in told


def test_ended_cases_in_a_removed_state_stay_where_they_are(world: World) -> None:
    left_in(a_parcel(world), "lost")
    assert ToyFlow.definition() in check()


def test_a_code_that_meant_an_ending_cannot_mean_an_open_state(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ToyFlow._nodes_by_name, "checked", Ended("Diperiksa"))
    with pytest.raises(CommandError, match=r"the state toy\.checked was an ended one and is declared open, or"):
        check()


def test_the_product_does_not_start(world: World, as_owner: Any) -> None:
    as_owner.execute("ALTER TABLE kawal_test_clock RENAME TO elsewhere")
    startup.refuse_unsafe_database()
    as_owner.execute("ALTER TABLE elsewhere RENAME TO kawal_test_clock")
    left_in(a_parcel(world), "inspected")
    as_owner.execute("ALTER TABLE kawal_test_clock RENAME TO elsewhere")
    with pytest.raises(StartError, match=r"1 open case stands in toy\.inspected .*migrate_cases"):
        startup.refuse_unsafe_database()
