"""The name of a definition follows from what is declared; a case lives by one, and moves on with its next move."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.definitions import name_of
from casework.models import Case, Event, StageRow
from casework.stages import flows
from tests.factories.cases import do, move
from tests.factories.definitions import earlier_definition
from tests.factories.parcels import a_parcel
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let the test change the toy's declarations."""
    yield monkeypatch
    monkeypatch.undo()
    name_of.cache_clear()


def renamed() -> str:
    name_of.cache_clear()
    return ToyFlow.definition()


def test_a_name_is_the_kind_and_eight_digits_that_fit_the_column() -> None:
    width = Case._meta.get_field("definition").max_length
    for kind, flow in flows().items():
        assert flow.definition().startswith(f"{kind}/")
        assert len(flow.definition().partition("/")[2]) == 8
        assert len(flow.definition()) <= width


def test_the_same_declaration_has_the_same_name() -> None:
    assert ToyFlow.definition() == renamed()


def test_another_state_is_another_definition() -> None:
    now = ToyFlow.definition()
    with earlier_definition():
        assert ToyFlow.definition() != now
    assert ToyFlow.definition() == now


@pytest.mark.parametrize(
    ("attribute", "value"), [("due", ("D29",)), ("pauses", True), ("escalates_to", "head"), ("level", "bp3mi")]
)
def test_what_a_stage_asks_belongs_to_the_definition(
    changing: pytest.MonkeyPatch, attribute: str, value: object
) -> None:
    now = ToyFlow.definition()
    changing.setattr(ToyFlow.stage("checked"), attribute, value)
    assert renamed() != now


def test_who_may_make_a_move_belongs_to_the_definition(changing: pytest.MonkeyPatch) -> None:
    now = ToyFlow.definition()
    moves = Parcel.own_moves()
    del moves["weigh"]
    changing.setattr(Parcel, "own_moves", classmethod(lambda cls: moves))
    assert renamed() != now


def test_a_better_label_is_no_other_definition(changing: pytest.MonkeyPatch) -> None:
    now = ToyFlow.definition()
    changing.setattr(ToyFlow.stage("checked"), "label", "Diteliti")
    assert renamed() == now


def test_the_table_of_stages_names_the_definition_and_the_label(world: World) -> None:
    row = StageRow.objects.get(kind="toy", state="checked")
    assert (row.definition, row.label, row.is_open) == (ToyFlow.definition(), "Diperiksa", True)


def test_a_case_keeps_its_definition_until_its_next_move(world: World) -> None:
    with earlier_definition():
        before = ToyFlow.definition()
        parcel = a_parcel(world)

    noted = do(parcel, "add_note", world.siti, text="Kotaknya basah.")
    assert noted.definition == before

    moved = move(noted, "send", world.siti)
    assert moved.definition == ToyFlow.definition() != before
    said = [event.content["wf"] for event in Event.objects.filter(case_uid=parcel.uid).order_by("seq")]
    assert said == [before, before, ToyFlow.definition()]
