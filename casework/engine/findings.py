"""What the sweep finds in a batch of locked cases, decided in memory and written in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from casework import clock, deadlines, handover, outbox, rulebook
from casework.audit.body import EventBody
from casework.clock import Unit
from casework.deadlines import ACCEPTANCE_RULE, PROPOSAL_RULE, Setting, climbs, next_look
from casework.engine.climbing import asked_before, climb, climb_unanswered, unanswered_of
from casework.engine.loading import attach
from casework.engine.writing import as_json, deadline_row
from casework.letters import closing_letter
from casework.models import Audience, Case, Deadline, Escalation, Organisation, Oversight, Party, Person, Proposal, Step
from casework.organisations import NoOffice, level_above
from casework.outbox import Message, to_office
from casework.stages import Closing

AGAIN = timedelta(days=1)
"""After which a closing that waits, or cannot be proposed from where the case stands, is looked at again."""
NOBODY_TOLD, HEADS_TOLD, ABOVE_TOLD = 0, 1, 2
"""Alert levels of a hand-over's acceptance: nobody told, both heads, the level above both."""
_NEW_COLUMNS = (
    "case_id", "kind", "rule_id", "period", "duty_of_id", "amount", "unit", "extra", "started_at", "due_at",
    "calendar", "pauses", "next_alert_at",
)  # fmt: skip


def due_now(ids: Iterable[int], now: datetime, version: int) -> list[Deadline]:
    """The running deadlines of some cases whose moment has come, with their rules; two queries."""
    running = Deadline.objects.filter(case_id__in=list(ids), met_at__isnull=True, ended_at__isnull=True)
    due = list(running.filter(next_alert_at__lte=now).order_by("case_id", "due_at", "pk"))
    offices = Organisation.objects.in_bulk({one.duty_of_id for one in due} - {None})
    for one in due:
        one.rule = rulebook.rule_by_id(one.rule_id, version)
        attach(one, duty_of=offices)
    return due


@dataclass(frozen=True)
class Said:
    """An event of the sweep with the notices it owes."""

    case: Case
    body: EventBody
    messages: list[Message]


@dataclass
class Around:
    """What else the decisions need of the cases: open steps, decisions that wait, parties, overseers."""

    steps: dict[int, Step]
    waiting: set[int]
    parties: dict[int, list[Party]]
    overseers: dict[tuple[int, int], list[Organisation]]
    asked: dict[int, list[Escalation]]
    unanswered: list[Escalation]
    levels_above: dict[tuple[int, int, str | None], Organisation | None] = field(default_factory=dict)

    def barred_from(self, case: Case) -> set[int]:
        """The offices a case is about: they never join it."""
        return {one.organisation_id for one in self.parties.get(case.pk, ()) if one.organisation_id}


