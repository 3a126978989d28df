"""What must hold for a referral's moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework.handover import kept_out

if TYPE_CHECKING:
    from casework.acting import Act

DONE_AT_POLICE = ("final", "stopped", "not_a_crime", "transferred")


def parent_is_open(act: Act) -> Any:
    parent = act.related.get(act.case.parent_id)
    if parent is None or not parent.is_open:
        return _("Rujukan dibuka dari kasus yang masih berjalan.")
    return None


def receiver_is_no_party(act: Act) -> Any:
    if act.case.receiver_id in act.offices_kept_out():
        return kept_out(act, act.case.receiver)
    return None


def police_keeps_trafficking_report(act: Act) -> Any:
    """Police do not give back trafficking once a report is filed."""
    report = getattr(act.case, "police_report", None)
    if act.case.must_be_kept() and report is not None and report.number:
        return _("Laporan perdagangan orang yang sudah terbit tidak dapat ditolak polisi.")
    return None


def police_work_is_done(act: Act) -> Any:
    """Police answer when the matter is final, stopped, not a crime or passed on."""
    if not act.case.is_to_police:
        return None
    report = getattr(act.case, "police_report", None)
    if report is None or report.status not in DONE_AT_POLICE:
        return _(
            "Polisi menjawab bila perkara inkracht, dihentikan, bukan pidana atau dilimpahkan. "
            "Catat perkembangannya dulu."
        )
    return None


def may_be_recalled(act: Act) -> Any:
    if act.case.must_be_kept():
        return _("Rujukan perdagangan orang ke polisi tidak dapat ditarik.")
    return None
