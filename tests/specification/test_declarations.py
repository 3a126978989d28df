"""What is declared is what is specified: both ways, for every state, move, act, deadline and reason."""

from __future__ import annotations

import re

import pytest

from casework.acts import acts_of
from casework.models import Case, DeadlineRule, RulebookEntry, StageRow
from casework.stages import flow_of
from tests.specification.tables import COUNTS, KINDS, moves, rows, states

OWN_SCREEN = {"open_referral"}
"""Acts that open a case of their own: `engine.open_case()` with a parent."""
NOT_IN_THE_TABLES = {"ask_report", "nudge_holder"}
"""Acts that the tables do not know."""
MEETING_A_DEADLINE = {
    "record_clarification",
    "record_cost_statement",
    "record_family_told",
    "record_fulfilment",
    "record_kin_told",
    "record_trafficking_help",
    "record_victim_help",
    "require_inspection",
}
"""Acts beyond the table: the facts by which its deadlines are met in a stage (D07 held, D18 told) or chosen (D12)."""


@pytest.mark.parametrize("kind", KINDS)
def test_as_many_states_and_moves_as_specified(kind: str) -> None:
    flow = flow_of(kind)
    assert (len(flow.stages()), len(flow.moves())) == COUNTS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_states_are_those_specified(kind: str) -> None:
    declared = {
        code: (
            str(stage.label),
            str(stage.level) if stage.is_open else "–",
            stage.pauses,
            "" if stage.is_open else ("T" if stage.final else "(T)"),
        )
        for code, stage in flow_of(kind).stages().items()
    }
    specified = {
        code: (row["label_id"], row["level"], row["pauses"] == "1", row["end"]) for code, row in states(kind).items()
    }
    assert declared == specified


@pytest.mark.parametrize("kind", KINDS)
def test_every_open_state_names_whom_a_missed_deadline_goes_to(kind: str) -> None:
    silent = [code for code, stage in flow_of(kind).stages().items() if stage.is_open and not stage.escalates_to]
    assert silent == []


@pytest.mark.parametrize("kind", KINDS)
def test_moves_are_those_specified(kind: str) -> None:
    declared = {
        verb: (str(move.label), sorted(move.sources), move.target, move.by_as_written, move.reasons)
        for verb, move in flow_of(kind).moves().items()
    }
    specified = {
        verb: (row["label_id"], sorted(row["from"].split()), row["to"], row["actor"], row["code"])
        for verb, row in moves(kind).items()
    }
    assert declared == specified


@pytest.mark.parametrize("kind", KINDS)
def test_numbered_deadlines_of_a_stage_are_those_specified(kind: str) -> None:
    for code, stage in flow_of(kind).stages().items():
        if not stage.is_open or callable(stage.due):
            continue
        declared = {*stage.due, *(extra.rule for extra in stage.also)}
        written = set(re.findall(r"D\d\d", states(kind)[code]["deadline"])) - {"D34", "D05", "D11", "D12", "D13"}
        assert written <= declared, code


def test_the_moves_of_every_case_are_those_specified() -> None:
    specified = {row["verb"]: row for row in rows("engine_moves")}
    declared = {verb: move for verb, move in flow_of("referral").process_class.all_moves().items() if move.is_engine}
    assert declared.keys() == specified.keys()
    for verb, move in declared.items():
        row = specified[verb]
        assert (str(move.label), move.by_as_written) == (row["label_id"], row["actor"])
        assert move.reasons == row["code"].replace("–", "")


def test_the_acts_are_those_specified() -> None:
    specified = {row["act"]: row["label_id"] for row in rows("acts")}
    declared = {kind.name: str(kind.label) for name in KINDS for kind in acts_of(name) if not kind.hidden}
    assert declared.keys() >= MEETING_A_DEADLINE
    declared = {name: label for name, label in declared.items() if name not in MEETING_A_DEADLINE | NOT_IN_THE_TABLES}
    assert declared == {name: label for name, label in specified.items() if name not in OWN_SCREEN}


def test_the_acts_belong_to_whom_the_tables_name() -> None:
    declared = {kind.name: kind.by_as_written for name in KINDS for kind in acts_of(name)}
    relations = {"holder", "holder:sup", "holder:head", "village", "legal_aid"}
    plain = {row["act"]: row["who"] for row in rows("acts") if set(row["who"].split(", ")) <= relations}
    assert len(plain) >= 15
    assert {name: declared[name] for name in plain if name not in OWN_SCREEN} == {
        name: who for name, who in plain.items() if name not in OWN_SCREEN
    }


@pytest.mark.django_db
def test_every_numbered_deadline_is_in_the_rulebook() -> None:
    specified = {row["id"] for row in rows("deadlines")}
    declared = set(DeadlineRule.objects.filter(code__regex=r"^D\d\d$").values_list("code", flat=True))
    assert declared == specified


@pytest.mark.django_db
def test_reason_codes_are_those_specified() -> None:
    specified = {(f"reasons.{row['list']}", row["code"], row["workflow"], row["label_id"]) for row in rows("reasons")}
    declared = set(
        RulebookEntry.objects.filter(list__startswith="reasons.").values_list("list", "code", "scope", "label")
    )
    assert declared == specified


@pytest.mark.django_db
def test_police_statuses_are_those_specified() -> None:
    specified = {row["code"] for row in rows("police_statuses")}
    declared = set(RulebookEntry.objects.filter(list="police_statuses").values_list("code", flat=True))
    assert declared == specified


@pytest.mark.django_db
def test_every_state_is_in_the_table_the_database_checks() -> None:
    stored = set(StageRow.objects.filter(kind__in=KINDS).values_list("kind", "state", "is_open"))
    declared = {(kind, code, stage.is_open) for kind in KINDS for code, stage in flow_of(kind).stages().items()}
    assert stored == declared
    assert not Case.objects.exists()
