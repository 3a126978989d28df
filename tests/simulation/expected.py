"""What people must be told at which moment: the ladder of `workflows.md` section 0, calculated beside the product.

It keeps its own memory of what was said, and is shown only facts: which deadlines run since when, who holds the case,
who is a party. It never sees a due date (but those fixed by a day), an alert or an escalation the product wrote.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.facts import Facts, spans
from tests.simulation.reckoning import Days, at_share, due, years_between
from tests.walks import law

HALF, MOST, ALL, HALF_AGAIN = 50, 80, 100, 150
LADDER = (HALF, MOST, ALL, HALF_AGAIN)
STEP = {ALL: 1, HALF_AGAIN: 2}
ANSWER_DAYS, AGAIN_DAYS, EMERGENCY_HOURS = 2, 5, 2
CLOSINGS = {
    ("complaint", "D03"): "close_administratively",
    ("complaint", "D04"): "close_administratively",
    ("complaint", "D05"): "close_administratively",
    ("complaint", "D06"): "close_administratively",
    ("complaint", "complaint.resolved"): "close",
    ("journey", "D32"): "lapse",
    ("legal_aid", "D26"): "lapse",
}
"""After which period which move may close a case, as the head decides."""
NEVER_WHEN_GRAVE = "D05"
OF_AGE = 18

Event = tuple[str, datetime, str, tuple[str, ...], int, int, tuple[int, ...]]
"""Case, moment, what was said, rules it is about, percent, step of the ladder, offices told."""
Owed = tuple[int, datetime, str, int, str]
"""Case, moment, kind of notice, office, whom of it."""


@dataclass
class Memory:
    """What is known of one deadline, and was said of it so far."""

    row: Any
    due: datetime | None = None
    level: int = 0
    missed: bool = False
    asked: list[tuple[int, int]] = field(default_factory=list)
    look_from: datetime | None = None

    @property
    def name(self) -> tuple[Any, ...]:
        """The same in every row the deadline has had: a case sent on or back goes on with its old ones."""
        return (self.row.case_id, self.row.kind, self.row.rule, self.row.period, self.row.started_at)


@dataclass
class Asked:
    """An office that has to answer about a deadline, until when; None once it was put to the next."""

    deadline: int
    office: int
    step: int
    until: datetime | None


@dataclass
class Expected:
    """The calculation: who stands `above` each office, the next level first; `named`, its overseers of the first step.

    `former` are deadlines that ran before, by name and office: who is sent a case back goes on where he was.
    """

    days: Mapping[int, Days]
    above: Mapping[int, list[int]]
    named: Mapping[int, list[int]]
    memories: dict[int, Memory] = field(default_factory=dict)
    former: dict[tuple[Any, ...], Memory] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    events: Counter[Event] = field(default_factory=Counter)
    owed: Counter[Owed] = field(default_factory=Counter)

    # What happened --------------------------------------------------------------------------------

    def see(self, facts: Facts, now: datetime) -> None:
        """Take note of what an act changed; nothing is said."""
        gone = {one.name: one for pk, one in self.memories.items() if pk not in facts.deadlines}
        self.former |= {(one.name, one.row.duty_of_id): one for one in gone.values()}
        memories: dict[int, Memory] = {}
        for pk, row in facts.deadlines.items():
            memory = self.memories.get(pk)
            if memory is None:
                memory = Memory(row)
                before = self._before(memory, gone, facts)
                if before is not None:
                    memory.level, memory.missed = min(before.level, LADDER.index(ALL)), before.missed
            changed = memory.row != row or pk not in self.memories
            memory.row = row
            memory.due = self._due(row)
            if changed:
                memory.look_from = None
            if changed and memory.due is not None and memory.due > now:
                memory.missed, memory.asked = False, []
                memory.level = min(memory.level, self._reached(memory, now)) if self._climbs(row) else 0
            memories[pk] = memory
        self.memories = memories
        self.asked = [
            one
            for one in self.asked
            if one.deadline in memories
            and memories[one.deadline].missed
            and (one.deadline, one.office, one.step) not in facts.answered
        ]

    def _before(self, memory: Memory, gone: Mapping[tuple[Any, ...], Memory], facts: Facts) -> Memory | None:
        """What the deadline was until now: sent back, what it was there before; given on, what it was a moment ago.

        One that runs across the case is given on by every move.
        """
        row = memory.row
        there, just_now = self.former.get((memory.name, row.duty_of_id)), gone.get(memory.name)
        given_on = row.kind == "overall" or facts.cases[row.case_id].entered_by in ("transfer", "follows_parent")
        return (just_now or there) if given_on else (there or just_now)

    def _due(self, row: Any) -> datetime | None:
        if row.unit == "DATE":
            return row.fixed
        own, late = spans(row)
        return due(row.started_at, row.amount + row.extra, row.unit, self.days[row.duty_of_id], own, late)

    # What must be said ----------------------------------------------------------------------------

    def sweep(self, facts: Facts, now: datetime) -> None:
        """Say what has to be said now."""
        for pk, case in sorted(facts.cases.items()):
            mine = [one for one in self.memories.values() if one.row.case_id == pk]
            self._look_at(case, sorted(mine, key=lambda one: (one.due or now, one.row.id)), facts, now)
        for one in list(self.asked):
            if one.until is not None and one.until <= now:
                self._unanswered(facts, one, now)

    def _look_at(self, case: Any, mine: list[Memory], facts: Facts, now: datetime) -> None:
        passed = [one for one in mine if one.due is not None and one.due < now]
        closings = [one for one in passed if (case.kind, one.row.rule) in CLOSINGS]
        to_try = [one for one in closings if one.look_from is None or one.look_from <= now]
        proposed = next((one for one in to_try if self._may_propose(case, one, now)), None)
        missed = [one for one in passed if not one.missed and one.row.rule != "D40" and one is not proposed]
        for one in missed:
            one.missed = True
        if missed:
            self._say(case, now, "deadline_missed", missed)
        if any(one.row.kind == "expected" for one in missed):
            for pk, office in self._who_waits(case, facts):
                self._owe(facts.cases[pk], now, "expected_missed", office, "officer")
        self._climb(case, mine, closings, missed, now)
        for one in to_try:
            one.look_from = now + timedelta(days=1)
        for one in passed:
            if one.row.rule == "D40":
                self._handover(case, one, now)
        if proposed is not None:
            proposed.missed = True
            self._say(case, now, "closing_proposed", [proposed], told=(case.holder_id,))
            self._owe(case, now, "proposal_waiting", case.holder_id, "heads")

    def _who_waits(self, case: Any, facts: Facts) -> set[tuple[int, int]]:
        """To whom a letter of others is owed, each by his own case: who asked for it, and who helps the same person."""
        parent = facts.cases.get(case.parent_id)
        asked_by = parent if parent is not None and parent.holder_id == case.sender_id else case
        helpers = [facts.cases[pk] for pk in case.helped_in]
        found = [(asked_by.id, case.sender_id), *((one.id, one.holder_id) for one in helpers)]
        return {(pk, office) for pk, office in found if office not in case.parties}

    def _may_propose(self, case: Any, one: Memory, now: datetime) -> bool:
        today = self.days[case.holder_id].of(now)
        children = [born for born in case.births if born is not None and years_between(born, today) < OF_AGE]
        grave = case.severity != "N" or case.called_child or bool(children)
        move = CLOSINGS[case.kind, one.row.rule]
        return (
            case.accepted
            and not case.waiting
            and case.state in law.sources(case.kind, move)
            and not (grave and one.row.rule == NEVER_WHEN_GRAVE)
        )

    def _climb(
        self, case: Any, mine: list[Memory], closings: list[Memory], missed: list[Memory], now: datetime
    ) -> None:
        raised: list[tuple[Memory, int, list[int]]] = []
        for one in mine:
            reached = self._reached(one, now) if self._climbs(one.row) else 0
            if one.row.kind == "proposal" and (one.due is None or one.due >= now):
                continue  # a decision is spoken of when it is asked for, and when it is missed
            if one in closings:  # it is proposed to be closed instead of being put to those above
                reached = min(reached, LADDER.index(ALL) + 1)
            if reached <= one.level:
                continue
            newly, one.level = LADDER[one.level : reached], reached
            if newly[-1] < ALL:
                self._remind(case, one, newly[-1], now)
            elif one not in closings:
                wanted = asks = False
                for percent in newly:
                    step = STEP.get(percent)
                    if step and not any(asked >= step for asked, _office in one.asked):
                        wanted, offices = True, self._offices(case, one, step)
                        if offices:
                            asks = True
                            raised.append((one, step, offices))
                            one.asked += [(step, office) for office in offices]
                if wanted and not asks and one not in missed:
                    self._say(case, now, "nobody_above", [one])
        self._raise(case, raised, now)

    def _reached(self, one: Memory, now: datetime) -> int:
        if one.due is None:
            return 0
        own, late = spans(one.row)
        reached = 0
        for percent in LADDER:
            moment = one.due if percent == ALL else at_share(one.row.started_at, one.due, percent, [*own, *late])
            if moment > now or (percent == ALL and moment == now):
                break
            reached += 1
        return reached

    @staticmethod
    def _climbs(row: Any) -> bool:
        return row.kind not in ("acceptance", "expected") and row.rule != "D40"

    def _remind(self, case: Any, one: Memory, percent: int, now: datetime) -> None:
        office, emergency = one.row.duty_of_id or case.step_holder, case.severity == "E"
        self._say(case, now, "deadline_reminded", [one], percent=percent)
        if percent == HALF:
            whom = "duty" if emergency else "officer"
            self._owe(case, now, "emergency" if emergency else "reminder_half", office, whom)
            return
        for whom in ("duty", "heads") if emergency else ("officer", "supervisors"):
            self._owe(case, now, "reminder_due_soon", office, whom)

    def _offices(self, case: Any, one: Memory, step: int) -> list[int]:
        office = one.row.duty_of_id or case.step_holder
        barred = {*case.parties, office, *(asked for _step, asked in one.asked)}
        named = [other for other in (self.named.get(office, []) if step == 1 else []) if other not in barred]
        if named:
            return named
        chain = self.above[office]
        if case.severity == "E" and step == STEP[HALF_AGAIN]:
            return [one for one in chain[-1:] if one not in barred]
        return [one for one in chain[step - 1 : step] if one not in barred]

    def _raise(self, case: Any, raised: list[tuple[Memory, int, list[int]]], now: datetime) -> None:
        if not raised:
            return
        told = []
        for one, step, offices in raised:
            for office in offices:
                told += [office] if office not in told else []
                self.asked.append(Asked(one.row.id, office, step, self._until(case, office, ANSWER_DAYS, now)))
        about = list({one.row.id: one for one, _step, _offices in raised}.values())
        self._say(case, now, "deadline_escalated", about, ladder=max(step for _o, step, _f in raised), told=tuple(told))
        for office in told:
            self._owe(case, now, "escalated", office, "heads")

    def _until(self, case: Any, office: int, working_days: int, now: datetime) -> datetime | None:
        if case.severity == "E" and working_days == ANSWER_DAYS:
            return due(now, EMERGENCY_HOURS, "H", self.days[office], (), ())
        return due(now, working_days, "WD", self.days[office], (), ())

    def _unanswered(self, facts: Facts, one: Asked, now: datetime) -> None:
        memory = self.memories[one.deadline]
        case = facts.cases[memory.row.case_id]
        highest = max(step for step, _office in memory.asked)
        above = self._offices(case, memory, one.step + 1) if highest == one.step else []
        if above:
            one.until = None
            memory.asked.append((one.step + 1, 0))
            self._raise(case, [(memory, one.step + 1, above)], now)
            memory.asked += [(one.step + 1, office) for office in above]
        elif highest > one.step:
            one.until = None
        else:
            one.until = self._until(case, one.office, AGAIN_DAYS, now)
            self._say(case, now, "escalation_repeated", [memory], ladder=one.step, told=(one.office,))
            self._owe(case, now, "escalated", one.office, "heads")

    def _handover(self, case: Any, one: Memory, now: datetime) -> None:
        """Both heads when the time to answer is over, the first step above both when it is over twice."""
        row = one.row
        heads = [office for office in (case.sent_by_id, case.step_holder) if office]
        twice = due(row.started_at, 2 * row.amount + row.extra, row.unit, self.days[row.duty_of_id], (), ())
        if one.level == 0:
            one.level, one.missed = 1, True
            self._say(case, now, "handover_unanswered", [], told=tuple(heads))
            for office in dict.fromkeys(heads):
                self._owe(case, now, "handover_unanswered", office, "heads")
        if one.level == 1 and twice is not None and twice < now:
            one.level = 2
            found = {other for office in heads for other in self.named.get(office, [])}
            if not found - set(heads):
                found |= set(self.above[heads[-1]][:1])
            told = tuple(sorted(found - set(heads) - set(case.parties)))
            self._say(case, now, "handover_escalated", [], told=told)
            for office in told:
                self._owe(case, now, "escalated", office, "heads")

    def _say(
        self,
        case: Any,
        now: datetime,
        what: str,
        about: list[Memory],
        percent: int = 0,
        ladder: int = 0,
        told: tuple[int, ...] = (),
    ) -> None:
        rules = tuple(sorted(one.row.rule for one in about))
        self.events[case.uid, now, f"{case.kind}.{what}", rules, percent, ladder, tuple(sorted(told))] += 1

    def _owe(self, case: Any, now: datetime, kind: str, office: int, whom: str) -> None:
        self.owed[case.id, now, kind, office, whom] += 1
