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
        if self.move.behalf_optional:
            return ()
        return next((actor.on_behalf_of for actor in self.move.by if actor.relation == self.relation), ())


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
    offices: dict[int, Organisation] = {}
    for move in type_of(case).all_moves().values():
        try:
            check_source(case, move)
            grant = access.may(where, case, loaded.step, move)
        except Refused:
            continue
        office = _office_at_hand(loaded, grant.office_id, offices)
        act = loaded.act(move.verb, move=move, actor=actor, office=office, role=grant.role, relation=grant.relation)
        try:
            check_acceptance(act)
        except Refused:
            continue
        found.append(Possible(move, tuple(check_guards(act)), grant.relation))
    return sorted(found, key=lambda one: (not one.ready, one.move.is_engine))


def possible_acts(loaded: Loaded, actor: User, where: Standing | None = None) -> list[ActKind]:
    """The acts without a move that a person may do on a case now; none of other stages, nor what a guard forbids."""
    case = loaded.case
    where = where or loaded.standing_of(actor)
    found: list[ActKind] = []
    offices: dict[int, Organisation] = {}
    for kind in acts_of(case.kind):
        if kind.hidden or not (case.is_open or kind.when_ended):
            continue
        grant = access.may_act(where, case, loaded.step, kind.by, is_note=kind.is_note)
        if grant is None:
            continue
        office = _office_at_hand(loaded, grant.office_id, offices)
        act = loaded.act(kind.name, actor=actor, office=office, role=grant.role, relation=grant.relation)
        if not any(guard(act) for guard in kind.guards):
            found.append(kind)
    return found


def _office_at_hand(loaded: Loaded, office_id: int, offices: dict[int, Organisation]) -> Organisation:
    """An office by id, read at most once for the list that `offices` belongs to."""
    if office_id not in offices:
        offices[office_id] = office_of(loaded, office_id)
    return offices[office_id]
