"""An act while it is being performed: who does what to which case, with what data, at what time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from casework import clock
from casework.models.event import SAID_BY_SWEEP, Event
from casework.organisations import offices_headed_by, offices_left_to, workers_of
from casework.stages import Ended

if TYPE_CHECKING:
    from casework.models import Case, Deadline, Document, Organisation, Party, Step, User


@dataclass
class Follow:
    """Something a move brings about on another case, made by `system` in the same transaction."""

    case: Case
    verb: str
    data: dict[str, Any]


@dataclass
class Tell:
    """Something the holder of another case is told: an event there, which moves nothing.

    `said` are values by path, personal or free text: the event commits to them. `notice`, by what kind of notice he
    is told, if not as news like any other.
    """

    case: Case
    what: str
    said: dict[str, Any] = field(default_factory=dict)
    notice: str = ""


@dataclass
class AlsoAmend:
    """What a move changes of another case without moving it, by `system` in the same transaction.

    `what` is what the event there is called, `effect` what it does, as of a declared act.
    """

    case: Case
    what: str
    effect: Callable[[Any], None]


@dataclass
class Birth:
    """A case that a move opens in the same transaction."""

    model: type[Case]
    data: dict[str, Any]
    link_kind: str


@dataclass(frozen=True)
class PastStep:
    """One stay of the case in a stage: where and with whom it was."""

    seq: int
    state: str
    holder: Organisation
    sent_by_id: int | None
    owner_id: int | None
    outcome: str
    reopens: bool
    accepted: bool
    undone: bool

    @classmethod
    def of(cls, step: Step) -> PastStep:
        accepted = step.accepted_at is not None
        return cls(
            step.seq, step.state, step.holder, step.sent_by_id, step.owner_id, step.outcome, step.reopens, accepted,
            step.undone,
        )  # fmt: skip


@dataclass
class Act:
    """One move (or other act) on one locked case.

    `case` is an instance of its own kind, `step` its open step, or of an ended case the last one (None
    while it is being opened), `move` the `Move` (None for other acts), `actor` the `User` and `office` the
    `Organisation` he acts for (None for `system`), `set_off_by` the office whose act brought about this one by
    `system`, `role` in which capacity,
    `data` the cleaned form, `behalf` whose act an officer records, `related` the locked cases that
    the move looks at, `below` the ids of the open cases below it, `beside` those of cases that the same
    transaction moves by acts of their own; `carries_clock`, whether the stage's deadlines go on as they run,
    `was_paused`, whether the case stood still where its state no longer says so, `follows_office`, whether it
    goes with everything its office holds, `follows_parent`, whether with the case above it; `about_holder`, acts on
    other cases that turned out to be about their own holder and are passed on once all is written, `kept_out`, whom
    it keeps out of its case and of those below it because of the case above. Of a move that goes
    back `find_way_back()` says where to: `state_before`, `office_before` and what is named like them, and by
    `goes_on_with_rest` that it passes over a stage that waits. A move's body reads these and may call `also()`
    and `open_case()`.
    """

    case: Any
    step: Any
    now: datetime
    verb: str
    move: Any = None
    actor: Any = None
    office: Any = None
    set_off_by: Organisation | None = None
    role: str = ""
    relation: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    behalf: str = ""
    channel: str = "web"
    clock_was_behind: bool = False
    reference_version: int | None = None
    confirmed_by: User | None = None
    request_id: uuid.UUID | None = None
    related: Mapping[int, Case] = field(default_factory=dict)
    linked_ids: frozenset[int] = frozenset()
    below: tuple[int, ...] = ()
    state_before: str = ""
    office_before: Organisation | None = None
    sender_before_id: int | None = None
    seq_before: int = 0
    accepted_before: bool = True
    goes_on_with_rest: bool = False
    returned_before: int = 0
    carries_clock: bool = False
    was_paused: bool | None = None
    follows_office: bool = False
    follows_parent: bool = False
    beside: frozenset[int] = frozenset()
    follows: list[Follow] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    tells: list[Tell] = field(default_factory=list)
    amends: list[AlsoAmend] = field(default_factory=list)
    about_holder: list[Act] = field(default_factory=list)
    kept_out: list[Party] = field(default_factory=list)
    links: list[tuple[Case, Case, str]] = field(default_factory=list)
    records: list[Model] = field(default_factory=list)
    _deadlines: list[Deadline] | None = None
    _documents: list[Document] | None = None
    _parties: list[Party] | None = None
    _steps: list[PastStep] | None = None
    _was_in: dict[str, bool] = field(default_factory=dict)
    _answers: dict[tuple[str, frozenset[int]], set[int]] = field(default_factory=dict)

    @property
    def by_system(self) -> bool:
        return self.relation == "system"

    @property
    def relation_is_holder(self) -> bool:
        """Whether the actor's office holds the case."""
        return self.office is not None and self.office.pk == self.case.holder_id

    @property
    def ends_case(self) -> bool:
        """Whether the move leads to an ended state."""
        return self.move is not None and isinstance(self.case.workflow().stage(self.move.target), Ended)

    @property
    def today(self) -> date:
        """The day of the act in the zone of the office that acts, else Jakarta."""
        return self.day_of(self.now)

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment lies where `today` is reckoned."""
        zone = self.office.time_zone if self.office else "Asia/Jakarta"
        return clock.local(moment, zone).date()

    @property
    def children(self) -> list[Case]:
        """The case's referrals, locked; only for moves that look at `children`."""
        return [case for case in self.related.values() if case.parent_id == self.case.pk]

    @property
    def open_children(self) -> list[Case]:
        return [case for case in self.children if case.is_open]

    @property
    def parent(self) -> Any:
        """The case a referral belongs to, locked; only for moves that look at `parent`."""
        return self.related.get(self.case.parent_id) if self.case.parent_id else None

    @property
    def linked(self) -> list[Case]:
        """Linked cases and those of the same person, locked; only for moves that look at `linked`."""
        return [case for case in self.related.values() if case.pk in self.linked_ids]

    def linked_open(self, kind: str) -> list[Case]:
        return [case for case in self.linked if case.kind == kind and case.is_open]

    def documents(self, kind: str | None = None) -> list[Document]:
        """The case's documents, newest first; read once per act."""
        if self._documents is None:
            self._documents = list(self.case.documents.order_by("-at"))
        return [doc for doc in self._documents if kind is None or doc.kind == kind]

    def deadlines(self) -> list[Deadline]:
        """The case's running deadlines; read once per act."""
        if self._deadlines is None:
            running = self.case.deadlines.filter(met_at__isnull=True, ended_at__isnull=True)
            self._deadlines = list(running.select_related("rule"))
        return self._deadlines

    def parties(self, role: str | None = None) -> list[Party]:
        """The parties of the case today, of one being opened whom its parent is about; read once per act."""
        if self._parties is None and self.case.pk:
            self._parties = list(self.case.parties.filter(until__isnull=True).select_related("person"))
        elif self._parties is None:
            above = self.parent.parties.filter(until__isnull=True) if self.parent is not None else ()
            self._parties = [party.below(self.case) for party in above if party.is_kept_out]
        return [party for party in self._parties if role is None or party.role == role]

    def add_parties(self, parties: Iterable[Party]) -> None:
        """Let the act know of parties that it is about to store."""
        self._parties = [*self.parties(), *parties]

    def new_parties(self) -> list[Party]:
        """Those kept out of a case that is being opened, still to be stored."""
        return [party for party in self._parties or () if party.pk is None]

    @property
    def is_grave(self) -> bool:
        """Whether the case is grave, by `Case.is_grave`, as it stands in this act."""
        return self.case.is_grave(self.parties(), self.today)

    @property
    def is_about_child(self) -> bool:
        """Whether the case is about a child, by `Case.is_about_child`, as it stands in this act."""
        return self.case.is_about_child(self.parties(), self.today)

    def offices_it_is_about(self) -> set[int]:
        """The offices that the case is about, or the case above it: they take no part in it."""
        return {party.organisation_id for party in self.parties() if party.organisation_id}

    def offices_kept_out(self) -> set[int]:
        """The offices that do not get the case: which it is about, or where only people work who are kept out of it."""
        return self.offices_it_is_about() | self._asked_once(offices_left_to, self.people_kept_out())

    def offices_not_meant(self) -> set[int]:
        """The offices kept out, and those from village to BP3MI whose every head is: nobody there could decide."""
        return self.offices_kept_out() | self._asked_once(offices_headed_by, self.people_kept_out())

    def people_kept_out(self) -> set[int]:
        """The users that the case is about, themselves or by an office they work in: they do not work on it."""
        about = {party.user_id for party in self.parties() if party.user_id}
        return about | self._asked_once(workers_of, self.offices_it_is_about())

    def _asked_once(self, question: Callable[[Collection[int]], Iterable[int]], ids: set[int]) -> set[int]:
        """The answer to a question about ids; one query for the same ones, none where there are none."""
        key = (question.__name__, frozenset(ids))
        if ids and key not in self._answers:
            self._answers[key] = set(question(ids))
        return self._answers.get(key, set())

    def past_steps(self) -> list[PastStep]:
        """The steps of the case so far, newest first; read once per act."""
        if self._steps is None:
            steps = self.case.steps.select_related("holder").order_by("-seq") if self.case.pk else ()
            self._steps = [PastStep.of(step) for step in steps]
        return self._steps

    def was_in(self, stage: str) -> bool:
        """Whether the case has been in a stage by a move that was not undone since."""
        if stage not in self._was_in:
            self._was_in[stage] = any(past.state == stage and not past.undone for past in self.past_steps())
        return self._was_in[stage]

    def latest_event(self) -> dict[str, Any] | None:
        """The content of the newest event of the case that an act wrote; what the sweep says is nobody's act.

        Nor is what somebody corrected in another case of the person.
        """
        said = [f"{self.case.kind}.{name}" for name in SAID_BY_SWEEP]
        events = Event.objects.filter(case_uid=self.case.uid).exclude(act__in=said)
        elsewhere = {"act": f"{self.case.kind}.correct_data", "actor__isnull": True}
        event = events.exclude(**elsewhere).order_by("-seq").first()
        return event.content if event else None

    def also(self, case: Case, verb: str, **data: Any) -> None:
        """Make a move on another locked case in the same act, as `system`."""
        self.follows.append(Follow(case, verb, data))

    def open_case(self, model: type[Case], *, link_kind: str = "", **data: Any) -> None:
        """Open a case in the same act, linked to this one."""
        self.births.append(Birth(model, data, link_kind))

    def tell(self, case: Case, what: str, *, notice: str = "", **said: Any) -> None:
        """Tell the holder of another case: an event there, which moves nothing; `said` is what it says, by name.

        Arguments: `notice`, the kind of notice, if it is more than news; of an ended parent the office that asked for
        this case gets it.
        """
        self.tells.append(Tell(case, what, said, notice))

    def also_amend(self, case: Case, what: str, effect: Callable[[Any], None]) -> None:
        """Change another locked case without moving it, in the same act, as `system`."""
        self.amends.append(AlsoAmend(case, what, effect))

    def link(self, one: Case, other: Case, kind: str) -> None:
        self.links.append((one, other, kind))

    def keep(self, record: Model) -> None:
        """Store a row that the move brings about (a party, a payment) once the act is checked."""
        self.records.append(record)
