"""System checks `kawal.E0..`: whether every workflow is sound.

A wrong workflow does not start: `manage.py check` names the workflow, the state or the move, and the fix.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.conf import settings
from django.core.checks import Error, register
from django.db.models import DecimalField
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from viewflow.workflow.lock import no_lock

from casework import rulebook
from casework.letters import template_of
from casework.stages import CaseFlow, Ended, Placement, Stage, flows

Finding = tuple[str, str]
"""Id without its prefix, and the message."""

_HOLDING_RELATIONS = {"holder", "sender", "receiver"}


@register("kawal")
def check_workflows(app_configs: Any = None, **_arguments: Any) -> list[Error]:
    """Check every installed workflow."""
    return [
        Error(f"{flow.kind}: {message}", id=f"kawal.{code}", obj=flow.__name__)
        for flow in flows().values()
        for code, message in problems_of(flow)
    ]


@register("kawal")
def check_state_machine_package(app_configs: Any = None, **_arguments: Any) -> list[Error]:
    """django-fsm and django-fsm-2 overwrite each other's module."""
    try:
        found = version("django-fsm")
    except PackageNotFoundError:
        return []
    return [
        Error(
            f"django-fsm {found} is installed beside django-fsm-2; both provide the module django_fsm.",
            hint="Make the virtual environment anew from the lock file.",
            id="kawal.E020",
        )
    ]


def problems_of(flow: type[CaseFlow]) -> Iterator[Finding]:
    """Everything that is unsound about a workflow."""
    wrong_ends = list(_moves_without_ends(flow))
    yield from wrong_ends
    if wrong_ends:
        return
    for check in _CHECKS:
        yield from check(flow)


def _moves_without_ends(flow: type[CaseFlow]) -> Iterator[Finding]:
    states = set(flow.stages())
    for move in flow.moves().values():
        for source in move.sources:
            if source not in states:
                yield "E007", f"the move {move.verb} starts from {source!r}, which is no state; declare it in the flow."
        if not move.goes_back and move.target not in states:
            yield "E007", f"the move {move.verb} leads to {move.target!r}, which is no state; declare it in the flow."


def _unreachable(flow: type[CaseFlow]) -> Iterator[Finding]:
    stages = flow.stages()
    reached = {name for name, stage in stages.items() if stage.entry}
    reached |= _closure(reached, lambda state: _following(flow, state))
    for name in stages:
        if name not in reached:
            yield "E001", f"no entry leads to the state {name}; add a move or make it an entry."


def _endless(flow: type[CaseFlow]) -> Iterator[Finding]:
    ended = {name for name, stage in flow.stages().items() if not stage.is_open}
    for name in flow.open_states():
        if not ended & _closure({name}, lambda state: _following(flow, state)):
            yield "E002", f"from the state {name} no end can be reached."


def _without_level(flow: type[CaseFlow]) -> Iterator[Finding]:
    for name, stage in _open_stages(flow):
        if not stage.level:
            yield "E003", f"the state {name} names no level that holds it."


def _without_rule(flow: type[CaseFlow]) -> Iterator[Finding]:
    known = _rule_codes()
    for name, stage in _open_stages(flow):
        if not stage.due:
            yield "E004", f"the state {name} has no deadline rule; an open case needs a clock."
        chain = () if callable(stage.due) else stage.due
        for code in [*chain, *(extra.rule for extra in stage.also)]:
            if code not in known:
                yield "E004", f"the state {name} names the rule {code!r}, which is not in the rulebook."
    for name, stage in flow.stages().items():
        if isinstance(stage, Ended):
            for code in stage.windows:
                if code not in known:
                    yield "E004", f"the state {name} names the window {code!r}, which is not in the rulebook."


def _without_escalation(flow: type[CaseFlow]) -> Iterator[Finding]:
    for name, stage in _open_stages(flow):
        if not stage.escalates_to:
            yield "E005", f"the state {name} does not say whom a missed deadline goes to."


def _without_move_for_an_officer(flow: type[CaseFlow]) -> Iterator[Finding]:
    for name, stage in _open_stages(flow):
        holding = _HOLDING_RELATIONS | ({str(stage.level)} if not isinstance(stage.level, Placement) else set())
        if isinstance(stage.level, Placement):
            holding |= {"village", "district", "bp3mi", "police", "legal_aid"}
        able = [
            move
            for move in flow.moves_from(name)
            if any(actor.relation in holding and actor.role == "officer" for actor in move.by)
        ]
        if not able:
            yield "E006", f"an ordinary officer of its holder can make no move from the state {name}."


def _without_translation(flow: type[CaseFlow]) -> Iterator[Finding]:
    english = _english()
    if english is None:
        return
    labels = {f"the state {name}": stage.label for name, stage in flow.stages().items()}
    labels |= {f"the move {verb}": move.label for verb, move in flow.moves().items()}
    labels["the workflow"] = flow.label
    for what, label in labels.items():
        if not label:
            yield "E008", f"{what} has no label."
        elif _is_lazy(label) and tuple(label._args) not in english:
            yield "E008", f"the label of {what}, {label._args[-1]!r}, is not translated in locale/en."


