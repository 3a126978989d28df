"""Declaring stages: a workflow is a viewflow `Flow` whose nodes are the states of its cases.

A node's name is the state's code. Which stage follows which is not declared here: the outgoing
edges are derived from the moves (`casework.moves`), so the chart cannot drift from what is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from viewflow.workflow import flow
from viewflow.workflow.base import Edge

from casework.definitions import name_of
from casework.levels import Level
from casework.locks import CaseRowLock

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Case


class Placement(StrEnum):
    """Levels that depend on the case: resolved to an office by `casework.holders`."""

    SAME = "same"
    OPENER = "opener"
    HANDLER = "handler"
    SENDER = "sender"
    RECEIVER = "receiver"


@dataclass(frozen=True)
class Extra:
    """A deadline that runs beside a stage's own chain.

    Arguments: `rule`, a rulebook code; `when`, whether it applies to a case (always, if left out).
    """

    rule: str
    when: Callable[[Case], bool] | None = None

    def applies(self, case: Case) -> bool:
        return self.when is None or self.when(case)


@dataclass(frozen=True)
class Closing:
    """A period after which a case may be closed: nothing closes by itself, the sweep proposes it to the head.

    Arguments:
        rule: the code of the period. move: the ending move, which the head makes himself.
        letter: the draft, a template `letters/<letter>.txt`.
        reason: the code that the move's list has for it; data: what else of the move's form is known.
        when_grave: whether it is proposed in severity E or H and where it is about a child.
    """

    rule: str
    move: str
    letter: str
    reason: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    when_grave: bool = True

    @property
    def filled_in(self) -> dict[str, str]:
        """What the move's form begins with."""
        return {**self.data, **({"reason": self.reason} if self.reason else {})}


@dataclass(frozen=True)
class Asking:
    """What a stage waits for in which another body is asked and hand-overs need no acceptance.

    Arguments: `accepted_by`, the move by which the receiver accepts; `comes_to_nothing`, the moves that end the case
    before he did, and how that is said.
    """

    accepted_by: str
    comes_to_nothing: Mapping[str, Any]


DueChain = tuple[str, ...] | Callable[["Case"], tuple[str, ...]]


class StageMixin:
    """What ended and open states share: a translated label and edges derived from the moves."""

    name: str
    flow_class: Any
    label: Any
    acceptance: bool = True
    asking: Asking | None = None

    def _outgoing(self) -> Iterator[Edge]:
        from_here = self.flow_class.moves_from(self.name)
        seen = set()
        for move in from_here:
            for target in self.flow_class.targets_of(move):
                if target != self.name and target not in seen:
                    seen.add(target)
                    yield Edge(
                        src=self,
                        dst=self.flow_class._nodes_by_name[target],
                        edge_class="next",
                        label=str(move.label),
                    )


class Stage(StageMixin, flow.View):
    """A state in which an open case waits for its holder.

    Arguments:
        level: the level of the office that holds it, or a `Placement`.
        label: Indonesian name, translated.
        due: rulebook codes of the stage's deadlines, one after the other: the second starts when the
            first is met; the last may repeat. Or a function of the case that returns them.
        also: deadlines that run beside the chain.
        pauses: whether the case's overall deadlines stand still meanwhile.
        escalates_to: who hears of a missed deadline, in the words of the specification.
        entry: whether a case may be opened here.
        acceptance: whether a hand-over into it waits to be accepted.
        asking: how another body that is asked here accepts by moves of its own; without `acceptance` only.
        starts: from which moment the first period runs, if not from the entry; the first time only.
    """

    is_open = True

    def is_held_like(self, other: Stage | Ended | None) -> bool:
        """Whether it is held at the level of another state; an ended one is held by nobody."""
        return isinstance(other, Stage) and other.level == self.level

    def __init__(
        self,
        level: Level | Placement,
        label: Any,
        *,
        due: str | DueChain,
        also: Sequence[Extra] = (),
        pauses: bool = False,
        escalates_to: str = "",
        entry: bool = False,
        acceptance: bool = True,
        asking: Asking | None = None,
        starts: Callable[[Act], datetime | None] | None = None,
    ) -> None:
        super().__init__(view=None)
        self.level = level
        self.label = label
        self.task_title = label
        self.due = (due,) if isinstance(due, str) else due
        self.also = tuple(also)
        self.pauses = pauses
        self.escalates_to = escalates_to
        self.entry = entry
        self.acceptance = acceptance
        self.asking = asking
        self.starts = starts

    def due_chain(self, case: Case) -> tuple[str, ...]:
        """The codes of the stage's deadlines for this case, in order."""
        return self.due(case) if callable(self.due) else self.due


class Ended(StageMixin, flow.End):
    """A state of a case that has ended; `window` names the rulebook window that guards reopening it."""

    is_open = False
    pauses = False
    entry = False

    def __init__(self, label: Any, *, final: bool = False, windows: Sequence[str] = ()) -> None:
        super().__init__()
        self.label = label
        self.task_title = label
        self.final = final
        self.windows = tuple(windows)


