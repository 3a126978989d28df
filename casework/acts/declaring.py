"""Declaring an act that changes no state: who, with which form, and what it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from casework.acting import Act
from casework.deadlines import DeadlinePlan, Setting
from casework.moves import Actor, Guard
from casework.outbox import Message

if TYPE_CHECKING:
    from casework.forms import ActForm


@dataclass
class Amendment:
    """What an act without a move is about to change; its effect fills this in.

    `fields` are old and new values for the event (only commitments are hashed), `documents` files,
    `records` rows to save once the case is locked and checked, `then` a move to make in the same act,
    `passes_on` whether the case is about its own holder and goes to another office in the same act,
    `below` what it does to each of the open cases below it, or to those whose ids `reaches` tells instead,
    `messages` the notices it owes.
    """

    act: Act
    deadlines: DeadlinePlan
    setting: Setting
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    plain: dict[str, Any] = field(default_factory=dict)
    records: list[Model] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    parts: dict[int, str | None] = field(default_factory=dict)
    then: tuple[str, dict[str, Any]] | None = None
    passes_on: bool = False
    below: Callable[[Amendment], None] | None = None
    reaches: Callable[[], Iterable[int]] | None = None
    messages: list[Message] = field(default_factory=list)

    @property
    def case(self) -> Any:
        return self.act.case

    def change(self, name: str, value: Any, *, path: str = "") -> None:
        """Set a column of the case, keeping old and new value for the event."""
        old = getattr(self.case, name)
        if old != value:
            self.fields[path or f"case.{name}"] = (_plain(old), _plain(value))
            setattr(self.case, name, value)


Effect = Callable[[Amendment], None]


@dataclass(frozen=True)
class ActKind:
    """A declared act.

    Arguments: `name` and `label`; `by`, the actors in the specification's notation (`anyone`: who takes part;
    `following`: who takes part without holding the case; `overseeing`: he, or who oversees an office that takes
    part); `effect`; `form`; `reasons`, a reason list; `kinds`, the
    kinds of case it exists for (all, if empty); `second_person`, whether another user confirms; `guards`; `looks_at`
    as of moves; `is_note`, whether it belongs to `note()`; `when_ended`, whether it may be done to an ended case;
    `says_why_not`, whether screens say why it cannot be done while a guard forbids it; else they leave it out.
    """

    name: str
    label: Any
    by: tuple[Actor, ...]
    by_as_written: str
    effect: Effect
    form: type[ActForm] | None = None
    reasons: str = ""
    kinds: frozenset[str] = frozenset()
    second_person: bool | Callable[[Act], bool] = False
    guards: tuple[Guard, ...] = ()
    looks_at: frozenset[str] = frozenset()
    is_note: bool = False
    when_ended: bool = False
    hidden: bool = False
    says_why_not: bool = False

    def needs_second_person(self, act: Act) -> bool:
        return self.second_person(act) if callable(self.second_person) else self.second_person


_acts: dict[str, ActKind] = {}


def act(
    *,
    label: Any,
    by: str,
    form: type[ActForm] | None = None,
    reasons: str = "",
    kinds: Iterable[str] = (),
    second_person: bool | Callable[[Act], bool] = False,
    guards: Iterable[Guard] = (),
    looks_at: Iterable[str] = (),
    is_note: bool = False,
    when_ended: bool = False,
    hidden: bool = False,
    says_why_not: bool = False,
) -> Callable[[Effect], Effect]:
    """Declare a function as the effect of an act; the arguments are those of `ActKind`.

    The act is named like the function. Raises ValueError when the name is already taken.
    """

    def decorate(effect: Effect) -> Effect:
        name = effect.__name__
        if name in _acts:
            raise ValueError(f"The act {name!r} is declared twice.")
        _acts[name] = ActKind(
            name=name,
            label=label,
            by=Actor.parse(by),
            by_as_written=by,
            effect=effect,
            form=form,
            reasons=reasons,
            kinds=frozenset(kinds),
            second_person=second_person,
            guards=tuple(guards),
            looks_at=frozenset(looks_at),
            is_note=is_note,
            when_ended=when_ended,
            hidden=hidden,
            says_why_not=says_why_not,
        )
        return effect

    return decorate


def act_kind(name: str) -> ActKind:
    """A declared act by name; LookupError names it when there is none."""
    try:
        return _acts[name]
    except KeyError:
        raise LookupError(f"No act {name!r} is declared.") from None


def acts_of(kind: str) -> list[ActKind]:
    """The acts that exist for a kind of case, in the order of declaration."""
    return [one for one in _acts.values() if not one.kinds or kind in one.kinds]


def _plain(value: Any) -> Any:
    return str(getattr(value, "uid", value.pk)) if isinstance(value, Model) else value