def _without_lock(flow: type[CaseFlow]) -> Iterator[Finding]:
    if flow.lock_impl is no_lock:
        yield "E009", "the flow uses viewflow's default, which locks nothing; derive it from CaseFlow."


def _nowhere_to_go_back(flow: type[CaseFlow]) -> Iterator[Finding]:
    stages = flow.stages()
    for move in flow.moves().values():
        if not move.goes_back:
            continue
        for source in move.sources:
            if stages[source].entry and not flow.states_before(source):
                yield (
                    "E010",
                    f"the move {move.verb} goes back from the entry {source}; a case may have no state before.",
                )
            elif not flow.states_before(source):
                yield "E010", f"the move {move.verb} goes back from {source}, which no other state leads to."
        for target in flow.targets_of(move):
            if not stages[target].is_open:
                yield "E010", f"the move {move.verb} could go back to the ended state {target}."


def _not_reopened(flow: type[CaseFlow]) -> Iterator[Finding]:
    for name, stage in flow.stages().items():
        if stage.is_open:
            continue
        leaving = flow.moves_from(name)
        if not stage.final and not leaving:
            yield "E011", f"the state {name} can be reopened, but no move does so; make it final or add one."
        if stage.final and leaving:
            yield "E011", f"the state {name} is final, but the move {leaving[0].verb} leaves it."


def _reopened_without_reason(flow: type[CaseFlow]) -> Iterator[Finding]:
    for name, stage in flow.stages().items():
        for move in flow.moves_from(name):
            if not stage.is_open and not move.reasons:
                yield "E012", f"the move {move.verb} reopens a case without a list of reasons."
    known = _reason_lists()
    for move in flow.moves().values():
        if move.reasons and f"reasons.{move.reasons}" not in known:
            yield (
                "E013",
                f"the move {move.verb} asks for a reason of the list {move.reasons!r}, which the rulebook lacks.",
            )


def _closings_that_lead_nowhere(flow: type[CaseFlow]) -> Iterator[Finding]:
    """A closing names a rule, a move that starts where the rule's period runs and ends the case, a reason, a letter."""
    stages, moves = flow.stages(), flow.moves()
    for closing in flow.closings:
        what = f"the closing after {closing.rule}"
        if closing.rule not in _rule_codes():
            yield "E014", f"{what} names a rule that is not in the rulebook."
        move = moves.get(closing.move)
        if move is None:
            yield "E014", f"{what} names the move {closing.move!r}, which there is not."
            continue
        if move.target not in stages or stages[move.target].is_open:
            yield "E014", f"{what} names the move {closing.move}, which does not end the case."
        for name, stage in _open_stages(flow):
            if not callable(stage.due) and closing.rule in stage.due and name not in move.sources:
                yield "E014", f"{what} ends in the state {name}, where the move {closing.move} does not start."
        if (closing.reason, f"reasons.{move.reasons}") not in _reasons() and (closing.reason or move.reasons):
            yield "E014", f"{what} gives the reason {closing.reason!r}, which the move {closing.move} does not know."
        if not _is_template(template_of(closing)):
            yield "E014", f"{what} has no letter: write templates/{template_of(closing)}."


def _too_many_digits(flow: type[CaseFlow]) -> Iterator[Finding]:
    """An act reads a case as JSON, whose numbers keep so many digits exactly."""
    for field in flow.process_class._meta.local_concrete_fields:
        if isinstance(field, DecimalField) and field.max_digits > sys.float_info.dig:
            yield "E015", f"the column {field.name} has more than {sys.float_info.dig} digits; lower max_digits."


_CHECKS: tuple[Callable[[type[CaseFlow]], Iterable[Finding]], ...] = (
    _unreachable,
    _endless,
    _without_level,
    _without_rule,
    _without_escalation,
    _without_move_for_an_officer,
    _without_translation,
    _without_lock,
    _nowhere_to_go_back,
    _not_reopened,
    _reopened_without_reason,
    _closings_that_lead_nowhere,
    _too_many_digits,
)


def _open_stages(flow: type[CaseFlow]) -> Iterator[tuple[str, Stage]]:
    for name, stage in flow.stages().items():
        if isinstance(stage, Stage):
            yield name, stage


def _following(flow: type[CaseFlow], state: str) -> set[str]:
    return {target for move in flow.moves_from(state) for target in flow.targets_of(move)}


def _closure(start: set[str], following: Callable[[str], set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        for target in following(waiting.pop()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return found


@cache
def _rows() -> Any:
    return rulebook.read_folder(*rulebook.folders())


def _rule_codes() -> set[str]:
    return {row.code for row in _rows().rules}


def _reason_lists() -> set[str]:
    return {row.list for row in _rows().entries}


def _reasons() -> set[tuple[str, str]]:
    return {(row.code, row.list) for row in _rows().entries}


def _is_template(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


@cache
def _english() -> set[tuple[str, ...]] | None:
    """Every Indonesian text with an English translation, with its context if it has one; None without a catalogue."""
    path = Path(settings.BASE_DIR) / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return {
            (message.context, str(message.id)) if message.context else (str(message.id),)
            for message in read_po(file)
            if message.id and message.string
        }


def _is_lazy(label: Any) -> bool:
    return hasattr(label, "_args")
