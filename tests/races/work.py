"""What members of a crowd do: the same move at once, different moves at once, moves on many cases."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection

from casework import engine
from casework.errors import Refused, Stale
from casework.models import Step
from tests.toy.models import Parcel
from tests.world import World
from tests.world import load as load_world

WRONG_REGION = {"reason": "wrong_region", "reason_text": "Bukan wilayah kami"}
SENT_IN_ERROR = {"reason": "sent_in_error", "reason_text": "Salah kirim"}
GONE = {"reason": "duplicate_entry", "reason_text": "Tercatat dua kali"}
OTHER = {"reason": "other", "reason_text": "Menunggu penimbangan ulang"}
FOUND = {"reason": "persons_wish", "reason_text": "Ditemukan kembali"}


def same_move(tell: Callable[[Any], None], index: int, together: Any, *, parcel: int, rounds: int) -> None:
    """In every round all weigh one parcel, from the version that all have seen."""
    world = load_world()
    for _round in range(rounds):
        case = Parcel.objects.get(pk=parcel)
        together.wait()
        tell(tried(case, "weigh", world.budi, {"grams": index + 1}))
        together.wait()


def different_moves(tell: Callable[[Any], None], index: int, together: Any, *, parcels: list[int]) -> None:
    """Each parcel waits for acceptance: one accepts, one returns, one recalls, one hands it on."""
    world = load_world()
    choices = [
        ("accept_handover", world.budi, {}),
        ("return_handover", world.budi2, WRONG_REGION),
        ("recall_handover", world.siti, SENT_IN_ERROR),
        ("drop", world.budi_sup, GONE),
    ]
    for pk in parcels:
        case = Parcel.objects.get(pk=pk)
        together.wait()
        tell(tried(case, *choices[index % len(choices)]))


def same_request(tell: Callable[[Any], None], index: int, together: Any, *, parcels: list[int]) -> None:
    """Everybody sends one and the same form at once."""
    world = load_world()
    for pk in parcels:
        case = Parcel.objects.get(pk=pk)
        together.wait()
        same = uuid.uuid5(uuid.NAMESPACE_OID, str(pk))
        outcome = engine.advance(case, "send", actor=world.siti, version=case.version, request_id=same)
        tell([outcome.seq, outcome.hash])


def many_cases(
    tell: Callable[[Any], None], index: int, together: Any, *, parcels: list[int], seed: int, moves: int
) -> None:
    """Take any parcel and make any move that is possible on it, so many times."""
    world, chance = load_world(), random.Random(f"{seed}:{index}")
    together.wait()
    for _move in range(moves):
        case = Parcel.objects.get(pk=chance.choice(parcels))
        if (what := any_move(case, world, chance)) is not None:
            tell(tried(case, *what))


def until_killed(tell: Callable[[Any], None], index: int, together: Any, *, parcels: list[int], seed: int) -> None:
    """Move parcels for ever, telling before each statement of a move which request it belongs to."""
    world, chance = load_world(), random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        tell({"backend": cursor.fetchone()[0]})
    while True:
        case = Parcel.objects.get(pk=chance.choice(parcels))
        what = any_move(case, world, chance)
        if what is None:
            continue
        verb, actor, data = what[:3]
        request = {
            "request": str(uuid.uuid4()),
            "case": case.pk,
            "version": case.version,
            "verb": verb,
            "actor": actor.pk,
            "data": data,
            "confirmed_by": what[3].pk if len(what) > 3 else None,
        }

        def announced(execute: Any, *arguments: Any, told: dict[str, Any] = request) -> Any:
            tell(told)
            return execute(*arguments)

        with connection.execute_wrapper(announced):
            tried(case, *what, request_id=uuid.UUID(request["request"]))
        tell({"made": request["request"]})


def tried(
    case: Parcel, verb: str, actor: Any, data: Any, confirmed_by: Any = None, request_id: uuid.UUID | None = None
) -> str:
    """What came of a move: `made`, `stale`, or what else it was refused for; faults are raised."""
    try:
        engine.advance(
            case,
            verb,
            actor=actor,
            version=case.version,
            request_id=request_id or uuid.uuid4(),
            data=data,
            confirmed_by=confirmed_by,
        )
    except Stale:
        return "stale"
    except Refused as refused:
        return f"{verb} from {case.state}: {type(refused).__name__} {refused}"
    return "made"


def any_move(case: Parcel, world: World, chance: random.Random) -> tuple[Any, ...] | None:
    """A move that is possible on a parcel as it stands, with who makes it and what he fills in; None if none is."""
    step = Step.objects.filter(process=case).order_by("-seq").first()
    if step is None or case.version != Parcel.objects.get(pk=case.pk).version:
        return None
    if not case.is_open:
        closer = world.siti if step.holder_id == world.village.pk else world.budi
        others = {world.siti: world.siti2, world.budi: world.budi2}
        return ("find_again", others[closer], FOUND) if case.state == "dropped" else None
    if step.accepted_at is None:
        choices: list[tuple[Any, ...]] = [("accept_handover", world.budi, {})]
        if step.sent_by_id and not step.reopens:
            choices += [("return_handover", world.budi, WRONG_REGION), ("recall_handover", world.siti, SENT_IN_ERROR)]
        return chance.choice(choices)
    here = {
        "reported": [("send", world.siti, {}), ("drop", world.siti, GONE)],
        "checked": [
            ("weigh", world.budi, {"grams": chance.randrange(1, 900)}),
            ("put_off", world.budi_sup, OTHER),
            ("drop", world.budi, GONE),
        ],
        "waiting": [("carry_on", world.budi, {}), ("drop", world.budi, GONE)],
    }
    return chance.choice(here[case.state])


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
