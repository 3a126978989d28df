"""Telling a walk in a terminal: who, where, which move, what the case is then, until when, and the trace."""

from __future__ import annotations

import shutil
import uuid
from textwrap import TextWrapper
from typing import Any

from django.core.management.base import OutputWrapper
from django.core.management.color import Style
from django.utils.translation import gettext as _

from casework import clock
from casework.clock import Calendar, Unit
from casework.deadlines import spans
from casework.history import act_label
from casework.models import Case, Deadline, Event
from casework.stages import flow_of
from config.demo.playing import Scene

WIDEST = 110
INDENT = 5
WORDS = 9
"""Columns of the word that says what a line is about."""


class Teller:
    """Writes the scenes of one walk, numbered."""

    def __init__(self, out: OutputWrapper, colour: Style) -> None:
        self.out = out
        self.style = colour
        self.number = 0
        self.told: dict[uuid.UUID, int] = {}
        self.width = min(shutil.get_terminal_size().columns, WIDEST)

    def begin(self, title: Any) -> None:
        self.out.write("")
        self.out.write(self.style.MIGRATE_HEADING(str(title)))
        self.out.write("=" * min(len(str(title)), self.width))

    def tell(self, scene: Scene) -> None:
        """Write one act: its label, then what is known of it, a line each."""
        self.number += 1
        case = scene.case
        acts = self._untold(case.uid, scene.seq)
        self.out.write("")
        self.out.write(self.style.MIGRATE_LABEL(f"{self.number:>3}. {', '.join(acts)}"))
        self._line(_("Siapa"), _who(scene))
        self._line(_("Kasus"), f"{case.number} {case.kind_label}: {case.headline()}")
        self._line(_("Tahap"), _state(scene))
        for words in _deadlines(case):
            self._line(_("Tenggat"), words)
        for words in self._beside(scene):
            self._line(_("Juga"), words)
        self.out.write(f"{_head(_('Jejak'))}#{scene.seq} {scene.hash}")

    def end(self, case: Case) -> None:
        """Say how the walk's case ended."""
        words = _("%(number)s berakhir: %(stage)s, setelah %(count)d langkah.") % {
            "number": case.number,
            "stage": case.stage_label,
            "count": self.number,
        }
        self.out.write("")
        self.out.write(self.style.SUCCESS(words))

    def _untold(self, chain: uuid.UUID, until: int) -> list[str]:
        """Labels of a case's events up to one, from the last that was told; those are told now."""
        since = self.told.get(chain, 0)
        self.told[chain] = until
        events = Event.objects.filter(case_uid=chain, seq__gt=since, seq__lte=until).order_by("seq")
        return [str(act_label(event.act)) for event in events]

    def _beside(self, scene: Scene) -> list[str]:
        """What the same act brought about on other cases."""
        moment = Event.objects.get(case_uid=scene.case.uid, seq=scene.seq).at
        latest = {event.case_uid: event.seq for event in Event.objects.filter(at=moment).order_by("seq")}
        others = Case.objects.filter(uid__in=latest.keys() - {scene.case.uid}).order_by("pk")
        return [
            f"{case.number} {_kind(case)}: {', '.join(self._untold(case.uid, latest[case.uid]))}" for case in others
        ]

    def _line(self, word: str, text: str) -> None:
        head = _head(word)
        wrapper = TextWrapper(
            self.width, initial_indent=head, subsequent_indent=" " * len(head), break_long_words=False
        )
        self.out.write("\n".join(wrapper.wrap(text)))


def _head(word: str) -> str:
    return " " * INDENT + word.ljust(WORDS)


def _kind(case: Case) -> str:
    return str(flow_of(case.kind).label)


def _who(scene: Scene) -> str:
    who = f"{scene.actor.full_name}, {scene.office}"
    if scene.second is None:
        return who
    return _("%(who)s; dikonfirmasi %(second)s") % {"who": who, "second": scene.second.full_name}


def _state(scene: Scene) -> str:
    """The stage the case is in, the one it came from, and who holds it."""
    case = scene.case
    stage = str(case.stage_label)
    if scene.state_before and scene.state_before != case.state:
        stage = f"{case.workflow().stage(scene.state_before).label} → {stage}"
    if case.holder is None:
        return _("%(stage)s; kasus berakhir") % {"stage": stage}
    held = _("%(stage)s; dipegang %(office)s") % {"stage": stage, "office": case.holder.short_name}
    if case.steps.filter(finished__isnull=True, accepted_at__isnull=True).exists():
        held = _("%(held)s, serah terima belum diterima") % {"held": held}
    return _("%(held)s; disegel") % {"held": held} if case.sealed else held


def _deadlines(case: Case) -> list[str]:
    """Every running deadline, the earliest first, each with how it was counted and on what ground."""
    running = case.deadlines.filter(met_at__isnull=True, ended_at__isnull=True).select_related("rule")
    in_order = sorted(running, key=lambda one: (one.due_at is None, one.due_at or one.started_at))
    return [f"{one.rule.name}. {_explained(one)}" for one in in_order]


def _explained(deadline: Deadline) -> str:
    rule = deadline.rule
    return clock.explain(
        deadline.started_at,
        deadline.due_at,
        deadline.amount,
        Unit(deadline.unit),
        Calendar.from_json(deadline.calendar),
        pauses=spans(deadline),
        extra=deadline.extra,
        code=rule.code,
        basis=rule.basis,
        mark=rule.mark,
    )
