"""Guards that several phases share: severity, village, persons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework.levels import Level
from casework.models import Severity, Step

if TYPE_CHECKING:
    from casework.acting import Act

ENDING_VERBS = (
    "answer_information", "resolve", "close", "reject", "close_administratively", "withdraw", "declare_unresolved",
)  # fmt: skip
"""Acts by which somebody decided that the matter is over."""


def not_an_emergency(act: Act) -> Any:
    if act.case.is_emergency:
        return _("Tidak untuk kasus darurat. Turunkan tingkatnya dulu bila bahaya sudah lewat.")
    return None


def village_leaves_emergencies(act: Act) -> Any:
    """Guard 5: village users never close an E case."""
    if act.case.is_emergency and act.office is not None and act.office.level == Level.VILLAGE:
        return _("Kasus darurat tidak ditutup oleh desa. Limpahkan atau nyatakan darurat ke BP3MI.")
    return None


def not_by_whoever_ended(act: Act) -> Any:
    """Guard 6: who ended a case does not decide on its reopening."""
    if act.actor is not None and act.actor.pk in _ended_by(act):
        return _("Anda yang menutup kasus ini; pembukaan kembalinya diputuskan orang lain.")
    return None


def not_by_whoever_ended_reopened(act: Act) -> Any:
    """The same for a move that decides on a reopening only from `reopened`."""
    return not_by_whoever_ended(act) if act.case.state == "reopened" else None


def head_in_emergency(act: Act) -> Any:
    """In severity E the head himself."""
    if act.case.is_emergency and act.actor is not None and act.role != "head":
        return _("Untuk kasus darurat langkah ini dilakukan kepala kantor.")
    return None


def head_when_grave(act: Act) -> Any:
    """In severity E or H the head himself."""
    if act.case.severity != Severity.NORMAL and act.actor is not None and act.role != "head":
        return _("Untuk kasus tingkat darurat atau tinggi langkah ini dilakukan kepala kantor.")
    return None


def has_child_victim(act: Act) -> bool:
    """Whether a victim is a child today; the person a complaint is about is one."""
    return act.case.is_about_child(act.parties("victim"), act.today)


def _ended_by(act: Act) -> set[int]:
    """Who ended the case last, and who ended it in the act before its stage."""
    if act.case.ended_by_id is not None:
        return {act.case.ended_by_id}
    last = Step.objects.filter(process_id=act.case.pk, outcome__in=ENDING_VERBS).order_by("-seq").first()
    return {last.ended_by_id} if last is not None and last.ended_by_id else set()
