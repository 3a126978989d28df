"""A wrong workflow does not start: each check names the workflow, the state or the move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import DecimalField
from django.utils.translation import gettext_lazy
from viewflow.workflow.lock import no_lock

from casework.checks import check_workflows, problems_of
from casework.moves import Actor, Move
from casework.stages import Closing
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel


@pytest.fixture
def wrong_move(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change one move of the toy, or take it away."""

    def change(verb: str, **changes: Any) -> None:
        moves: dict[str, Move] = Parcel.own_moves()
        if changes:
            moves[verb] = replace(moves[verb], **changes)
        else:
            del moves[verb]
        monkeypatch.setattr(Parcel, "own_moves", classmethod(lambda cls: moves))

    return change


@pytest.fixture
def wrong_stage(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Change one stage of the toy."""

    def change(name: str, **changes: Any) -> None:
        for attribute, value in changes.items():
            monkeypatch.setattr(ToyFlow.stage(name), attribute, value)

    return change


def found() -> dict[str, str]:
    return dict(problems_of(ToyFlow))


def test_the_installed_workflows_are_sound() -> None:
    assert check_workflows() == []


def test_a_state_that_no_entry_leads_to(wrong_move: Callable[..., None]) -> None:
    wrong_move("put_off")
    assert "waiting" in found()["E001"]


def test_a_state_without_an_end(wrong_move: Callable[..., None], wrong_stage: Callable[..., None]) -> None:
    wrong_move("drop", sources=("reported",))
    wrong_move_targets = Parcel.own_moves()
    assert "finish" in wrong_move_targets
    assert "E002" not in found()
    wrong_move("finish", sources=("reported",))
    assert {"E002"} <= set(found())


def test_a_state_without_level(wrong_stage: Callable[..., None]) -> None:
    wrong_stage("checked", level=None)
    assert "checked" in found()["E003"]


@pytest.mark.parametrize("due", [(), ("D99",)])
def test_a_state_without_a_rule_that_exists(wrong_stage: Callable[..., None], due: tuple[str, ...]) -> None:
    wrong_stage("checked", due=due)
    assert "checked" in found()["E004"]


def test_a_state_without_escalation(wrong_stage: Callable[..., None]) -> None:
    wrong_stage("checked", escalates_to="")
    assert "checked" in found()["E005"]


def test_a_state_without_a_move_for_an_officer(wrong_move: Callable[..., None]) -> None:
    wrong_move("carry_on", by=(Actor("holder", "head"),))
    wrong_move("drop", sources=("reported", "checked"))
    assert "waiting" in found()["E006"]


@pytest.mark.parametrize("changes", [{"sources": ("nowhere",)}, {"target": "nowhere"}])
def test_a_move_from_or_to_nowhere(wrong_move: Callable[..., None], changes: dict[str, Any]) -> None:
    wrong_move("send", **changes)
    assert "send" in found()["E007"]
    assert "nowhere" in found()["E007"]


def test_a_label_without_translation(wrong_stage: Callable[..., None]) -> None:
    wrong_stage("checked", label=gettext_lazy("Kata yang tidak ada di katalog"))
    assert "checked" in found()["E008"]


def test_a_flow_that_locks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ToyFlow, "lock_impl", no_lock)
    assert "locks nothing" in found()["E009"]


def test_going_back_from_an_entry(wrong_move: Callable[..., None]) -> None:
    wrong_move("carry_on", sources=("waiting", "reported"))
    assert "reported" in found()["E010"]


def test_an_end_that_can_be_reopened_but_is_not(wrong_move: Callable[..., None]) -> None:
    wrong_move("find_again")
    assert "dropped" in found()["E011"]


def test_a_final_end_that_a_move_leaves(wrong_stage: Callable[..., None]) -> None:
    wrong_stage("dropped", final=True)
    assert "dropped" in found()["E011"]


def test_reopening_without_a_reason(wrong_move: Callable[..., None]) -> None:
    wrong_move("find_again", reasons="")
    assert "find_again" in found()["E012"]


def test_a_list_of_reasons_that_does_not_exist(wrong_move: Callable[..., None]) -> None:
    wrong_move("find_again", reasons="NONSENSE")
    assert "NONSENSE" in found()["E013"]


@pytest.mark.parametrize(
    ("closing", "what"),
    [
        (Closing("D99", "drop", "journey_lapsed", reason="other"), "names a rule that is not in the rulebook"),
        (Closing("D03", "nowhere", "journey_lapsed"), "names the move 'nowhere', which there is not"),
        (Closing("D03", "send", "journey_lapsed"), "does not end the case"),
        (
            Closing("toy.waiting", "finish", "journey_lapsed"),
            "ends in the state waiting, where the move finish does not start",
        ),
        (Closing("D03", "drop", "journey_lapsed", reason="nonsense"), "gives the reason 'nonsense'"),
        (Closing("D03", "drop", "nothing", reason="other"), "write templates/letters/nothing.txt"),
    ],
)
def test_a_closing_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch, closing: Closing, what: str) -> None:
    monkeypatch.setattr(ToyFlow, "closings", (closing,))
    assert any(code == "E014" and what in message for code, message in problems_of(ToyFlow))


def test_a_column_of_more_digits_than_json_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = DecimalField(max_digits=16, decimal_places=2)
    weight.set_attributes_from_name("weight")
    own = Parcel._meta.local_concrete_fields
    monkeypatch.setattr(Parcel._meta, "local_concrete_fields", [*own, weight], raising=False)
    assert [message for code, message in problems_of(ToyFlow) if code == "E015"] == [
        "the column weight has more than 15 digits; lower max_digits."
    ]
