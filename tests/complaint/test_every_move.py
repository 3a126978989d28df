"""Every move of the specification, from every state it starts from, by somebody who may make it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from casework import clock
from casework.models import Event
from tests.complaint.given import (
    FILLED,
    at_bp3mi,
    at_district,
    closed_with_referrals,
    emergency,
    ended,
    referral,
    respondent,
)
from tests.factories.cases import do, move
from tests.specification.tables import moves, states
from tests.world import World
from workflows.complaint.models import ComplaintCase

pytestmark = pytest.mark.django_db

TABLE = moves("complaint")
EACH_SOURCE = [(verb, source) for verb, row in TABLE.items() for source in row["from"].split()]
NEEDS_REFERRAL = ("refer_and_wait", "close_administratively")
COLUMNS: dict[str, dict[str, Any]] = {
    "begin_verification": {"category": "unpaid_wages"},
    "answer_information": {"matter": "information"},
}
TAKES_BACK = ("receive_completion", "resume", "annul_death")


def standing_in(world: World, verb: str, state: str) -> ComplaintCase:
    """A complaint that lacks nothing for the move."""
    if verb == "unmerge":
        leading, case = at_district(world), at_district(world, "triage")
        case = do(case, "link_case", world.budi, number=leading.number, kind="duplicate")
        return move(case, "merge", world.budi_sup, leading=str(leading.uid), **FILLED["merge"])
    if states("complaint")[state]["end"]:
        return ended(world, state)
    if verb in TAKES_BACK:
        case = at_district(world, "verification")
        return move(case, _into(verb), _actor(world, case, _into(verb)), **FILLED[_into(verb)])
    if state in ("emergency_response", "victim_safeguarded", "death_handling"):
        case = emergency(world, state, safe_since=clock.now())
    else:
        case = respondent(at_district(world, state, **COLUMNS.get(verb, {})))
    if verb in NEEDS_REFERRAL:
        referral(world, case, world.rina if case.holder == world.bp3mi else world.budi, world.legal_aid)
    return case


def filled_in(world: World, verb: str, case: ComplaintCase) -> dict[str, Any]:
    """The form, with what depends on the case."""
    if verb == "close_administratively":
        return closed_with_referrals(case, "handed_over")
    if verb == "merge":
        leading = at_district(world, opening={"person_name": "Orang yang sama"})
        do(case, "link_case", world.budi, number=leading.number, kind="duplicate")
        return FILLED[verb] | {"leading": str(leading.uid)}
    if verb == "assign":
        return {"officer": str(world.budi2.uid)}
    if verb == "begin_second_clarification":
        return {"cause": "breach" if case.state == "settlement_monitoring" else "no_commitment"}
    if verb == "resolve" and case.state == "death_handling":
        return FILLED[verb] | {"family": "told", "remains": "buried", "claims": "done"}
    return FILLED[verb]


def _into(verb: str) -> str:
    return {"receive_completion": "ask_for_completion", "resume": "suspend", "annul_death": "record_death"}[verb]


def _actor(world: World, case: ComplaintCase, verb: str) -> Any:
    """The least person of the holding (or closing) office who may make it; the head of a sealed case."""
    if verb in ("reopen_late", "uphold_ending"):
        return world.rina_head
    office = "rina" if case.holder == world.bp3mi else "budi"
    if case.sealed:
        return getattr(world, f"{office}_head")
    role = {actor.role for actor in type(case).all_moves()[verb].by}
    if verb == "reopen":
        return world.rina_sup
    least = "officer" if "officer" in role else "sup" if "sup" in role else "head"
    return getattr(world, {"officer": office, "sup": f"{office}_sup", "head": f"{office}_head"}[least])


@pytest.mark.parametrize(("verb", "source"), EACH_SOURCE)
def test_the_move_is_made(world: World, verb: str, source: str) -> None:
    case = standing_in(world, verb, source)
    assert case.state == source
    actor = _actor(world, case, verb)
    data = filled_in(world, verb, case)
    before = "verification" if verb in TAKES_BACK else TABLE[verb]["to"]
    second = world.budi2 if type(case).all_moves()[verb].second_person else None

    case = move(case, verb, actor, confirmed_by=second, **data)

    assert case.state == before
    assert Event.objects.filter(case_uid=case.uid).order_by("-seq").first().act == f"complaint.{verb}"
    assert (case.holder is None) is bool(states("complaint")[case.state]["end"])


def test_bp3mi_holds_what_only_bp3mi_holds(world: World) -> None:
    assert at_bp3mi(world, "sanction_recommended").holder == world.bp3mi


def test_the_statements_of_a_move_within_the_office_do_not_read_where_the_case_has_been(world: World) -> None:
    asked = []

    def note(execute, sql, params, many, context):
        if "kawal_read_act" in sql:
            asked.append(params)
        return execute(sql, params, many, context)

    case = move(at_district(world, "triage"), "assign", world.budi_sup, officer=str(world.budi.uid))
    with connection.execute_wrapper(note):
        move(case, "begin_verification", world.budi, **FILLED["begin_verification"])
    [(*_before, history, entering, _locks, _held, _highest)] = asked
    assert (history, entering) == (False, None)
