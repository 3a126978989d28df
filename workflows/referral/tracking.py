"""What the police did about a referred matter, as the offices that wait for it read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access, rulebook
from casework.access import Depth
from casework.clock import format_local_date
from casework.levels import Level
from casework.models import Case, CaseLink, Deadline, User
from casework.screens.deadlines import deadlines_shown
from casework.screens.seeing import Seen
from workflows.referral.models import PoliceReport, Referral

_DATES = ("reported_on", "investigation_ordered_on", "spdp_on")


def police_of(seen: Seen, user: User) -> list[dict[str, Any]]:
    """The police's progress on the referrals that belong to a case, as far as this person may read it.

    Of a referral it is its own; of every other case that of its referrals; of a legal-aid case also that of
    the cases it is linked with. At most four queries, one more for each referral found.
    """
    found = list(
        Referral.objects.visible_to(user)
        .filter(_belonging_to(seen.case), receiver__level=Level.POLICE)
        .select_related("holder", "police_report")
        .prefetch_related("police_report__notices")
        .order_by("created")
    )
    running = _expected(found)
    return [_shown(one, running.get(one.pk, []), seen, user) for one in found]


def _belonging_to(case: Case) -> Q:
    if case.kind == Referral.workflow().kind:
        return Q(pk=case.pk)
    if case.kind != "legal_aid":
        return Q(parent=case)
    links = CaseLink.objects.filter(Q(one=case) | Q(other=case), until__isnull=True)
    linked = {pk for pair in links.values_list("one", "other") for pk in pair if pk != case.pk}
    asked_by = Referral.objects.filter(pk__in=linked).values_list("parent_id", flat=True)
    return Q(parent__in=[case.pk, *linked, *asked_by])


def _expected(referrals: Iterable[Referral]) -> dict[int, list[Deadline]]:
    """What is still expected of the police, the earliest first, by referral; one query."""
    found: dict[int, list[Deadline]] = {}
    deadlines = Deadline.objects.filter(
        case__in=[one.pk for one in referrals],
        kind=Deadline.Kind.EXPECTED,
        met_at__isnull=True,
        ended_at__isnull=True,
    )
    for deadline in deadlines.select_related("rule", "duty_of").order_by("due_at"):
        found.setdefault(deadline.case_id, []).append(deadline)
    return found


def _shown(referral: Referral, expected: list[Deadline], seen: Seen, user: User) -> dict[str, Any]:
    """One referral's progress: who sees its status only reads dates, nothing of the matter."""
    depth = access.view_of(user, referral)
    report = getattr(referral, "police_report", None)
    own_page = referral.pk == seen.case.pk
    return {
        "number": referral.number,
        "url": reverse("case", args=[referral.uid]),
        "stage": referral.stage_label,
        "facts": _facts(report, referral, depth) if report is not None else [],
        "expected": [] if own_page else deadlines_shown(expected, seen.now, seen.loaded.reference_version),
        "is_late": any(deadline.due_at is not None and deadline.due_at < seen.now for deadline in expected),
        "is_theirs": depth == Depth.FULL and _is_with_police(referral),
    }


def _is_with_police(referral: Referral) -> bool:
    return referral.holder is not None and referral.holder.level == Level.POLICE


def _facts(report: PoliceReport, referral: Referral, depth: Depth) -> list[tuple[Any, str]]:
    """Label and value of what this person may read, in the order in which it happens."""
    dates = [(_label(name), _day(getattr(report, name))) for name in _DATES]
    if depth < Depth.MONITOR:
        return [] if referral.sealed else [fact for fact in dates if fact[1]]
    investigator = ", ".join(part for part in (report.investigator, report.investigator_phone) if part)
    notices = sorted(report.notices.all(), key=lambda notice: (notice.dated, notice.pk))
    facts = [
        (_label("number"), report.number),
        (_label("status"), rulebook.label("police_statuses", report.status)),
        (_label("unit"), report.unit),
        (_label("investigator"), investigator),
        (_label("difficulty"), report.get_difficulty_display()),
        *dates,
        *((rulebook.label("sp2hp_codes", notice.code), _day(notice.dated)) for notice in notices),
    ]
    return [fact for fact in facts if fact[1]]


def _label(name: str) -> Any:
    column: Any = PoliceReport._meta.get_field(name)
    return column.verbose_name


def _day(day: date | None) -> str:
    return format_local_date(day) if day else ""


def panel(seen: Seen, user: User) -> dict[str, Any] | None:
    """The section "police progress" of a case's page; None where nothing was reported to the police.

    Nor on a sealed case whose status alone is shown: that it went to the police says what it is about.
    """
    if seen.case.sealed and not seen.in_full:
        return None
    tracks = police_of(seen, user)
    return {"title": _("Perkembangan polisi"), "tracks": tracks} if tracks else None
