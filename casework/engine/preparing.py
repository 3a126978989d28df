"""What a person can do next with a case, and what is missing for what he cannot: for screens, without locks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casework import access
from casework.access import Standing
from casework.acting import Act
from casework.acts import ActKind, act_kind, acts_of
from casework.engine.amending import make_plain_act
from casework.engine.carrying import check_guards, check_source
from casework.engine.loading import Loaded, look, read_context
from casework.engine.moving import check_acceptance, make_act, move_of, office_of, type_of
from casework.engine.opening import check_opener, opening_act
from casework.errors import Refused
from casework.models import Case, Organisation, User
from casework.moves import Move


@dataclass(frozen=True)
class Possible:
    """A move the person may make from here; `missing` says in words what is not there yet.

    `relation` is that of his office to the case by which he may.
    """

    move: Move
    missing: tuple[Any, ...]
    relation: str = ""

    @property
    def ready(self) -> bool:
        return not self.missing

    @property
    def records_for(self) -> tuple[str, ...]:
        """The outsiders for whom alone he may make it; empty where his office makes it itself."""
        return self.move.records_for(self.relation)


@dataclass(frozen=True)
class PossibleAct:
    """An act without a move that the person may do; `missing` says in words why not yet."""

    kind: ActKind
    missing: tuple[Any, ...] = ()

    @property
    def ready(self) -> bool:
        return not self.missing


def prepare(case: Case, name: str, *, actor: User) -> Act:
    """The act a form is shown for. Raises what the act itself would raise before any data is filled in."""
    loaded = look(case, actor=actor)
    model = type_of(case)
    if name in model.all_moves():
        return make_act(loaded, move_of(model, name), actor, None)
    return make_plain_act(loaded, act_kind(name), actor)


def prepare_opening(
    model: type[Case],
    *,
    actor: User,
    office: Organisation,
    parent: Case | None = None,
    linked: Case | None = None,
) -> Act:
    """The act an opening form is shown for; arguments as of `open_case()`.

    Raises what the opening itself would raise before any data is filled in.
    """
    near = parent or linked
    loaded = look(near) if near is not None else None
    now, version, _answer = read_context(None)
    act = opening_act(
        model, actor=actor, office=office, now=now, version=version, near=loaded, is_child=parent is not None
    )
    check_opener(act)
    return act


def possible_moves(loaded: Loaded, actor: User, where: Standing | None = None) -> list[Possible]:
    """The moves a person may make on a case from where it stands, ready ones first."""
    case = loaded.case
    where = where or loaded.standing_of(actor)
    found: list[Possible] = []
    for move in type_of(case).all_moves().values():
        try:
            check_source(case, move)
            grant = access.may(where, case, loaded.step, move)
        except Refused:
            continue
        office = office_of(loaded, grant.office_id)
        act = loaded.act(move.verb, move=move, actor=actor, office=office, role=grant.role, relation=grant.relation)
        try:
            check_acceptance(act)
        except Refused:
            continue
        found.append(Possible(move, tuple(check_guards(act)), grant.relation))
    return sorted(found, key=lambda one: (not one.ready, one.move.is_engine))


def possible_acts(loaded: Loaded, actor: User, where: Standing | None = None) -> list[PossibleAct]:
    """The acts without a move that a person may do on a case now; none of other stages.

    What a guard forbids is left out too, unless the act is declared to say so.
    """
    case = loaded.case
    where = where or loaded.standing_of(actor)
    found: list[PossibleAct] = []
    for kind in acts_of(case.kind):
        if kind.hidden or not (case.is_open or kind.when_ended):
            continue
        grant = access.may_act(where, case, loaded.step, kind.by, is_note=kind.is_note)
        if grant is None:
            continue
        office = office_of(loaded, grant.office_id)
        act = loaded.act(kind.name, actor=actor, office=office, role=grant.role, relation=grant.relation)
        missing = tuple(message for guard in kind.guards if (message := guard(act)))
        if not missing or kind.says_why_not:
            found.append(PossibleAct(kind, missing))
    return found
