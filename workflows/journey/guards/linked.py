"""Guards about other cases: complaints linked with the journey, and other journeys of the same person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from casework.acting import Act
from casework.models import Case, Severity
from casework.people import open_cases_of, record_of

GRAVE = (Severity.EMERGENCY, Severity.HIGH)


def no_other_open_journey(act: Act) -> Any:
    """One open journey per person, under whatever row he was entered (guard 10).

    What somebody typed about a person he may not see does not tell him of that person's journeys: the case
    is opened, and the offices that hold them are told.
    """
    person = act.case.person
    if person is None:
        return None
    record = record_of(person)
    ending = {case.pk for case in act.related.values() if case.finished is not None}
    others = [
        case
        for case in open_cases_of(record)
        if case.kind == act.case.kind and case.pk != act.case.pk and case.pk not in ending
    ]
    if others:
        return _("Orang ini masih mempunyai perjalanan yang berjalan. Selesaikan atau lanjutkan perjalanan itu.")
    return None


def no_complaint_open(act: Act) -> Any:
    return _told(act.linked_open("complaint"))


def no_emergency_open(act: Act) -> Any:
    """No linked complaint of severity E is open."""
    return _told([case for case in act.linked_open("complaint") if case.severity == Severity.EMERGENCY])


def no_grave_complaint_open(act: Act) -> Any:
    """No linked complaint of severity E or H is open (guards 1 and 2)."""
    return _told([case for case in act.linked_open("complaint") if case.severity in GRAVE])


def others_may_go_on(act: Act) -> Any:
    """Cases that stay open after the journey need the worker's written consent (guard 2)."""
    if "consent_to_open_cases" in act.data and staying_open(act) and not act.data["consent_to_open_cases"]:
        return _("Masih ada kasus yang berjalan. Perlu persetujuan tertulis PMI bahwa kasus itu tetap berjalan.")
    return None


def complaint_is_named(act: Act) -> Any:
    """A linked open complaint is there, or the form says enough to open one."""
    if "category" in act.data and not act.data["category"] and not act.linked_open("complaint"):
        return _("Belum ada pengaduan yang tertaut. Pilih pokok masalah untuk membukanya.")
    return None


def staying_open(act: Act) -> list[Case]:
    """Linked complaints and legal-aid cases that go on after the journey."""
    return [*act.linked_open("complaint"), *act.linked_open("legal_aid")]


def _told(open_cases: list[Case]) -> Any:
    if open_cases:
        return _("Pengaduan %(numbers)s masih terbuka.") % {"numbers": ", ".join(case.number for case in open_cases)}
    return None
