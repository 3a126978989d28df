"""One random walk: a case is opened, people act on it and on what it brings about, the oracle looks after each act."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from casework import engine
from casework.acts import act_kind, acts_of
from casework.errors import Invalid, NeedsSecondPerson, Refused
from casework.forms import move_form, plain_form
from casework.models import Case, Organisation, User
from casework.stages import flow_of
from tests.complaint.given import TODAY, WIB
from tests.conftest import Clock
from tests.walks import board, filling, law, openings, oracle, routes, ways_back
from tests.walks.board import Standing
from tests.walks.choosing import Choices
from tests.walks.coverage import Coverage
from tests.walks.needs import NEEDS
from tests.world import World

TURNS = 34
TURNS_AFTER_THE_GOAL = 2
_SPANS = {timedelta(hours=3): 3, timedelta(days=1): 4, timedelta(days=4): 4, timedelta(days=12): 3,
          timedelta(days=35): 2, timedelta(days=100): 1, timedelta(days=400): 1}  # fmt: skip
_THE_ONLY_ONE = ("police", "other", None)
"""Levels of which the walks know one office alone."""
_MOVES_OF_A_HANDOVER = {"accept_handover": 20, "return_handover": 3, "recall_handover": 3, "transfer": 1}
_ONLY_IN = {
    "record_cost_statement": ("failed_departure",),
    "record_kin_told": ("deceased",),
    "record_family_told": ("death_handling",),
    "record_clarification": ("first_clarification", "second_clarification"),
    "record_fulfilment": ("settlement_monitoring",),
    "set_hearing": ("litigation",),
}
_ACTS_OF_OTHERS = {"add_note": 4, "log_contact": 3, "add_document": 3, "verify_document": 3, "raise_seal": 1}


class Walk:
    """The people, the cases and what happened so far. `goal` is the move it tries to reach: kind and verb."""

    def __init__(self, world: World, clock: Clock, choices: Choices, goal: tuple[str, str], coverage: Coverage) -> None:
        self.world, self.clock, self.choices, self.goal = world, clock, choices, goal
        self.coverage = coverage
        self.told: list[str] = []
        self.chains = oracle.Chains()
        self.seats = board.seats()
        self.users: dict[int, User] = {user.pk: user for user in User.objects.order_by("pk")}
        self.offices: dict[int, Organisation] = {office.pk: office for office in Organisation.objects.order_by("pk")}
        self.board: dict[int, Standing] = {}
        self.grave_in_village: set[int] = set()
        self.main: int | None = None
        self.in_vain: dict[int, set[str]] = {}
        self.brought: set[tuple[int, str]] = set()
        self.with_papers: set[int] = set()
        self.requests: list[tuple[Callable[[], Any], Any]] = []
        self.answered: tuple[int, str, uuid.UUID, User] | None = None

    # What a walk is ------------------------------------------------------------------------------

    def play(self) -> None:
        """Open a case and act until the goal is reached and a little further, or until turns run out."""
        self.clock.set(datetime.combine(TODAY, time(9, 0), WIB))
        self.now = datetime.combine(TODAY, time(9, 0), WIB)
        kind, _verb = self.goal
        ways = routes.entry_for(*self.goal)
        strays = self.goal not in openings.FROM_THE_START and self.choices.once_in(8)
        if self.goal in openings.FROM_THE_START:
            ways = list(routes.ENTRIES[kind])
        self.main = openings.begin(self, kind, self.choices.pick(ways) if strays else ways[0])
        if self.main is None:
            return
        scheme = openings.SAYS.get(self.goal, {}).get("scheme")
        self.in_vain[self.main] = set(openings.NOT_OF_THE_SCHEME.get(scheme, ()))
        left = TURNS_AFTER_THE_GOAL
        for _turn in range(TURNS):
            left -= self.is_done
            if left < 0 or not self._turn():
                return

    @property
    def is_done(self) -> bool:
        """Whether the goal was reached, or was tried in vain."""
        return bool(self.coverage.moves[self.goal]) or self.goal[1] in self.in_vain.get(self.main or 0, ())

    @property
    def today(self) -> Any:
        return self.now.astimezone(WIB).date()

    def _turn(self) -> bool:
        """One turn; False where nothing is left to do."""
        what = self.choices.by_weight(
            {"go on": 60, "act": 13, "any move": 6, "probe": 6, "wait": 5, "repeat": 3, "undo": 4, "open": 3}
        )
        pk = self.main if not self.choices.once_in(5) else self.choices.pick(sorted(self.board))
        assert pk is not None
        match what:
            case "go on":
                return self._go_on(pk)
            case "act":
                self._any_act(pk)
            case "any move":
                self._any_move(pk)
            case "probe":
                self._probe(pk)
            case "wait":
                self.wait(self.choices.by_weight(_SPANS))
            case "repeat":
                self._repeat()
            case "undo":
                self.make(pk, "undo")
            case "open":
                beside = openings.refer if self.choices.once_in(2) else openings.open_beside
                if self.board[pk].is_open:
                    beside(self, pk)
        return True

    # Acting --------------------------------------------------------------------------------------

    def open(self, model: type[Case], actor: User, office: Organisation, data: dict[str, Any], **related: Any) -> Any:
        """Open a case; returns its id, None where the engine refused."""
        request = uuid.uuid4()

        def ask() -> Any:
            return engine.open_case(model, actor=actor, office=office, request_id=request, data=data, **related)

        outcome = self._ask(ask, f"open {model.workflow().kind} by {actor.full_name}, {data}")
        if isinstance(outcome, Refused):
            return None
        self._look_after("open")
        self.coverage.acts[model.workflow().kind, "open"] += 1
        return next(pk for pk, case in self.board.items() if case.uid == str(outcome.case))

    def make(self, pk: int, verb: str, *, said: dict[str, Any] | None = None) -> Refused | None:
        """Make a move by somebody who may; returns why not, None when it was made."""
        case = self.board[pk]
        people = [person for person, seats in self.seats.items() if law.may_move(case, seats, verb)]
        if verb == "transfer" and case.holder_level in _THE_ONLY_ONE:
            return Refused("nobody else could hold it")
        if not people or not law.starts_here(case, verb):
            return Refused("nobody may")
        return self._do(pk, verb, self.users[self.choices.pick(people)], engine.advance, said or {})

    def do(self, pk: int, name: str, *, said: dict[str, Any] | None = None) -> Refused | None:
        """Do an act that changes no state, by somebody who may; returns why not, None when it was done."""
        case, kind = self.board[pk], act_kind(name)
        people = self.people_who_may_act(case, kind.by_as_written)
        if not people or not (case.is_open or kind.when_ended):
            return Refused("nobody may")
        do = engine.note if kind.is_note else engine.amend
        return self._do(pk, name, self.users[self.choices.pick(people)], do, said or {})

    def _do(self, pk: int, name: str, actor: User, do: Any, said: dict[str, Any]) -> Refused | None:
        case, handle, request = self.board[pk], self.handle(pk), uuid.uuid4()
        what = f"{case.kind} {case.number} in {case.state}: {name} by {actor.full_name}"
        ready = filling.ready(case.kind, name, self.today) if not said and not self.choices.once_in(4) else None
        filled = ready if ready is not None else self._fill(handle, case, name, actor, said)
        if isinstance(filled, Refused):
            return filled

        def ask() -> Any:
            return do(handle, name, actor=actor, version=case.version, request_id=request, data=filled)

        outcome = self._ask(ask, f"{what}, {filled}")
        if isinstance(outcome, Invalid) and ready is not None:
            filled = self._fill(handle, case, name, actor, said)
            outcome = self._ask(ask, f"{what}, {filled}") if isinstance(filled, dict) else filled
        if isinstance(outcome, NeedsSecondPerson):
            outcome = self._with_second_person(handle, case, name, actor, filled)
            ask = lambda: outcome  # noqa: E731
        if isinstance(outcome, Refused):
            return outcome
        self._look_after(name)
        self.requests.append((ask, outcome))
        self.answered = pk, name, request, actor
        if name == "add_document":
            self.with_papers.add(pk)
        if name not in law.verbs(case.kind):
            self.coverage.acts[case.kind, name] += 1
        return None

    def _with_second_person(self, handle: Case, case: Standing, name: str, actor: User, data: Any) -> Any:
        seconds = [
            person for person, seats in self.seats.items() if person != actor.pk and law.may_confirm(case, seats)
        ]
        heads = [p for p in seconds if any(s.level == "bp3mi" and s.rank == "head" for s in self.seats[p])]
        if not seconds:
            return Refused("nobody may confirm")
        second = self.users[self.choices.pick([*heads, *[p for p in seconds if p not in heads]])]

        def ask() -> Any:
            proposal = engine.propose(
                handle, name, actor=actor, version=case.version, request_id=uuid.uuid4(), data=data
            )
            if self.choices.once_in(12):
                engine.decline(proposal, actor=actor)
                return Refused("declined")
            try:
                return engine.confirm(proposal, actor=second, request_id=uuid.uuid4())
            except Refused as refused:
                engine.decline(proposal, actor=actor)
                return refused

        outcome = self._ask(ask, f"    proposed, and confirmed by {second.full_name}")
        if isinstance(outcome, Refused):
            self._look_after("declined")
        return outcome

    def _fill(self, handle: Case, case: Standing, name: str, actor: User, said: dict[str, Any]) -> Any:
        try:
            act = engine.prepare(handle, name, actor=actor)
        except Refused as refused:
            self.told.append(f"{case.kind} {case.number} in {case.state}: {name} by {actor.full_name} -> {refused}")
            return refused
        if act.move is not None:
            form = move_form(act.move, act)
        else:
            kind = act_kind(name)
            form = plain_form(kind.form, act, kind.reasons, None, None)
        hints = filling.known(case.kind, name) | _by_state(case, name)
        return filling.fill(form, name, self.choices, self.today, hints, said)

    def _ask(self, ask: Callable[[], Any], what: str) -> Any:
        """Ask the engine; returns its answer or its refusal, and tells it."""
        self.told.append(what)
        try:
            answer = ask()
        except Refused as refused:
            self.told.append(f"    -> {refused.code}: {refused}")
            return refused
        return answer

    def wait(self, span: timedelta) -> None:
        self.told.append(f"{span} pass")
        self.clock.advance(span)
        self.now += span

    # Turns ---------------------------------------------------------------------------------------

    def _go_on(self, pk: int) -> bool:
        """A move towards the goal (of another case any move); what it lacks is brought first."""
        case = self.board[pk]
        if case.is_open and not case.accepted and not self.choices.once_in(12):
            verb = self.choices.by_weight(_MOVES_OF_A_HANDOVER)
            if self.make(pk, verb) is None or pk != self.main:
                return True
            return self.make(pk, "accept_handover") is None or self._any_move(pk)
        if pk != self.main or self.is_done:
            self._any_move(pk)
            return True
        verbs = routes.towards(case, self.goal[1], frozenset(self.in_vain.get(pk, ())))
        if not verbs:
            return self._any_move(pk)
        verb = verbs[0] if len(verbs) == 1 or not self.choices.once_in(4) else self.choices.pick(verbs[:3])
        if self.make_with_needs(pk, verb) is not None:
            self.in_vain.setdefault(pk, set()).add(verb)
        return True

    def make_with_needs(self, pk: int, verb: str) -> Refused | None:
        """Make a move; where something is missing bring it, once, and try again."""
        refused = self.make(pk, verb)
        needs = NEEDS.get((self.board[pk].kind, verb), ())
        if refused is None or not needs or (pk, verb) in self.brought:
            return refused if refused is None else self.make(pk, verb)
        self.brought.add((pk, verb))
        for need in needs:
            need(self, pk)
        return self.make(pk, verb)

    def _any_move(self, pk: int) -> bool:
        """Any move that starts from here; seldom one that ends the case."""
        case = self.board[pk]
        here = [verb for verb in law.verbs(case.kind) if law.starts_here(case, verb) and verb != "undo"]
        if pk == self.main and not self.is_done and not self.choices.once_in(8):
            on_the_way = routes.towards(case, self.goal[1], frozenset(self.in_vain.get(pk, ())))
            here = [verb for verb in on_the_way[:4] if verb in here] or here
        if not here:
            return False
        self.make(pk, self.choices.pick(here))
        return True

    def _any_act(self, pk: int) -> None:
        case = self.board[pk]
        names = [kind.name for kind in acts_of(case.kind) if not kind.hidden and (case.is_open or kind.when_ended)]
        names = [name for name in names if self._makes_sense(case, name)]
        name = self.choices.pick(names) if not self.choices.once_in(3) else self.choices.by_weight(_ACTS_OF_OTHERS)
        said: dict[str, Any] = {}
        if name == "link_case":
            said["number"] = self.board[self.choices.pick(sorted(self.board))].number
        if name in names:
            self.do(pk, name, said=said)

    def _makes_sense(self, case: Standing, name: str) -> bool:
        """Whether there is something to do the act to; else it would only be refused."""
        if name in _ONLY_IN:
            return case.state in _ONLY_IN[name]
        if name in ("verify_document", "refuse_document"):
            return case.pk in self.with_papers
        if name in ("link_case", "unlink_case"):
            return len(self.board) > 1
        return case.sealed if name == "lower_seal" else True

    def _repeat(self) -> None:
        """The same request once more: the same answer, and nothing happens."""
        if not self.requests:
            return
        ask, outcome = self.choices.pick(self.requests[-3:])
        before = oracle.digest()
        self.told.append("the same request again")
        if ask() != outcome or oracle.digest() != before:
            raise oracle.Broken(f"A repeated request was not answered as the first one: {outcome}.")
        self.coverage.refused["repeated"] += 1

    def _probe(self, pk: int) -> None:
        """What must be refused is refused, and changes no row."""
        before = oracle.digest()
        for _attempt in range(3):
            self._attempt_wrong(pk)
        if oracle.digest() != before:
            raise oracle.Broken("A refused act changed something.")

    def _attempt_wrong(self, pk: int) -> None:
        case, handle = self.board[pk], self.handle(pk)
        sort = self.choices.pick(("state", "person", "stale", "stranger", "request", "act"))
        version, request, name = case.version, uuid.uuid4(), ""
        do: Any = engine.advance
        people: list[int] = []
        verbs = law.verbs(case.kind)
        match sort:
            case "state":
                name = self.choices.pick([verb for verb in verbs if not law.starts_here(case, verb)])
                people = list(self.seats)
            case "person" | "stale":
                name = self.choices.pick([verb for verb in verbs if law.starts_here(case, verb)] or list(verbs))
                fits = sort == "stale"
                people = [one for one, seats in self.seats.items() if law.may_move(case, seats, name) == fits]
                version -= fits
            case "stranger":
                name, people = self.choices.pick(verbs), [self.world.outsider.pk, self.world.outsider_head.pk]
                people = [one for one in people if not self.offices_of(one) & case.parts.keys()]
                if people and Case.objects.visible_to(self.users[people[0]]).filter(pk=pk).exists():
                    raise oracle.Broken(f"{case.number} is found by somebody whose office takes no part.")
            case "request":
                if self.answered is None:
                    return
                pk, name, request, actor = self.answered
                case, handle = self.board[pk], self.handle(pk)
                people = [one for one in self.seats if one != actor.pk]
                do = engine.advance if name in law.verbs(case.kind) else engine.amend
                version = case.version
            case "act":
                kind = self.choices.pick([kind for kind in acts_of(case.kind) if not kind.is_note])
                name, do = kind.name, engine.amend
                people = [p for p, s in self.seats.items() if not law.may_act(case, s, kind.by_as_written)]
        if not people:
            return
        actor = self.users[self.choices.pick(people)]
        data = filling.known(case.kind, name)
        try:
            outcome = do(handle, name, actor=actor, version=version, request_id=request, data=data)
        except Refused as refused:
            self.coverage.refused[f"{sort}: {refused.code}"] += 1
            return
        what = f"{case.kind} {case.number} in {case.state} version {case.version}: {name} by {actor.full_name}"
        raise oracle.Broken(f"Accepted although wrong by its {sort}: {what}, asked for version {version}: {outcome}")

    # Looking -------------------------------------------------------------------------------------

    def _look_after(self, name: str) -> None:
        """What must hold after every act, and what it reached."""
        before, self.board = self.board, board.read()
        oracle.check_promises()
        oracle.check_versions(before, self.board)
        by_uid = {case.uid: case for case in self.board.values()}
        moved = set()
        for event in self.chains.follow():
            case = by_uid.get(event["case"])
            if case is not None:  # persons have chains too
                moved.add(case.uid)
                self._hold_against_law(case, event)
        self._note_emergencies_in_villages()
        for pk, case in self.board.items():
            was = before.get(pk)
            if (was is None or was.state != case.state or was.holder != case.holder) and case.uid not in moved:
                raise oracle.Broken(f"{case.number} moved without an event ({name}).")
            if was is None or was.state != case.state:
                self.coverage.states[case.kind, case.state] += 1

    def _note_emergencies_in_villages(self) -> None:
        """What has been an emergency at any time since a village holds it."""
        held = {pk for pk, case in self.board.items() if case.holder_level == "village"}
        graver = {pk for pk in held if self.board[pk].severity == "E"}
        self.grave_in_village = self.grave_in_village & held | graver

    def _hold_against_law(self, case: Standing, event: dict[str, Any]) -> None:
        kind, _dot, verb = event["act"].partition(".")
        if event["from"] != event["to"] and event["from"] and verb not in law.verbs(kind):
            raise oracle.Broken(f"{case.number}: {verb}, no move, led from {event['from']} to {event['to']}.")
        if verb not in law.verbs(kind):
            if event["to"]:
                self.coverage.states[kind, event["to"]] += 1
            return
        if not law.leads_there(kind, verb, event["from"], event["to"]):
            raise oracle.Broken(f"{case.number}: {verb} led from {event['from']} to {event['to']}.")
        goes_back = law.goes_back(kind, verb)
        if goes_back and (wrong := ways_back.wrong_way_back(case, event["x"]["step"] - 1, event["from"])):
            raise oracle.Broken(f"{case.number} from {event['from']}: {wrong}; its stays: {case.stays}.")
        if law.waits_in_emergency(case, event["from"], event["to"]):
            raise oracle.Broken(f"{case.number}: {verb} led an emergency into {case.state}, where it would wait.")
        was_one = case.pk in self.grave_in_village
        if event["from"] and law.village_ended_emergency(case, event["from"], event["to"], was_one=was_one):
            raise oracle.Broken(f"{case.number}: {verb} ended an emergency in a village.")
        self.coverage.moves[kind, verb] += 1
        self.coverage.states[kind, event["to"]] += 1

    # Helpers -------------------------------------------------------------------------------------

    def handle(self, pk: int) -> Case:
        """The case as the engine wants it named."""
        case = self.board[pk]
        return Case(pk=pk, kind=case.kind, person_id=case.person)

    def instance(self, pk: int) -> Case:
        return flow_of(self.board[pk].kind).process_class.objects.get(pk=pk)

    def people_who_may_act(self, case: Standing, by: str) -> list[int]:
        return [person for person, seats in self.seats.items() if law.may_act(case, seats, by)]

    def people_of(self, office: int) -> list[int]:
        return [person for person, seats in self.seats.items() if any(seat.office == office for seat in seats)]

    def offices_of(self, person: int) -> set[int]:
        return {seat.office for seat in self.seats[person]}

    def linked(self, pk: int, kind: str) -> list[int]:
        """The open cases of a kind about the same person, or beside this one."""
        person = self.board[pk].person
        return [
            other
            for other, case in self.board.items()
            if case.kind == kind and case.is_open and other != pk and (person is None or case.person == person)
        ]


def _by_state(case: Standing, name: str) -> dict[str, Any]:
    """Hints that hang on where the case stands."""
    if name == "begin_second_clarification":
        return {"cause": "breach" if case.state == "settlement_monitoring" else "no_commitment"}
    return {}