@dataclass
class Findings:
    """A batch of locked cases, and what is to be written of them.

    Arguments: `cases` as instances of their kinds by ascending id; `now`, taken after the lock; `version`, that
    of the reference data.
    """

    cases: Mapping[int, Case]
    now: datetime
    version: int
    looked_at: list[Deadline] = field(default_factory=list)
    new: list[Deadline] = field(default_factory=list)
    proposals: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, int]] = field(default_factory=list)
    escalations: list[dict[str, Any]] = field(default_factory=list)
    climbed: list[Escalation] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def look_at(self, due: list[Deadline]) -> None:
        """Decide what every deadline asks for; a case's findings become events in a fixed order.

        1. A missed deadline is marked and said, once; one of others also to the offices that wait for it.
        2. The ladder's rungs that were reached are said, the highest only, and offices above are asked.
        3. A hand-over not answered in time is told to both heads, later to the level above both.
        4. A period after which the case may be closed is put to the head of its holder.
        """
        unanswered = unanswered_of(self.cases, self.now)
        if not due and not unanswered:
            return
        around = _around(self.cases, due, unanswered, self.now)
        of_case: dict[int, list[Deadline]] = {}
        for one in due:
            of_case.setdefault(one.case_id, []).append(one)
        for pk, mine in of_case.items():
            case = self.cases[pk]
            passed = [one for one in mine if one.due_at is not None and one.due_at < self.now]
            answers = [one for one in passed if one.rule.code == ACCEPTANCE_RULE]
            closings = [
                (one, closing)
                for one in passed
                if (closing := case.workflow().closing_after(one.rule.code)) is not None
            ]
            proposed = self._closing_to_propose(case, closings, around)
            may_close = [one for one, _closing in closings]
            missed = [one for one in passed if one.breached_at is None and one not in answers]
            self._miss(case, [one for one in missed if proposed is None or one is not proposed[0]], around)
            climb(self, case, [one for one in mine if climbs(one)], around, may_close=may_close, missed=missed)
            for one in mine:
                one.next_alert_at = None if one in passed and not climbs(one) else next_look(one)
            for one in may_close:
                one.next_alert_at = self.now + AGAIN
            for one in answers:
                self._wait_for_answer(case, one, around)
            if proposed is not None:
                self._propose(case, *proposed)
            self.looked_at += mine
        climb_unanswered(self, around)

    def write(self) -> None:
        """Write everything in one statement, events last and in ascending case id; nothing if nothing was found."""
        if not self.looked_at and not self.climbed:
            return
        rows: dict[str, Any] = {
            "now": self.now,
            "deadlines": [
                {
                    "id": one.pk,
                    "breached_at": one.breached_at,
                    "alert_level": one.alert_level,
                    "next_alert_at": one.next_alert_at,
                }
                for one in self.looked_at
            ],
            "escalations_new": self.escalations,
            "escalations_changed": [
                {"id": one.pk, "due_at": one.due_at, "repeats": one.repeats} for one in self.climbed
            ],
            "deadlines_new": [{name: getattr(one, name) for name in _NEW_COLUMNS} for one in self.new],
            "proposals": self.proposals,
            "parts": self.parts,
            "acted": [{"id": said.case.pk, "at": said.body.at} for said in self.said],
            "events": [],
            "outbox": [],
        }
        for place, said in enumerate(self.said):
            event, event_id, _openings = said.body.build()
            rows["events"].append(
                {"place": place, "chain": str(said.case.uid), "body": event.hex(), "id": str(event_id)}
            )
            rows["outbox"] += [
                {"case_id": said.case.pk, "event_id": event_id} | row for row in outbox.rows(said.messages, event_id)
            ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT kawal_write_sweep(%s::jsonb)", [as_json(rows)])

    def _miss(self, case: Case, missed: list[Deadline], around: Around) -> None:
        """Mark and say what was missed; offices that wait for a letter of others are told, and join with `status`."""
        barred = around.barred_from(case)
        owed: list[Message] = []
        for one in missed:
            one.breached_at = one.due_at
            for office, own in case.hears_of_missed(one):
                if office.pk not in barred:
                    owed.append(Message(outbox.EXPECTED_MISSED, office, Audience.OFFICER, about=own))
                    self.parts.append({"case_id": case.pk, "organisation_id": office.pk})
        if missed:
            self.say(case, "deadline_missed", missed, {"passed": [one.rule.code for one in missed]}, owed)

    def _wait_for_answer(self, case: Case, acceptance: Deadline, around: Around) -> None:
        """Tell both heads when the time to answer is over, the level above both when it is over a second time."""
        step = around.steps[case.pk]
        heads = [office for office in (step.sent_by, step.holder) if office is not None]
        office = acceptance.duty_of or step.holder
        second = clock.due(
            acceptance.started_at,
            2 * acceptance.amount,
            Unit(acceptance.unit),
            clock.calendar_for(office, self.version),
            extra=acceptance.extra,
        )
        if acceptance.alert_level == NOBODY_TOLD:
            acceptance.breached_at = acceptance.breached_at or acceptance.due_at
            self.say(
                case,
                handover.UNANSWERED,
                [acceptance],
                {"told": [str(one.uid) for one in heads]},
                [to_office(outbox.HANDOVER_UNANSWERED, one, Audience.HEADS) for one in heads],
            )
            acceptance.alert_level = HEADS_TOLD
        if acceptance.alert_level == HEADS_TOLD and second is not None and second >= self.now:
            acceptance.next_alert_at = second
        elif acceptance.alert_level == HEADS_TOLD:
            above = self._above(case, heads, around)
            self.say(
                case,
                handover.ESCALATED,
                [acceptance],
                {"told": [str(one.uid) for one in above]},
                [to_office(outbox.ESCALATED, one, Audience.HEADS) for one in above],
            )
            self.parts += [{"case_id": case.pk, "organisation_id": one.pk} for one in above]
            acceptance.alert_level = ABOVE_TOLD

    def _above(self, case: Case, heads: list[Organisation], around: Around) -> list[Organisation]:
        """The first step of both offices' ladders, without themselves; else the level above the receiver."""
        found = {one.pk: one for office in heads for one in around.overseers.get((office.pk, 1), [])}
        if not found.keys() - {office.pk for office in heads}:
            try:
                one = level_above(heads[-1], self.now.date(), region=case.region).organisation
            except NoOffice:
                return []
            found[one.pk] = one
        barred = {office.pk for office in heads} | around.barred_from(case)
        return [one for pk, one in sorted(found.items()) if pk not in barred]

    def _closing_to_propose(
        self, case: Case, closings: list[tuple[Deadline, Closing]], around: Around
    ) -> tuple[Deadline, Closing] | None:
        """The first passed period whose ending the head could make from where the case stands; none while one waits."""
        step = around.steps[case.pk]
        if not closings or case.pk in around.waiting or not step.is_accepted:
            return None
        today = clock.local(self.now, _holder(case).time_zone).date()
        grave = case.is_grave(around.parties.get(case.pk, ()), today)
        moves = type(case).all_moves()
        for passed, closing in closings:
            if case.state in moves[closing.move].sources and (closing.when_grave or not grave):
                return passed, closing
        return None

    def _propose(self, case: Case, passed: Deadline, closing: Closing) -> None:
        holder = _holder(case)
        moment = self._moment(case)
        decision = deadlines.start(Setting(case, holder, moment, self.version), PROPOSAL_RULE, Deadline.Kind.PROPOSAL)
        decision.next_alert_at = decision.due_at
        passed.breached_at = passed.breached_at or passed.due_at
        self.new.append(decision)
        self.proposals.append(
            {
                "case_id": case.pk,
                "act": closing.move,
                "data": closing.filled_in,
                "case_version": case.version,
                "office_id": holder.pk,
                "proposed_at": moment,
                "deadline_id": passed.pk,
                "letter": closing_letter(case, closing, passed, holder, moment, self.version),
            }
        )
        said = {"passed": [passed.rule.code], "proposal": closing.move, "told": [str(holder.uid)]}
        owed = [to_office(outbox.PROPOSAL_WAITING, holder, Audience.HEADS)]
        self.say(case, "closing_proposed", [passed, decision], said, owed)

    def say(
        self,
        case: Case,
        what: str,
        about: Iterable[Deadline],
        plain: dict[str, Any],
        messages: Iterable[Message] = (),
    ) -> None:
        """Add an event by `system` to a case, and whom it owes a notice."""
        body = EventBody(
            chain=case.uid,
            act=f"{case.kind}.{what}",
            at=self._moment(case),
            role="system",
            channel="job",
            state_from=case.state,
            state_to=case.state,
            definition=case.definition,
            due=[deadline_row(one) for one in about],
            plain=plain,
        )
        self.said.append(Said(case, body, list(messages)))

    def _moment(self, case: Case) -> datetime:
        return max(self.now, case.last_act_at)


def _holder(case: Case) -> Organisation:
    """The office that holds an open case."""
    assert case.holder is not None
    return case.holder


def _around(cases: Mapping[int, Case], due: list[Deadline], unanswered: list[Escalation], now: datetime) -> Around:
    """Read what the decisions need, for all cases at once, in six queries, and one where a case may be closed."""
    ids = list(cases)
    by_case = {step.process_id: step for step in Step.objects.filter(process_id__in=ids, finished__isnull=True)}
    theirs = Organisation.objects.in_bulk(
        {pk for one in by_case.values() for pk in (one.holder_id, one.sent_by_id)} - {None}
    )
    for step in by_case.values():
        attach(step, holder=theirs, sent_by=theirs)
    waiting = Proposal.objects.filter(case_id__in=ids, proposed_by__isnull=True, settled_at__isnull=True)
    waits_for = [by_case[one.case_id] for one in due if one.rule.code == ACCEPTANCE_RULE]
    offices = {office for step in waits_for for office in (step.holder_id, step.sent_by_id) if office}
    offices |= {one.duty_of_id or by_case[one.case_id].holder_id for one in due}
    offices |= {one.deadline.duty_of_id or by_case[one.case_id].holder_id for one in unanswered}
    return Around(
        steps=by_case,
        waiting=set(waiting.values_list("case_id", flat=True)),
        parties=_parties(cases, {one.case_id for one in due if _may_close(cases[one.case_id], one, now)}),
        overseers=_overseers(offices),
        asked=asked_before({one.pk for one in due} | {one.deadline_id for one in unanswered}),
        unanswered=unanswered,
    )


def _may_close(case: Case, one: Deadline, now: datetime) -> bool:
    """Whether a period has passed after which the case may be closed."""
    return one.due_at is not None and one.due_at < now and case.workflow().closing_after(one.rule.code) is not None


def _parties(cases: Mapping[int, Case], closing: set[int]) -> dict[int, list[Party]]:
    """The parties of today that matter here, by case; in those that may be closed with whose age is on record."""
    matter = Q(is_child=True) | Q(organisation__isnull=False) | Q(person__isnull=False, case_id__in=closing)
    found: dict[int, list[Party]] = {}
    for party in Party.objects.filter(matter, case_id__in=list(cases), until__isnull=True):
        found.setdefault(party.case_id, []).append(party)
    theirs: list[Any] = [*(cases[pk] for pk in closing), *(party for pk in closing for party in found.get(pk, ()))]
    people = Person.objects.select_related("merged_into").in_bulk({one.person_id for one in theirs} - {None})
    for one in theirs:
        attach(one, person=people)
    return found


def _overseers(offices: set[int]) -> dict[tuple[int, int], list[Organisation]]:
    """The open offices on each step of each office's ladder, by office and step."""
    found: dict[tuple[int, int], list[Organisation]] = {}
    rungs = Oversight.objects.filter(organisation__in=offices, overseer__closed_on__isnull=True)
    for rung in rungs.select_related("overseer"):
        found.setdefault((rung.organisation_id, rung.ladder_step), []).append(rung.overseer)
    return found
