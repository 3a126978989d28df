"""Acting through the engine as the people of a cast, and telling a watcher what happened."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from casework import clock, engine
from casework.errors import Refused
from casework.models import Case, Document, Person, User
from casework.people import PersonData, register
from casework.stages import flow_of
from config.demo.offices import Cast

WIB = ZoneInfo("Asia/Jakarta")
ON_BEHALF = {"behalf_how": "in_person", "behalf_paper": "Pernyataan tertulis, map kasus"}


@dataclass(frozen=True)
class Scene:
    """One act as it was done: by whom, with whose confirmation, on which case as it stands now."""

    actor: User
    office: str
    second: User | None
    case: Case
    state_before: str
    seq: int
    hash: str


def ignore(scene: Scene) -> None:
    """Watch nothing."""


def day(ahead: int = 0) -> str:
    """The day in Sumatra so many days from today, as a form sends it."""
    return (clock.now().astimezone(WIB).date() + timedelta(days=ahead)).isoformat()


def why(code: str, text: str = "Sudah dibicarakan dengan yang bersangkutan dan dicatat.") -> dict[str, str]:
    """A reason, as a form sends it."""
    return {"reason": code, "reason_text": text}


def on_behalf_of(whom: str) -> dict[str, str]:
    """An act of somebody without an account, entered by an officer."""
    return {"behalf": whom, **ON_BEHALF}


def fresh(case: Case) -> Case:
    """The case as it stands now, as an instance of its own kind."""
    return flow_of(case.kind).process_class.objects.get(pk=case.pk)


class Play:
    """The engine's acts by login; every method makes one act, as a screen would, and returns the case after it."""

    def __init__(self, cast: Cast, watch: Callable[[Scene], None] = ignore) -> None:
        self.cast = cast
        self.watch = watch

    def worker(self, by: str, name: str, village: str, **more: Any) -> Person:
        """An invented worker of a village, registered by an office."""
        data = PersonData(full_name=name, village=self.cast.village(village), is_invented=True, **more)
        return register(data, self.cast.users[by], self.cast.office_of(by)).person

    def open(
        self,
        kind: str,
        by: str,
        *,
        person: Person | None = None,
        below: Case | None = None,
        beside: Case | None = None,
        **data: Any,
    ) -> Case:
        """Open a case: `below` its parent, or `beside` a case it is linked with."""
        if person is not None:
            data["person"] = str(person.uid)
        with _blamed_on(by, f"open {kind}"):
            outcome = engine.open_case(
                flow_of(kind).process_class,
                actor=self.cast.users[by],
                office=self.cast.office_of(by),
                request_id=uuid.uuid4(),
                data=data,
                parent=below,
                linked=beside,
            )
        return self._seen(Case.objects.get(uid=outcome.case), outcome, by, "", "")

    def move(self, case: Case, verb: str, by: str, *, second: str = "", **data: Any) -> Case:
        """Make a move; with a `second` person it is proposed by the one and confirmed by the other."""
        return self._act(engine.advance, case, verb, by, second, data)

    def do(self, case: Case, act: str, by: str, *, second: str = "", **data: Any) -> Case:
        """Do an act that changes no state."""
        return self._act(engine.amend, case, act, by, second, data)

    def papers(self, case: Case, by: str, *kinds: str, verified_by: str = "", **more: Any) -> Case:
        """Put papers on file, and have somebody else verify them."""
        for kind in kinds:
            case = self.do(case, "add_document", by, kind=kind, **more)
        for kind in kinds if verified_by else ():
            case = self.verify(case, verified_by, kind)
        return case

    def verify(self, case: Case, by: str, *kinds: str) -> Case:
        """Check papers off that wait for it."""
        for kind in kinds:
            waiting = Document.objects.filter(case_id=case.pk, kind=kind, verified_at__isnull=True)
            case = self.do(case, "verify_document", by, document=str(waiting.latest("at").uid))
        return case

    def refer(self, case: Case, by: str, to: str, purpose: str, asked: str, **more: Any) -> Case:
        """Ask another office for work; returns the referral."""
        data: dict[str, Any] = {"package": case.headline(), "legal_basis": "public_duty", **more}
        receiver = str(self.cast.offices[to].uid)
        return self.open("referral", by, below=case, receiving_office=receiver, purpose=purpose, asked=asked, **data)

    def other(self, case: Case, kind: str) -> Case:
        """The one open case of another kind about the same worker."""
        return flow_of(kind).process_class.objects.get(person=case.person_id, finished__isnull=True)

    def _act(self, do: Callable[..., Any], case: Case, name: str, by: str, second: str, data: dict[str, Any]) -> Case:
        before = fresh(case)
        common: dict[str, Any] = {
            "actor": self.cast.users[by],
            "version": before.version,
            "request_id": uuid.uuid4(),
            "data": data,
        }
        with _blamed_on(by, f"{name} on {before.kind} in {before.state}"):
            if second:
                proposal = engine.propose(before, name, **common)
                outcome = engine.confirm(proposal, actor=self.cast.users[second], request_id=uuid.uuid4())
            else:
                outcome = do(before, name, **common)
        return self._seen(before, outcome, by, second, before.state)

    def _seen(self, case: Case, outcome: engine.Outcome, by: str, second: str, before: str) -> Case:
        case = fresh(case)
        self.watch(
            Scene(
                actor=self.cast.users[by],
                office=self.cast.office_of(by).short_name,
                second=self.cast.users[second] if second else None,
                case=case,
                state_before=before,
                seq=outcome.seq,
                hash=outcome.hash,
            )
        )
        return case


@contextmanager
def _blamed_on(by: str, what: str) -> Iterator[None]:
    """Say of a refused act who tried what: a script's line is told by nothing else."""
    try:
        yield
    except Refused as error:
        error.add_note(f"{by}: {what}")
        raise
