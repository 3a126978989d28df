"""The page of a case: where it is, what you can do, what is missing, what happened."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import dateformat
from django.utils.translation import gettext as _

from casework import clock
from casework.access import Depth
from casework.acts import ActKind
from casework.clock import Unit
from casework.engine import Possible, possible_acts, possible_moves
from casework.history import Timeline, act_label, timeline
from casework.models import Case, Deadline, Proposal, Step
from casework.models.case import Severity
from casework.moves import Move
from casework.roles import Permission
from casework.screens import casefile
from casework.screens.additions import case_links, case_panels
from casework.screens.deadlines import deadlines_shown, running_deadlines
from casework.screens.drawing import drawing
from casework.screens.frame import user_of, zone_of
from casework.screens.handovers import handovers_shown, record_urls, steps_of, who_has_the_ball, who_holds
from casework.screens.seeing import Seen, see
from casework.screens.usual import in_usual_order, is_exceptional, label_of

_ANSWERS = ("accept_handover", "return_handover")
SEVERITY_KINDS = {Severity.EMERGENCY: "very-late", Severity.HIGH: "late"}


@login_required
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A case as deep as this person sees it; `?riwayat=` goes on with older events."""
    seen = see(request, uid)
    context: dict[str, Any] = {
        "case": seen.case,
        "bar": identity_bar(seen),
        "zone": zone_of(request),
        "moves": [],
        "missing": [],
        "panels": case_panels(seen, user_of(request)),
    }
    _add_moves(context, seen, request)
    if not seen.in_full:
        steps = steps_of(seen.case)
        context["ball"] = who_has_the_ball(seen, zone_of(request), steps)
        context["held"] = who_holds(seen, zone_of(request), steps)
        context["ask_head_of"] = None if _is_head_of_holder(seen) else seen.case.holder
        context["notes_only"] = [
            {"label": one.kind.label, "url": _act_url(seen.case, one.kind)}
            for one in possible_acts(seen.loaded, user_of(request), seen.where)
            if one.kind.is_note and one.ready
        ]
        return render(request, "screens/case/status.html", context)
    running = running_deadlines(seen.case)
    history = timeline(seen.case, seen.depth, before=_number(request.GET.get("riwayat")))
    acts = possible_acts(seen.loaded, user_of(request), seen.where)
    context["missing"] += [{"label": one.kind.label, "reasons": one.missing} for one in acts if not one.ready]
    shown = deadlines_shown(running, seen.now, seen.loaded.reference_version)
    steps = steps_of(seen.case)
    for entry in history.entries:
        entry.record = record_urls(seen.case, steps).get(entry.step or 0, "")
    context |= {
        "ball": who_has_the_ball(seen, zone_of(request), steps, history),
        "held": who_holds(seen, zone_of(request), steps),
        "handovers": handovers_shown(seen.case, steps, zone_of(request)),
        "headline": seen.case.headline(),
        "person": seen.case.person,
        "drawing": _drawing(seen, steps, running, shown, history),
        "acts": _acts(seen, [one.kind for one in acts if one.ready]),
        "may_link": seen.depth == Depth.FULL and seen.case.is_open,
        "may_refer": seen.depth == Depth.FULL and seen.case.is_open and seen.case.parent_id is None,
        **_proposals(seen, request),
        "deadlines": shown,
        "history": history,
        "links": case_links(seen.case) if seen.depth == Depth.FULL else [],
        "older_url": f"?riwayat={history.older}#riwayat" if history.older else "",
        **casefile.contents(seen, user_of(request)),
    }
    return render(request, "screens/case/case.html", context)


def identity_bar(seen: Seen) -> dict[str, Any]:
    """Number, kind, severity, stage, holder and due date, as `identity_bar.html` takes them; at most one query."""
    one = seen.case
    bar = {
        "number": one.number,
        "type_label": one.kind_label,
        "severity": one.get_severity_display() if seen.in_full else "",
        "severity_class": SEVERITY_KINDS.get(Severity(one.severity), ""),
        "sealed": one.sealed,
        "stage": one.stage_label,
        "holder": str(one.holder) if one.holder else "",
        "officer": str(one.officer) if one.officer and seen.in_full else "",
    }
    if one.due_at is not None and one.holder is not None:
        deadline = (
            Deadline.objects.filter(case_id=one.pk, due_at=one.due_at, met_at__isnull=True, ended_at__isnull=True)
            .exclude(kind=Deadline.Kind.EXPECTED)
            .values_list("unit", flat=True)
            .first()
        )
        calendar = clock.calendar_for(one.holder, seen.loaded.reference_version)
        unit = Unit(deadline or Unit.CALENDAR_DAYS)
        words = clock.in_words(one.due_at, seen.now, unit, calendar)
        day = calendar.day_of(one.due_at)
        short = _("Terlambat") if words.css_class == "late" else dateformat.format(day, "j M")
        bar |= {
            "due_words": f"{clock.format_local_date(day)}, {words.text}",
            "due_short": words.text if unit == Unit.HOURS or day == calendar.day_of(seen.now) else short,
            "due_class": words.css_class,
        }
    return bar


