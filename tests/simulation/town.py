"""A load of cases over weeks: people open them, move them, let them lie, answer what they are asked, or do not."""

from __future__ import annotations

import random
import uuid
from datetime import datetime
from typing import Any

from casework import engine
from casework.errors import Refused
from casework.models import Escalation, User
from casework.organisations import officers_of
from casework.roles import Permission
from casework.stages import flow_of
from tests.specification import tables
from tests.walks import board, law, openings
from tests.walks.choosing import Choices
from tests.walks.coverage import Coverage
from tests.walks.people import more_people
from tests.walks.walking import Walk
from tests.world import World

_WAYS = {
    "complaint": ("calm", "calm", "danger"),
    "journey": ("interest", "placed", "home"),
    "legal_aid": ("post", "body"),
}
_TURNS = {"any move": 45, "accept": 25, "act": 20, "refer": 6, "beside": 4, "report": 5}


class _Dice(Choices):
    """The choices of a walk, by plain chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def number(self, least: int, most: int) -> int:
        return self._chance.randint(least, most)


def _pausing(case: board.Standing, verbs: list[str]) -> list[str]:
    """The moves by which a case begins to stand still or, where it does, goes on; so that many do for a while."""
    moves = tables.moves(case.kind)
    if law.pauses(case.kind, case.state):
        return [verb for verb in verbs if verb in moves and moves[verb]["to"] in law.sources(case.kind, "transfer")]
    pauses = {state for state in tables.states(case.kind) if law.pauses(case.kind, state)}
    return [verb for verb in verbs if verb in moves and moves[verb]["to"] in pauses]


class Town(Walk):
    """Many cases at once instead of one walk; what holds after each act is looked at elsewhere."""

    def __init__(self, world: World, chance: random.Random) -> None:
        more_people()
        super().__init__(world, None, _Dice(chance), ("complaint", "begin_triage"), Coverage())  # type: ignore[arg-type]
        self.chance = chance

    def _look_after(self, name: str) -> None:
        self.board = board.read()

    def open_one(self, now: datetime) -> None:
        """Open a case of some kind somewhere."""
        self.now = now
        kind = self.chance.choice(sorted(_WAYS))
        office, actor, data = openings.opening_of(self, kind, self.chance.choice(_WAYS[kind]))
        if kind == "journey":
            data["full_name"] = f"Pekerja {self.chance.randrange(10**6)}"
        self.open(flow_of(kind).process_class, actor, office, data)

    def act(self, now: datetime) -> None:
        """Let somebody do something in some open case."""
        self.now, self.board = now, board.read()
        pks = [pk for pk, case in sorted(self.board.items()) if case.is_open]
        if not pks:
            return
        pk = self.chance.choice(pks)
        match self.choices.by_weight(_TURNS):
            case "accept" if not self.board[pk].accepted:
                self.make(pk, self.chance.choice(("accept_handover", "accept_handover", "return_handover")))
            case "act":
                self._any_act(pk)
            case "refer":
                openings.refer(self, pk)
            case "beside":
                openings.open_beside(self, pk)
            case "report":
                self._report_to_the_police(pk)
            case _:
                verbs = [verb for verb in law.verbs(self.board[pk].kind) if law.starts_here(self.board[pk], verb)]
                self.make(pk, self.chance.choice(_pausing(self.board[pk], verbs) or verbs))

    def _report_to_the_police(self, pk: int) -> None:
        """The police take a report and file it; from then on their letters are waited for."""
        report = openings.refer(self, pk, "police")
        if report is not None:
            self.make(report, "accept_referral")
            self.do(report, "record_police_progress")

    def answer(self) -> None:
        """Let the head of an office that was asked answer, if any was."""
        waiting = list(Escalation.objects.filter(acknowledged_at=None, ended_at=None).order_by("pk"))
        if not waiting:
            return
        asked = self.chance.choice(waiting)
        head: User | None = officers_of(asked.organisation, Permission.SIGN).first()
        words: dict[str, Any] = {"request_id": uuid.uuid4(), "answer": "Kami tindak lanjuti."}
        try:
            if head is not None:
                engine.answer_escalation(asked, actor=head, **words)
        except Refused:
            return
