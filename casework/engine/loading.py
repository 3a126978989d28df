"""Locking and reading what an act needs, in the one order: persons, cases by id, then the rest."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from casework import access, rulebook
from casework.access import Standing
from casework.acting import Act, PastStep
from casework.engine.rebuilding import columns_of, parse, rebuild
from casework.errors import NotPossible
from casework.locks import LocksMissing, have_locked_cases, lock_cases, lock_people, order_of_cases
from casework.models import Case, Deadline, Organisation, Party, Person, Region, Step, User
from casework.moves import Move
from casework.prepared import prepared_cursor
from casework.stages import flow_of

RELATED = frozenset({"parent", "children", "linked"})
PROPOSED = "proposed"
"""What the event of a proposed act is called."""

_READ = (
    "SELECT kawal_read_act(%s::bigint, %s::bigint, %s::jsonb, %s::uuid, %s::bool, %s::bool, %s::text, %s::bool,"
    " %s::bigint[], %s::bigint)::text"
)


@dataclass(frozen=True)
class Handled:
    """A request that was already handled: its answer, the case it was about and who sent it."""

    answer: dict[str, Any]
    case_id: int
    actor_id: int | None

    def answered(self, actor: User | None, case_id: int | None = None) -> dict[str, Any]:
        """The first answer again. Raises NotPossible when the request was another person's or another case's.

        `actor` is None for what an operator's command does.
        """
        if self.actor_id != (actor.pk if actor else None) or case_id not in (None, self.case_id):
            raise NotPossible(_("Formulir ini sudah dipakai untuk hal lain. Buka halamannya sekali lagi."))
        return self.answer

    @property
    def is_proposal(self) -> bool:
        """Whether the request only proposed its act, for a second person to confirm."""
        return str(self.answer.get("act", "")).endswith(f".{PROPOSED}")


@dataclass
class Loaded:
    """A case as it stands under its lock, with the related cases that the act looks at.

    `standing` is that of the person it was read for; `deadlines` those that run, `parties` those of today,
    `steps` the earlier ones, newest first; each None where it was not read; `was_in`, of the stage that was asked
    for, whether the case was in it before. `below` are the ids of the open
    cases below it, which are not locked by that. `offices` are others that were read by id, each once.
    """

    case: Case
    step: Step | None
    now: datetime
    reference_version: int
    handled: Handled | None
    related: dict[int, Case] = field(default_factory=dict)
    links: dict[int, set[int]] = field(default_factory=dict)
    below: tuple[int, ...] = ()
    standing: Standing | None = None
    deadlines: list[Deadline] | None = None
    parties: list[Party] | None = None
    steps: list[PastStep] | None = None
    was_in: dict[str, bool] = field(default_factory=dict)
    offices: dict[int, Organisation] = field(default_factory=dict)

    def standing_of(self, actor: User) -> Standing:
        """Where a person stands towards the case; one query unless it was read for him."""
        return self.standing if self.standing is not None else access.standing(actor, self.case)

    def act(self, verb: str, *, move: Move | None = None, **more: Any) -> Act:
        """An act on the case with everything that was read for it."""
        return Act(
            case=self.case,
            step=self.step,
            now=self.now,
            reference_version=self.reference_version,
            verb=verb,
            move=move,
            related=self.related,
            linked_ids=frozenset(self.links.get(self.case.pk, ())),
            below=self.below,
            _deadlines=self.deadlines,
            _parties=self.parties,
            _steps=self.steps,
            _was_in=self.was_in,
            **more,
        )


def load(
    case_id: int,
    *,
    looks_at: frozenset[str],
    person_id: int | None,
    request_id: uuid.UUID | None,
    actor: User | None = None,
    history: bool = False,
    entering: str | None = None,
) -> Loaded:
    """Lock a case with what a move looks at, then read them; one statement. Call within `in_order()`.

    Arguments: `actor`, whose standing is read with it; `history`, whether the earlier steps are;
    `entering`, the stage of which it is read whether the case was in it before.
    What is linked is looked at again after the wait; LocksMissing when something was linked meanwhile, or
    when what is wanted can no longer be locked in order.
    """
    if "person" in looks_at and person_id:
        lock_people([person_id])
    near = bool(looks_at & RELATED)
    return _read(case_id, request_id, actor, near=near, history=history, entering=entering, locks=True)


def open_below(act: Act, ids: Collection[int] | None = None) -> Iterator[Loaded]:
    """The open cases below one, or those of them named by id, locked, as they stand then.

    What the act has read already is not read again, so that what it changed there stays.
    """
    wanted = [pk for pk in act.below if ids is None or pk in ids]
    if wanted:
        lock_cases(_with_all_below(wanted))
    for pk in wanted:
        if (read := act.related.get(pk)) is not None:
            below = tuple(Case.objects.open().filter(parent=pk).order_by("pk").values_list("pk", flat=True))
            now = max(act.now, read.last_act_at)
            yield Loaded(read, last_step(read), now, act.reference_version or 0, None, below=below)
        else:
            loaded = load(pk, looks_at=frozenset(), person_id=None, request_id=None)
            if loaded.case.is_open:
                yield loaded


def _with_all_below(ids: Collection[int]) -> list[int]:
    """Cases and all that is open below them, however deep: what follows is locked in one go; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below AS (
                SELECT id FROM casework_case WHERE id = ANY (%s)
                UNION SELECT c.id FROM casework_case c JOIN below b ON c.parent_id = b.id WHERE c.finished IS NULL
            ) SELECT id FROM below
            """,
            [list(ids)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def look(case: Case, *, actor: User | None = None) -> Loaded:
    """A case with what is related to it as it stands, unlocked: good for showing, not for deciding."""
    return _read(case.pk, None, actor, near=True, history=False, entering=None, locks=False)


def _read(
    case_id: int,
    request_id: uuid.UUID | None,
    actor: User | None,
    *,
    near: bool,
    history: bool,
    entering: str | None,
    locks: bool,
) -> Loaded:
    user_id = actor.pk if actor is not None else None
    held, highest = order_of_cases()
    with prepared_cursor() as cursor:
        cursor.execute(
            _READ, [case_id, user_id, access.ROLES, request_id, near, history, entering, locks, held, highest]
        )
        (text,) = cursor.fetchone()
    if text is None:
        raise Case.DoesNotExist(case_id)
    found = parse(text)
    if "missing" in found:
        raise LocksMissing(cases=found["missing"])
    if locks:
        have_locked_cases(found["locked"] or ())
    loaded = _loaded(found, actor)
    if entering is not None:
        loaded.was_in[entering] = found["was_in"]
    return loaded


def _loaded(found: dict[str, Any], actor: User | None) -> Loaded:
    offices = {row["id"]: rebuild(Organisation, row) for row in found["offices"]}
    people = {row["id"]: rebuild(User, row) for row in found["people"] or ()}
    if actor is not None:
        people[actor.pk] = actor
    version = found["version"] or 0
    case = _case(found["it"], offices)
    attach(case, officer=people)
    step = _step(found["step"], offices, people) if found["step"]["id"] is not None else None
    handled = found["handled"]
    return Loaded(
        case=case,
        step=step,
        now=max(datetime.fromisoformat(found["now"]), case.last_act_at),
        reference_version=version,
        handled=Handled(**handled) if handled else None,
        related={one.pk: one for one in (_case(rows, offices) for rows in found["near"] or ())},
        links=_links(found["links"] or ()),
        below=tuple(found["children"] or ()),
        standing=access.standing_from(found["standing"]) if found["standing"] else None,
        deadlines=[_deadline(row, version) for row in found["deadlines"] or ()],
        parties=[_party(row, case) for row in found["parties"] or ()],
        steps=None if found["steps"] is None else [
            PastStep(seq, state, offices[holder_id], *more) for seq, state, holder_id, *more in found["steps"]
        ],
    )  # fmt: skip


def _case(rows: dict[str, Any], offices: dict[int, Organisation]) -> Case:
    case = rebuild(flow_of(rows["case"]["kind"]).process_class, {**rows["case"], **rows["own"]})
    remember(case)
    attach(case, holder=offices, opener=offices)
    case._state.fields_cache["person"] = rebuild(Person, rows["person"]) if rows["person"] else None
    case._state.fields_cache["region"] = rebuild(Region, rows["region"]) if rows["region"] else None
    return case


def _step(row: dict[str, Any], offices: dict[int, Organisation], people: dict[int, User]) -> Step:
    step = rebuild(Step, row)
    attach(step, holder=offices, sent_by=offices, owner=people)
    return step


def _party(row: dict[str, Any], case: Case) -> Party:
    party = rebuild(Party, row)
    if party.person_id == case.person_id:  # of parties on record nearly always; another is read by who asks for him
        party._state.fields_cache["person"] = case.person
    return party


def _deadline(row: dict[str, Any], version: int) -> Deadline:
    deadline = rebuild(Deadline, row)
    deadline.rule = rulebook.rule_by_id(deadline.rule_id, version)
    return deadline


def attach(row: Any, **known: Any) -> None:
    """Give a row the related rows that were read with it, so that asking for them costs nothing."""
    for name, by_id in known.items():
        row._state.fields_cache[name] = by_id.get(getattr(row, f"{name}_id"))


def read_batch(kinds: Mapping[int, str]) -> dict[int, Case]:
    """Many cases as instances of their kinds, by ascending id, to be looked at only; one statement per kind and two.

    Offices and regions, of which there are few, are read once for all of them.
    """
    cases: dict[int, Case] = {}
    for kind in set(kinds.values()):
        wanted = [pk for pk, of in kinds.items() if of == kind]
        cases.update((one.pk, one) for one in flow_of(kind).process_class.objects.filter(pk__in=wanted))
    offices = Organisation.objects.in_bulk({pk for one in cases.values() for pk in (one.holder_id, one.opener_id)})
    regions = Region.objects.in_bulk({one.region_id for one in cases.values()} - {None})
    for one in cases.values():
        attach(one, holder=offices, opener=offices, region=regions)
    return dict(sorted(cases.items()))


def last_step(case: Case) -> Step | None:
    """The open step, or of an ended case the last one; one query."""
    return Step.objects.select_related("holder", "sent_by").filter(process_id=case.pk).order_by("-seq").first()


def remember(case: Case) -> None:
    """Keep the column values as read, so that only what changed is written."""
    held = vars(case)
    case.as_read = {name: held[name] for name in columns_of(type(case)) if name in held}


def _links(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    links: dict[int, set[int]] = {}
    for one, other in pairs:
        links.setdefault(one, set()).add(other)
        links.setdefault(other, set()).add(one)
    return links


def read_context(request_id: uuid.UUID | None) -> tuple[datetime, int, Handled | None]:
    """The time, the version of the reference data, and the answer already given to a request; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kawal_now(), (SELECT version FROM casework_referenceversion), h.answer::text, h.case_id, h.actor_id"
            " FROM (VALUES (1)) AS one LEFT JOIN casework_handledrequest h ON h.request_id = %s",
            [request_id],
        )
        now, version, answer, case_id, actor_id = cursor.fetchone()
    return now, version or 0, Handled(parse(answer), case_id, actor_id) if answer else None