def _is_head_of_holder(seen: Seen) -> bool:
    here = [each for each in seen.where.works_in if each.office_id == seen.case.holder_id]
    return any(Permission.SIGN in each.permissions for each in here)


def _add_moves(context: dict[str, Any], seen: Seen, request: HttpRequest) -> None:
    """Ready moves as buttons, the usual first, those that end the case last; the others with what is missing."""
    possible = _in_order(seen, possible_moves(seen.loaded, user_of(request), seen.where))
    for one in possible:
        move = one.move
        if one.ready:
            usual = not context["moves"] and not is_exceptional(move)
            context["moves"].append(
                {
                    "label": label_of(one),
                    "url": reverse("move", args=[seen.case.uid, move.verb]),
                    "danger": not usual and _ends(seen.case, move),
                    "stands_back": not usual,
                }
            )
        elif not move.is_engine:
            context["missing"].append({"label": move.label, "reasons": one.missing})


def _in_order(seen: Seen, possible: Iterable[Possible]) -> list[Possible]:
    """The moves in usual order, those that end the case otherwise last.

    Answering or recalling a hand-over that waits stands before everything else. What an office that does not hold the
    case could enter for others is not what it does next.
    """
    by_verb = {each.move.verb: each for each in possible}
    ready = {verb for verb, each in by_verb.items() if each.ready}
    holds = any(office.office_id == seen.case.holder_id for office in seen.where.works_in)
    for_others = {verb for verb, each in by_verb.items() if each.records_for and not holds}
    moves = in_usual_order(seen.case.kind, seen.case.state, [each.move for each in by_verb.values()])
    usual = next((m for m in moves if m.verb in ready - for_others and not is_exceptional(m)), None)

    def place(move: Move) -> tuple[bool, ...]:
        return (
            not (move.verb in _ANSWERS and "accept_handover" in ready),
            not (move.verb == "recall_handover" and move.verb in ready),
            move is not usual,
            move.verb in for_others,
            _ends(seen.case, move),
        )

    return [by_verb[move.verb] for move in sorted(moves, key=place)]


def _ends(one: Case, move: Move) -> bool:
    stages = one.workflow().stages()
    return move.target in stages and not stages[move.target].is_open


def _acts(seen: Seen, kinds: Iterable[ActKind]) -> list[dict[str, Any]]:
    """The acts without a move: notes and what only this kind of case has in view, the rest folded."""
    groups: dict[str, dict[str, Any]] = {
        "notes": {"title": _("Catat"), "acts": [], "is_open": True},
        "others": {"title": _("Dokumen, pihak, tingkat dan lainnya"), "acts": []},
    }
    for kind in kinds:
        group = "notes" if kind.is_note or kind.kinds else "others"
        groups[group]["acts"].append({"label": kind.label, "url": _act_url(seen.case, kind)})
    return [group for group in groups.values() if group["acts"]]


def _act_url(one: Case, kind: ActKind) -> str:
    return reverse("act", args=[one.uid, kind.name])


def _proposals(seen: Seen, request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """What waits for a decision: acts for their second person, closings for the head of the holder; how earlier

    closings ended, with the letter that went out. One query.
    """
    shown = seen.case.proposals.filter(Q(settled_at__isnull=True) | Q(proposed_by__isnull=True))
    rows: dict[str, list[dict[str, Any]]] = {"proposals": [], "closings": [], "settled_closings": []}
    for one in shown.select_related("proposed_by", "office").order_by("pk"):
        went_out = one.settled_as == Proposal.Settled.DONE and one.is_closing
        settled = "settled_closings" if one.settled_at else "closings"
        rows[settled if one.is_closing else "proposals"].append(
            {
                "letter_url": reverse("closing_letter", args=[seen.case.uid, one.pk]) if went_out else "",
                "how": one.get_settled_as_display(),
                "settled_at": one.settled_at,
                "label": act_label(f"{seen.case.kind}.{one.act}"),
                "url": reverse("proposal", args=[seen.case.uid, one.pk]),
                "who": f"{one.proposed_by}, {one.office}",
                "office": one.office,
                "at": one.proposed_at,
                "is_own": one.proposed_by_id == request.user.pk,
            }
        )
    return rows


def _drawing(
    seen: Seen, steps: list[Step], running: list[Deadline], shown: list[dict[str, Any]], history: Timeline
) -> dict[str, Any]:
    anchors = {entry.step: f"#{entry.anchor}" for entry in history.entries if entry.step is not None}
    due_words = next(
        (
            words["due_short"]
            for deadline, words in zip(running, shown, strict=True)
            if deadline.due_at == seen.case.due_at and deadline.kind != Deadline.Kind.EXPECTED
        ),
        "",
    )
    return drawing(seen.case, steps, seen.now, due_words=due_words, anchors=anchors)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
