"""The oracle knows where a move leads that goes back: right ways are none of its business, each wrong one is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.walks import law, ways_back
from tests.walks.board import Standing, Stay

A, B, C, ABOVE = 1, 2, 3, 9
"""Two districts of a complaint and a third; BP3MI."""
LEVELS = {ABOVE: "bp3mi"}


def stay(state: str, holder: int, came_by: str, *, waits: bool = False, **more: Any) -> Stay:
    return Stay(state, holder, LEVELS.get(holder, "district"), not waits, came_by, **more)


def complaint(*stays: Stay, **more: Any) -> Standing:
    """A complaint (or case of another `kind`) that has been in these stays, and is in the last."""
    last = stays[-1]
    facts = {
        "pk": 1, "kind": "complaint", "state": last.state, "version": 1, "holder": last.holder, "officer": None,
        "severity": "N", "sealed": False, "is_open": True, "number": "KW-1", "parent": None, "person": None,
        "uid": "", "accepted": last.accepted, "sent_by": None, "last_holder": last.holder, "holder_level": last.level,
        "last_holder_level": last.level, "receiver": None, "parent_holder": None, "steps": len(stays), "held_for": "",
        "stays": stays, "parts": {}, **more,
    }  # fmt: skip
    return Standing(**facts)


def wrong(*stays: Stay, came_from: str = "", **more: Any) -> str:
    """What the oracle says of the move that began the last of these stays."""
    return ways_back.wrong_way_back(complaint(*stays, **more), len(stays) - 1, came_from or stays[-2].state)


TRIAGE = stay("triage", A, "begin_triage")
ASKED = stay("awaiting_completion", A, "ask_for_completion")
WORK = stay("first_clarification", A, "invite_to_clarification")
SENT = stay("second_clarification", ABOVE, "begin_second_clarification", waits=True)
ALARM = stay("emergency_response", ABOVE, "raise_emergency", waits=True)
AT_B = stay("triage", B, "transfer", waits=True)
AT_C = stay("triage", C, "transfer", waits=True)
BACK_AT_B = stay("triage", B, "return_handover", waits=True)
REOPENED = stay("reopened", ABOVE, "reopen", waits=True, reopens=True)
REOPENED_AT_C = stay("reopened", C, "transfer", waits=True)
UNDONE_IN_RETURN = (
    stay("in_placement", ABOVE, ""), stay("return_in_progress", ABOVE, "start_return"),
    stay("in_distress", ABOVE, "report_distress"), stay("return_in_progress", ABOVE, "undo"),
)  # fmt: skip

RIGHT = {
    "returned to state and office": ((WORK, SENT, stay("first_clarification", A, "return_handover")), {}),
    "passed on unaccepted, returned by the third": ((TRIAGE, AT_B, AT_C, BACK_AT_B), {}),
    "and returned on to the first": ((TRIAGE, AT_B, AT_C, BACK_AT_B, stay("triage", A, "return_handover")), {}),
    "and passed on again": ((TRIAGE, AT_B, AT_C, BACK_AT_B, AT_C, BACK_AT_B), {}),
    "an emergency that was raised while it waited": (
        (WORK, SENT, ALARM, stay("first_clarification", A, "recall_handover")), {"severity": "E"},
    ),
    "an emergency from where papers were awaited": (
        (TRIAGE, ASKED, ALARM, stay("triage", A, "return_handover")), {"severity": "E"},
    ),
    "to who serves for a party": (
        (TRIAGE, AT_B, stay("triage", C, "return_handover", waits=True)), {"party_offices": frozenset({A})},
    ),
    "to who serves for a closed office": (
        (stay("triage", A, "begin_triage", closed=True), AT_B, stay("triage", C, "return_handover", waits=True)), {},
    ),
    "to the office above, which stands in for the party it came from": (
        (WORK, SENT, stay("first_clarification", ABOVE, "return_handover", waits=True)),
        {"party_offices": frozenset({A})},
    ),
    "a reopening that was passed on": (
        (TRIAGE, REOPENED, REOPENED_AT_C, stay("reopened", ABOVE, "return_handover", waits=True)), {},
    ),
    "papers came": ((TRIAGE, ASKED, stay("triage", A, "receive_completion")), {}),
    "papers came to whom it was transferred": (
        (TRIAGE, ASKED, stay("awaiting_completion", B, "transfer"), stay("triage", B, "receive_completion")), {},
    ),
    "papers came to whom it was transferred, who had recalled a transfer of his own": (
        (TRIAGE, ASKED, stay("awaiting_completion", B, "transfer"),
         stay("awaiting_completion", C, "transfer", waits=True), stay("awaiting_completion", B, "recall_handover"),
         stay("triage", B, "receive_completion")), {},
    ),
    "papers came, the transfer had been returned": (
        (TRIAGE, ASKED, stay("awaiting_completion", B, "transfer", waits=True),
         stay("awaiting_completion", A, "return_handover"), stay("triage", A, "receive_completion")), {},
    ),
    "a death was annulled, from where papers were awaited": (
        (TRIAGE, ASKED, stay("death_handling", ABOVE, "record_death"), stay("triage", A, "annul_death")), {},
    ),
    "a return was cancelled, after what was undone": (
        (*UNDONE_IN_RETURN, stay("in_placement", ABOVE, "cancel_return")), {"kind": "journey"},
    ),
    "undone": ((TRIAGE, ASKED, stay("triage", A, "undo")), {}),
}  # fmt: skip


@pytest.mark.parametrize("way", RIGHT)
def test_a_right_way_back_is_not_complained_of(way: str) -> None:
    stays, more = RIGHT[way]
    assert wrong(*stays, **more) == ""


WRONG = {
    "another stage": ((WORK, SENT, stay("triage", A, "return_handover")), {}, "not to first_clarification"),
    "another office": ((TRIAGE, AT_B, stay("triage", C, "return_handover")), {}, "not to [1]"),
    "accepted where it never was": (
        (TRIAGE, AT_B, AT_C, stay("triage", B, "return_handover")), {}, "where it is accepted",
    ),
    "asked to be accepted once more": (
        (TRIAGE, AT_B, stay("triage", A, "recall_handover", waits=True)), {}, "where it is not accepted",
    ),
    "on to who had given it back": (
        (TRIAGE, AT_B, AT_C, BACK_AT_B, stay("triage", C, "return_handover", waits=True)), {}, "not to [1]",
    ),
    "an emergency no further than where it was raised": (
        (WORK, SENT, ALARM, stay("second_clarification", ABOVE, "return_handover", waits=True)),
        {"severity": "E"}, "not to first_clarification",
    ),
    "an emergency to where papers are awaited": (
        (TRIAGE, ASKED, ALARM, stay("awaiting_completion", A, "return_handover")), {"severity": "E"}, "not to triage",
    ),
    "to a party": (
        (TRIAGE, AT_B, stay("triage", B, "return_handover", waits=True)),
        {"party_offices": frozenset({A})}, "which gave it back",
    ),
    "accepted by who serves for a closed office": (
        (stay("triage", A, "begin_triage", closed=True), AT_B, stay("triage", C, "return_handover")),
        {}, "where it is accepted",
    ),
    "a first step": (
        (stay("received", B, "", waits=True), stay("received", A, "return_handover")), {}, "nothing to go back to",
    ),
    "a reopening": ((TRIAGE, REOPENED, stay("triage", A, "return_handover")), {}, "nothing to go back to"),
    "a reopening on which an emergency was raised": (
        (TRIAGE, REOPENED, ALARM, stay("triage", A, "recall_handover")), {"severity": "E"}, "nothing to go back to",
    ),
    "a reopening that came back": (
        (TRIAGE, REOPENED, REOPENED_AT_C, stay("reopened", ABOVE, "return_handover", waits=True),
         stay("reopened", C, "return_handover", waits=True)), {}, "nothing to go back to",
    ),
    "papers came to whom had transferred it": (
        (TRIAGE, ASKED, stay("awaiting_completion", B, "transfer"), stay("triage", A, "receive_completion")),
        {}, "not to [2]",
    ),
    "papers came to another office": ((TRIAGE, ASKED, stay("triage", B, "receive_completion")), {}, "not to [1]"),
    "papers came, and an earlier stage is gone on with": (
        (TRIAGE, stay("verification", A, "begin_verification"), ASKED, stay("triage", A, "receive_completion")),
        {}, "not to verification",
    ),
    "a death was annulled, and papers are awaited": (
        (TRIAGE, ASKED, stay("death_handling", ABOVE, "record_death"),
         stay("awaiting_completion", A, "annul_death")), {}, "not to triage",
    ),
    "a return was cancelled, to what was undone": (
        (*UNDONE_IN_RETURN, stay("in_distress", ABOVE, "cancel_return")), {"kind": "journey"}, "not to in_placement",
    ),
    "undone, and somewhere else": ((TRIAGE, ASKED, stay("verification", A, "undo")), {}, "not to triage"),
}  # fmt: skip


@pytest.mark.parametrize("way", WRONG)
def test_a_wrong_way_back_is_told(way: str) -> None:
    stays, more, said = WRONG[way]
    assert said in wrong(*stays, **more)


def test_an_emergency_waits_nowhere_whatever_move_led_it_there() -> None:
    case = complaint(TRIAGE, ASKED, severity="E")
    assert law.waits_in_emergency(case, "triage", "awaiting_completion")
    assert not law.waits_in_emergency(complaint(TRIAGE, ASKED), "triage", "awaiting_completion")
    assert not law.waits_in_emergency(complaint(ASKED, TRIAGE, severity="E"), "awaiting_completion", "triage")
    assert not law.waits_in_emergency(case, "awaiting_completion", "awaiting_completion")
    assert not law.waits_in_emergency(complaint(ASKED, ALARM, severity="E"), "triage", "awaiting_completion")


def test_an_emergency_that_a_village_ends_is_told() -> None:
    voided = {"state": "voided", "is_open": False, "severity": "E", "last_holder_level": "village"}
    case = complaint(TRIAGE, **voided)
    assert law.village_ended_emergency(case, "received", "voided")
    lowered = complaint(TRIAGE, **voided | {"severity": "H"})
    assert not law.village_ended_emergency(lowered, "received", "voided")
    assert law.village_ended_emergency(lowered, "received", "voided", was_one=True)
    assert not law.village_ended_emergency(
        complaint(TRIAGE, **voided | {"last_holder_level": "bp3mi"}), "received", "voided"
    )
    assert not law.village_ended_emergency(complaint(TRIAGE, **voided | {"state": "merged"}), "received", "merged")


def test_the_tables_say_whereto_an_earlier_stage_may_lead() -> None:
    assert law.before("complaint", "awaiting_completion") == {"triage", "verification", "assigned"}
    assert law.before("journey", "return_in_progress") == {
        "departed", "in_placement", "contract_extension", "contact_lost", "nonprocedural_abroad", "in_distress",
    }  # fmt: skip
    assert {"village_verification", "failed_departure"} < law.before("journey", "rejected")
    assert not law.before("journey", "rejected") & {"returned_for_completion", "suspended"}
