"""What a journey and its linked complaints do to one another in one act (guards 1, 2 and 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework import rulebook
from casework.history import declare_event
from casework.models import Case, CaseLink, Severity
from casework.stages import flow_of

if TYPE_CHECKING:
    from casework.acting import Act
    from workflows.journey.models import PmiJourney

declare_event("journey_death", _("Kematian dicatat pada perjalanan yang tertaut"))
declare_event("journey_death_annulled", _("Catatan kematian pada perjalanan yang tertaut dibatalkan"))
declare_event("journey_withdrawn", _("Pekerja mengundurkan diri dari perjalanan yang tertaut"))

DEATH_FILE = "death_handling"


def open_complaint(act: Act, category: str, summary: str, **more: Any) -> None:
    """Open a complaint about the journey's worker in the same act, linked with the journey."""
    act.open_case(
        flow_of("complaint").process_class,
        link_kind=CaseLink.Kind.JOURNEY,
        category=category,
        summary=summary,
        person=act.case.person,
        **more,
    )


def is_linked(act: Act, *categories: str) -> bool:
    """Whether an open complaint of one of these categories is linked."""
    return any(complaint.category in categories for complaint in act.linked_open("complaint"))


def report_suspicion(act: Act, summary: str, *, leaving_now: bool) -> None:
    """A sealed complaint stands beside a suspicion; of somebody about to leave it is an emergency."""
    flagging = [
        entry.code
        for entry in rulebook.entries("complaint_categories", "", act.today, act.reference_version)
        if entry.attributes.get("flags_suspicion")
    ]
    fitting = [complaint for complaint in act.linked_open("complaint") if complaint.category in flagging]
    if not fitting:
        severity = {"severity": Severity.EMERGENCY} if leaving_now else {}
        open_complaint(act, "illegal_recruitment", summary, seal=True, **severity)
    elif leaving_now and not act.by_system and not any(complaint.is_emergency for complaint in fitting):
        act.also(fitting[0], "raise_emergency", danger=summary)


def record_death(act: Act) -> None:
    """One linked complaint becomes the death file; the holders of the others are told (guard 4)."""
    if act.by_system:
        return
    complaints = act.linked_open("complaint")
    emergencies = [complaint for complaint in complaints if complaint.is_emergency]
    file = next((one for one in emergencies if one.state == DEATH_FILE), emergencies[0] if emergencies else None)
    facts = {name: act.data.get(name) for name in ("died_on", "place", "cause", "source", "known_at")}
    if file is None:
        open_complaint(act, "death", _summary(facts), state=DEATH_FILE, severity=Severity.EMERGENCY, **facts)
    elif file.state != DEATH_FILE:
        act.also(file, "record_death", summary=_summary(facts), **facts)
    _tell(act, [one for one in complaints if one is not file], "journey_death")


def annul_death(act: Act) -> None:
    """Take the death back from the linked death file too.

    A file that was opened with the death has no earlier stage to go back to: its holder is told and
    decides what remains of it.
    """
    if act.by_system:
        return
    for file in act.linked_open("complaint"):
        if file.state == DEATH_FILE and file.steps.exclude(state=DEATH_FILE).exists():
            severity = act.data.get("severity") or Severity.NORMAL
            reason = {name: act.data.get(name) for name in ("reason", "reason_text")}
            act.also(file, "annul_death", severity=severity, **reason)
        else:
            act.tell(file, "journey_death_annulled")


def tell_of_death(act: Act) -> None:
    """A death before the departure moves no complaint; its holders are told."""
    if not act.by_system:
        _tell(act, act.linked_open("complaint"), "journey_death")


def tell_of_withdrawal(act: Act) -> None:
    _tell(act, act.linked_open("complaint"), "journey_withdrawn")


def is_trafficking(case: Case) -> bool:
    """Whether a linked open complaint is about trafficking. One query."""
    return _of_trafficking(case).exists()


def owes_first_aid(case: PmiJourney) -> bool:
    """Whether a victim of trafficking still waits for first aid (D16, UU 21/2007 Art 53). One query."""
    return case.first_aid_on is None and _of_trafficking(case).filter(first_aid_on__isnull=True).exists()


def owes_recovery(case: PmiJourney) -> bool:
    """Whether rehabilitation, return or reintegration of a victim has not begun (D15, UU 21/2007 Art 52). One query."""
    return case.recovery_on is None and _of_trafficking(case).filter(recovery_on__isnull=True).exists()


def _of_trafficking(case: Case) -> Any:
    complaints = flow_of("complaint").process_class.objects
    if case.pk is None:
        return complaints.none()
    linked = Q(links_from__other=case.pk, links_from__until__isnull=True)
    linked |= Q(links_to__one=case.pk, links_to__until__isnull=True)
    return complaints.filter(linked, finished__isnull=True, is_trafficking=True)


def _tell(act: Act, cases: list[Case], what: str) -> None:
    for case in cases:
        act.tell(case, what)


def _summary(facts: dict[str, Any]) -> str:
    return "; ".join(str(facts[name]) for name in ("place", "cause", "source") if facts[name])
