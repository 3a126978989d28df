"""Guards about ending a journey and taking it up again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from casework import clock
from casework.acting import Act

RECORDED_FOR_THE_PERSON = ("withdraw",)
"""Endings that were the worker's own act: whoever wrote them down decided nothing."""

UNTRACED_AFTER = timedelta(days=730)
LATE_ENTRY_YEARS = 1


def reminders_went_out(act: Act) -> Any:
    """The period for completing the file has passed (D32); both reminders are asked for by the form."""
    running = [deadline for deadline in act.deadlines() if deadline.rule.code == "D32"]
    if any(deadline.due_at and deadline.due_at > act.now for deadline in running):
        return _("Tenggat melengkapi berkas belum lewat.")
    return None


def ended_by_another(act: Act) -> Any:
    """Who ended a case does not decide on its reopening (guard 6)."""
    if act.step is not None and act.step.outcome in RECORDED_FOR_THE_PERSON:
        return None
    if act.actor is not None and act.actor.pk == act.case.ended_by_id:
        return _("Anda yang mengakhiri perjalanan ini; pembukaan kembali diputuskan orang lain.")
    return None


def objection_is_in_time(act: Act) -> Any:
    """Within 14 working days of the rejection; at any time once its cause is cured."""
    reason = act.data.get("reason")
    if reason and reason != "cause_cured" and not _window_open(act, "journey.rejected"):
        return _(
            "Tenggat keberatan sudah lewat. Perjalanan hanya dapat dibuka lagi bila sebab penolakan sudah teratasi."
        )
    return None


def within_reopening_time(act: Act) -> Any:
    if not _window_open(act, "D41"):
        return _("Jangka waktu pembukaan kembali sudah lewat. Daftarkan perjalanan baru.")
    return None


def within_a_year_of_return(act: Act) -> Any:
    """Late entry to empowerment: at most one year after the return (D37, Permen 33/2025 Art 16(6)a)."""
    returned = act.case.returned_on
    in_time = act.today <= clock.years_later(returned, LATE_ENTRY_YEARS) if returned else _window_open(act, "D37")
    if not in_time:
        return _("Sudah lebih dari satu tahun sejak kepulangan. Daftarkan perjalanan baru bila ada kebutuhan.")
    return None


def untraced_long_enough(act: Act) -> Any:
    """Two years since anybody last heard of the worker, his family heard, the police told."""
    if act.data.get("reason") != "untraced":
        return None
    heard = act.case.contacts.filter(reached=True).order_by("-on").values_list("on", flat=True).first()
    known = [day for day in (heard, act.case.last_contact_on) if day]
    if not known:
        return _("Tanggal kontak terakhir belum tercatat.")
    if act.today - max(known) < UNTRACED_AFTER:
        return _("Kontak terakhir belum dua tahun berlalu (%(day)s).") % {"day": max(known).isoformat()}
    if not act.data.get("family_heard_on") or not act.data.get("police_report"):
        return _("Isi tanggal keluarga didengar dan nomor laporan polisi.")
    return None


def _window_open(act: Act, code: str) -> bool:
    window = act.case.windows.filter(rule__code=code).order_by("-started_at").first()
    return window is not None and (window.ends_at is None or act.now <= window.ends_at)
