"""Which move the work list offers as the usual next one."""

from __future__ import annotations

import pytest

from casework.screens.usual import usual_verb


@pytest.mark.parametrize(
    ("kind", "state", "level", "verb"),
    [
        ("referral", "requested", "police", "accept_referral"),
        ("referral", "working", "legal_aid", "answer_referral"),
        ("referral", "answered", "bp3mi", "take_over_result"),
        ("toy", "reported", "village", "send"),
    ],
)
def test_an_officer_is_offered_the_next_step_of_his_office(kind: str, state: str, level: str, verb: str) -> None:
    move = usual_verb(kind, state, level, {"work_cases"})
    assert move is not None
    assert move.verb == verb
