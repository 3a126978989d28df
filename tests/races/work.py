"""What members of a crowd do: the same move at once, different moves at once, moves on many cases."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection

from casework import engine
from casework.errors import Refused, Stale
from casework.models import Case
from tests.complaint.given import FILLED
from tests.factories.cases import fresh
from tests.journey.cases import FOR_CPMI, why
from tests.races.possible import FIRST_SENT, SENT_IN_ERROR, WRONG_REGION, Attempt, any_move
from tests.races.shapes import GONE
from tests.world import load as load_world

_GIVEN_UP = {
    "toy": ("drop", GONE),
    "complaint": ("withdraw", FILLED["withdraw"]),
    "journey": ("withdraw", {"documents_returned": "Paspor", **FOR_CPMI, **why("own_decision")}),
}
"""What ends a case that waits for acceptance."""


def the_case(pk: int) -> Any:
    """A case by id, as an instance of its kind."""
    return fresh(Case.objects.get(pk=pk))


def same_move(tell: Callable[[Any], None], index: int, together: Any, *, rounds: list[tuple[int, str]]) -> None:
    """In every round all make the same move of one case, from the version that all have seen."""
    world = load_world()
    for pk, verb in rounds:
        seen = the_case(pk)
        together.wait()
        data = {"grams": index + 1} if verb == "weigh" else FILLED[verb]
        tell(tried(seen, Attempt(verb, world.budi, data)))
        together.wait()


def different_moves(tell: Callable[[Any], None], index: int, together: Any, *, cases: list[int]) -> None:
    """Each case waits for acceptance: one accepts, one returns, one recalls, one gives it up."""
    world = load_world()
    for pk in cases:
        case = the_case(pk)
        given_up, why_ = _GIVEN_UP[case.kind]
        choices = [
            Attempt("accept_handover", world.budi),
            Attempt("return_handover", world.budi2, WRONG_REGION),
            Attempt("recall_handover", world.siti, SENT_IN_ERROR),
            Attempt(given_up, world.budi_sup if case.kind != "journey" else world.siti2, why_),
        ]
        together.wait()
        tell(tried(case, choices[index % len(choices)]))


def same_request(tell: Callable[[Any], None], index: int, together: Any, *, cases: list[int]) -> None:
    """Everybody sends one and the same form at once: the village's, which hands the case over."""
    world = load_world()
    for pk in cases:
        case = the_case(pk)
        together.wait()
        same, verb = uuid.uuid5(uuid.NAMESPACE_OID, str(pk)), FIRST_SENT[case.kind]
        data = FILLED.get(verb, {})
        outcome = engine.advance(case, verb, actor=world.siti, version=case.version, request_id=same, data=data)
        tell([outcome.seq, outcome.hash])


def many_cases(
    tell: Callable[[Any], None], index: int, together: Any, *, cases: list[int], seed: int, moves: int
) -> None:
    """Take any case and make any move that is possible on it, so many times."""
    world, chance = load_world(), random.Random(f"{seed}:{index}")
    together.wait()
    for _move in range(moves):
        case = the_case(chance.choice(cases))
        if (what := any_move(case, world, chance)) is not None:
            tell([case.kind, what.verb, tried(case, what)])


def until_killed(tell: Callable[[Any], None], index: int, together: Any, *, cases: list[int], seed: int) -> None:
    """Move cases for ever, telling before each statement of a move which request it belongs to."""
    world, chance = load_world(), random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        tell({"backend": cursor.fetchone()[0]})
    while True:
        case = the_case(chance.choice(cases))
        what = any_move(case, world, chance)
        if what is None:
            continue
        request = {
            "request": str(uuid.uuid4()),
            "case": case.pk,
            "version": case.version,
            "verb": what.verb,
            "actor": what.actor.pk,
            "data": what.data,
            "confirmed_by": what.second.pk if what.second else None,
        }

        def announced(execute: Any, *arguments: Any, told: dict[str, Any] = request) -> Any:
            tell(told)
            return execute(*arguments)

        with connection.execute_wrapper(announced):
            tried(case, what, request_id=uuid.UUID(request["request"]))
        tell({"made": request["request"]})


def tried(case: Case, what: Attempt, request_id: uuid.UUID | None = None) -> str:
    """What came of a move: `made`, `stale`, or what else it was refused for; faults are raised."""
    try:
        engine.advance(
            case,
            what.verb,
            actor=what.actor,
            version=case.version,
            request_id=request_id or uuid.uuid4(),
            data=what.data,
            confirmed_by=what.second,
        )
    except Stale:
        return "stale"
    except Refused as refused:
        return f"{what.verb} from {case.state}: {type(refused).__name__} {refused}"
    return "made"


def sweeping(tell: Callable[[Any], None], index: int, together: Any) -> None:
    """All sweep at once."""
    together.wait()
    tell(engine.sweep().__dict__)


def sweep_told(tell: Callable[[Any], None], index: int, together: Any) -> None:
    """Sweep once, telling before each statement; whoever listens may kill at any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        tell({"backend": cursor.fetchone()[0]})

    def announced(execute: Any, *arguments: Any) -> Any:
        tell({"statement": arguments[0][:40]})
        return execute(*arguments)

    with connection.execute_wrapper(announced):
        engine.sweep()
    tell({"done": True})