@dataclass(frozen=True)
class Former:
    """A state that only earlier definitions knew: histories and ended cases still show it, nothing leads to it."""

    kind: str
    name: str
    is_open: ClassVar[bool] = False
    pauses: ClassVar[bool] = False
    entry: ClassVar[bool] = False
    final: ClassVar[bool] = True
    windows: ClassVar[tuple[str, ...]] = ()
    level: ClassVar[str] = ""
    acceptance: ClassVar[bool] = True
    asking: ClassVar[Asking | None] = None

    @property
    def label(self) -> str:
        """What it was called when it was declared last, in Indonesian; its code where nobody knows."""
        return _label_kept(self.kind, self.name) or self.name


@lru_cache(maxsize=1000)
def _label_kept(kind: str, state: str) -> str:
    rows = apps.get_model("casework", "StageRow").objects.filter(kind=kind, state=state)
    return rows.values_list("label", flat=True).first() or ""


class CaseFlow(flow.Flow):
    """Base of every workflow: our models, the lock on the case's row, edges from the moves.

    A subclass names `kind` (the code used in tables and addresses), `process_class` and its stages;
    `closings`, the periods whose end proposes an ending.
    """

    kind: ClassVar[str] = ""
    label: ClassVar[Any] = ""
    closings: ClassVar[tuple[Closing, ...]] = ()
    lock_impl = CaseRowLock()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.task_class = apps.get_model("casework", "Step")
        cls.process_title = cls.label
        super().__init_subclass__(**kwargs)
        _flows[cls.kind] = cls

    @classmethod
    def definition(cls) -> str:
        """The workflow and its version, as cases and events name it: `complaint/7c1f02ab`."""
        return name_of(cls)  # type: ignore[arg-type]  # mypy takes the class for one of its instances

    @classmethod
    def stages(cls) -> dict[str, Stage | Ended]:
        """Every state of this workflow by code, open and ended, in the order of declaration."""
        return {name: node for name, node in cls._declared() if isinstance(node, Stage | Ended)}

    @classmethod
    def stage(cls, state: str) -> Any:
        """The `Stage` or `Ended` of a state, or what is left of one that is declared no more (`Former`)."""
        return cls._nodes_by_name.get(state) or Former(cls.kind, state)

    @classmethod
    def closing_after(cls, rule: str) -> Closing | None:
        """The ending that is proposed when the period of a rule has passed."""
        return next((closing for closing in cls.closings if closing.rule == rule), None)

    @classmethod
    def open_states(cls) -> list[str]:
        return [name for name, node in cls.stages().items() if node.is_open]

    @classmethod
    def moves(cls) -> dict[str, Any]:
        """The workflow's own moves by verb (the engine's moves of every case are not among them)."""
        return cls.process_class.own_moves()

    @classmethod
    def moves_from(cls, state: str) -> list[Any]:
        return [move for move in cls.moves().values() if state in move.sources]

    @classmethod
    def targets_of(cls, move: Any) -> list[str]:
        """The states a move can lead to: one, or for `@before` every state that may lie before."""
        if not move.goes_back:
            return [move.target]
        found: list[str] = []
        for source in move.sources:
            found += [state for state in cls.states_before(source) if state not in found]
        return found

    @classmethod
    def states_before(cls, state: str) -> list[str]:
        """The possible targets of `@before` from a state.

        The non-pausing sources of the moves into it; through a pausing state, that state's own.
        """
        found: list[str] = []
        looked_at: set[str] = set()
        waiting = [state]
        while waiting:
            here = waiting.pop(0)
            looked_at.add(here)
            for move in cls.moves().values():
                if move.goes_back or move.target != here:
                    continue
                for source in move.sources:
                    node = cls._nodes_by_name[source]
                    if not node.is_open or source == state:
                        continue
                    if node.pauses:
                        if source not in looked_at:
                            waiting.append(source)
                    elif source not in found:
                        found.append(source)
        return found

    @classmethod
    def _declared(cls) -> Iterator[tuple[str, Any]]:
        order = {name: i for i, name in enumerate(vars(cls))}
        yield from sorted(cls._nodes_by_name.items(), key=lambda item: order.get(item[0], len(order)))


_flows: dict[str, type[CaseFlow]] = {}


def flows() -> dict[str, type[CaseFlow]]:
    """Every kind of case that is installed, by its code."""
    return dict(sorted(_flows.items()))


def flow_of(kind: str) -> type[CaseFlow]:
    """The workflow of a kind of case; a `LookupError` names the kinds there are."""
    try:
        return _flows[kind]
    except KeyError:
        raise LookupError(f"No workflow {kind!r}; installed: {', '.join(sorted(_flows)) or 'none'}.") from None
