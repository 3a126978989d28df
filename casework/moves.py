"""Declaring moves: django-fsm transitions on the case class, with what the law and the tables ask.

A move is declared once, as a decorated method. The decorator keeps everything the engine, the
screens and the checks need; the method's body changes the case's own fields in memory and says what
else the move brings about (`act.also()`, `act.open_case()`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django_fsm import GET_STATE, transition

if TYPE_CHECKING:
    from casework.acting import Act

BEFORE = "@before"

Guard = Callable[["Act"], Any]
"""Looks at an act about to be made; returns None, or in words what is missing."""


@dataclass(frozen=True)
class Actor:
    """Who may make a move: a relation to the case, the least role, and for whom he may act.

    `relation` is `holder`, `closer`, `above`, `system`, `sender`, `receiver`, `anyone` or a level;
    `role` is `officer`, `sup` or `head`; `on_behalf_of` the outsiders whose act he may record.
    """

    relation: str
    role: str = "officer"
    on_behalf_of: tuple[str, ...] = ()

    _SPEC = re.compile(r"(?P<relation>[a-z0-9_]+)(:(?P<role>sup|head))?(\s*\(for (?P<whom>[a-z0-9_, ]+)\))?")

    @classmethod
    def parse(cls, text: str) -> tuple[Actor, ...]:
        """Read the specification's notation: `holder (for cpmi), village:head`.

        Raises ValueError naming the text when it does not follow the notation.
        """
        actors = []
        rest = text.strip()
        while rest:
            match = cls._SPEC.match(rest)
            if not match:
                raise ValueError(f"Actor {text!r}: cannot read {rest!r}.")
            whom = tuple(part.strip() for part in (match["whom"] or "").split(",") if part.strip())
            actors.append(cls(match["relation"], match["role"] or "officer", whom))
            rest = rest[match.end() :].lstrip(", ")
        return tuple(actors)


@dataclass(frozen=True)
class Move:
    """One named transition with everything that is asked of it.

    Arguments:
        verb: the method's name. label: Indonesian name of the act, translated.
        sources: the states it starts from. target: the state it leads to, `@before`, or None (stays).
        by: the actors in the specification's notation.
        form: fields to fill in; validated by the engine, whoever calls.
        guards: what must hold, checked after the lock, before the state changes.
        reasons: name of the reason list from which a code and a text are asked.
        second_person: whether another user must confirm (always, or by a function of the act).
        looks_at: `parent`, `children`, `linked`, `person`: locked with the case before they are read.
        unaccepted: open while a hand-over waits for acceptance (emergency, death and withdrawal).
        urged: whether screens may offer it as the usual next step. False for what happens only when something is out
            of the ordinary; moves with a list of reasons other than OUTCOME are never offered so.
        usual_from: the states from which it is the usual next step, whatever lies further on.
        behalf_optional: the officer may also make it in his own name although the notation says "for".
        ends_clock: whether it needs the disposal of open referrals (guard 8): set for ending moves.
        reopens: starts from an ended state.
    """

    verb: str
    label: Any
    sources: tuple[str, ...]
    target: str | None
    by: tuple[Actor, ...]
    by_as_written: str
    form: type[forms.Form] | None = None
    guards: tuple[Guard, ...] = ()
    reasons: str = ""
    second_person: bool | Callable[[Act], bool] = False
    looks_at: frozenset[str] = frozenset()
    unaccepted: bool = False
    behalf_optional: bool = False
    urged: bool = True
    usual_from: frozenset[str] = frozenset()
    is_engine: bool = False
    hint: Any = ""
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def goes_back(self) -> bool:
        return self.target == BEFORE

    @property
    def by_system_only(self) -> bool:
        return all(actor.relation == "system" for actor in self.by)

    @property
    def on_behalf_of(self) -> tuple[str, ...]:
        """Every outsider whose act this move may record, once each."""
        return tuple(dict.fromkeys(whom for actor in self.by for whom in actor.on_behalf_of))

    def records_for(self, relation: str) -> tuple[str, ...]:
        """The outsiders for whom alone an office of this relation makes it; empty where it makes it itself."""
        if self.behalf_optional:
            return ()
        return next((actor.on_behalf_of for actor in self.by if actor.relation == relation), ())

    def needs_second_person(self, act: Act) -> bool:
        return self.second_person(act) if callable(self.second_person) else self.second_person


def move(
    *,
    source: str | Iterable[str],
    target: str | None,
    label: Any,
    by: str,
    form: type[forms.Form] | None = None,
    guards: Sequence[Guard] = (),
    reasons: str = "",
    second_person: bool | Callable[[Act], bool] = False,
    looks_at: Iterable[str] = (),
    unaccepted: bool = False,
    behalf_optional: bool = False,
    urged: bool = True,
    usual_from: Iterable[str] = (),
    is_engine: bool = False,
    hint: Any = "",
    **extras: Any,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a method of a case class as a move; the arguments are those of `Move`.

    The method gets the case and the `Act` and may change the case's own fields in memory.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)

    def decorate(method: Callable[..., None]) -> Callable[..., None]:
        declared = Move(
            verb=method.__name__,
            label=label,
            sources=sources,
            target=target,
            by=Actor.parse(by),
            by_as_written=by,
            form=form,
            guards=tuple(guards),
            reasons=reasons,
            second_person=second_person,
            looks_at=frozenset(looks_at),
            unaccepted=unaccepted,
            behalf_optional=behalf_optional,
            urged=urged,
            usual_from=frozenset(usual_from),
            is_engine=is_engine,
            hint=hint,
            extras=extras,
        )
        fsm_target: Any = target
        if target == BEFORE:
            fsm_target = GET_STATE(lambda case, act: act.state_before)
        decorated = transition(field="state", source=list(sources), target=fsm_target, custom={"move": declared})(
            method
        )
        decorated.move = declared
        return decorated

    return decorate
