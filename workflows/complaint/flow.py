"""The stages of a complaint: who holds each, how long, and who hears of a missed deadline."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework.levels import Level
from casework.stages import CaseFlow, Closing, Ended, Extra, Placement, Stage
from workflows.complaint.kinds import Promise
from workflows.complaint.models import ComplaintCase

if TYPE_CHECKING:
    from casework.acting import Act


def completion_due(case: ComplaintCase) -> tuple[str, ...]:
    """Data missing from the start is D03, data asked for later D04."""
    return ("D03",) if case.completion_asked_in == "triage" else ("D04",)


def completion_starts(act: Act) -> datetime | None:
    """D03 runs from the registration."""
    return act.case.created if act.step.state == "triage" else None


def clarification_starts(act: Act) -> datetime | None:
    """D07 runs from the assignment."""
    return act.step.created if act.step.state == "assigned" else None


def monitoring_due(case: ComplaintCase) -> tuple[str, ...]:
    """After a clarification the commitment's own period; then the next due date agreed, or 30 days."""
    agreed = "complaint.settlement_monitoring"
    if case.promise == Promise.FIRST_COMMITMENT:
        return ("D08", agreed)
    return ("D09", agreed) if case.promise == Promise.SECOND_COMMITMENT else (agreed,)


def needs_first_aid(case: ComplaintCase) -> bool:
    return case.is_trafficking and case.first_aid_on is None


def needs_recovery(case: ComplaintCase) -> bool:
    return case.is_trafficking and case.recovery_on is None


def waits_for_lpsk(case: ComplaintCase) -> bool:
    return case.lpsk_asked_on is not None and case.lpsk_decided_on is None


class ComplaintFlow(CaseFlow):
    """A complaint, or a request for information, from its receipt to its end."""

    kind = "complaint"
    label = _("Pengaduan")
    process_class = ComplaintCase
    closings = (
        Closing("D03", "close_administratively", "complaint_incomplete", reason="incomplete"),
        Closing("D04", "close_administratively", "complaint_unclear", reason="unclear"),
        Closing("D05", "close_administratively", "complaint_unreachable", reason="unreachable", when_grave=False),
        Closing("D06", "close_administratively", "complaint_no_reply", reason="no_reply"),
        Closing("complaint.resolved", "close", "complaint_silent", data={"basis": "silent"}),
    )

    received = Stage(Placement.OPENER, _("Diterima"), due="D01", escalates_to="head of intake", entry=True)
    triage = Stage(Placement.HANDLER, _("Telaah awal"), due="D02", escalates_to="handler's head")
    awaiting_completion = Stage(
        Placement.SAME,
        _("Menunggu kelengkapan"),
        due=completion_due,
        starts=completion_starts,
        pauses=True,
        escalates_to="handler's head",
    )
    verification = Stage(
        Placement.HANDLER, _("Verifikasi"), due="complaint.verification", escalates_to="handler's head"
    )
    assigned = Stage(Placement.HANDLER, _("Ditugaskan"), due="D07", escalates_to="handler's head")
    first_clarification = Stage(
        Placement.HANDLER,
        _("Klarifikasi kesatu"),
        due=("D07", "D08"),
        starts=clarification_starts,
        escalates_to="BP3MI head",
    )
    second_clarification = Stage(
        Level.BP3MI,
        _("Klarifikasi kedua"),
        due=("complaint.second_clarification", "D09"),
        escalates_to="BP3MI head",
    )
    mediation = Stage(Placement.HANDLER, _("Mediasi"), due="D10", escalates_to="handler's head")
    settlement_monitoring = Stage(
        Placement.HANDLER, _("Pemantauan penyelesaian"), due=monitoring_due, escalates_to="handler's head"
    )
    sanction_recommended = Stage(
        Level.BP3MI, _("Rekomendasi sanksi"), due="complaint.sanction_recommended", escalates_to="KP2MI"
    )
    referred = Stage(
        Placement.SAME, _("Menunggu instansi rujukan"), due="complaint.referred", escalates_to="handler's head"
    )
    suspended = Stage(
        Placement.SAME,
        _("Ditangguhkan"),
        due="complaint.suspended",
        pauses=True,
        escalates_to="handler's head",
    )
    unresolved_informed = Stage(
        Placement.SAME,
        _("Tidak dapat diselesaikan (telah diberitahukan)"),
        due="D06",
        escalates_to="handler's head",
    )
    resolved = Stage(Placement.SAME, _("Selesai ditangani"), due="complaint.resolved", escalates_to="handler's head")
    reopened = Stage(Level.BP3MI, _("Dibuka kembali"), due="complaint.reopened", escalates_to="BP3MI head, KP2MI")
    emergency_response = Stage(
        Level.BP3MI, _("Penanganan darurat"), due="D14", escalates_to="duty officer, head, KP2MI"
    )
    victim_safeguarded = Stage(
        Level.BP3MI,
        _("Korban diamankan"),
        due="complaint.victim_safeguarded",
        also=[Extra("D15", when=needs_recovery), Extra("D16", when=needs_first_aid), Extra("D17", when=waits_for_lpsk)],
        escalates_to="BP3MI head; Dinsos, LPSK told",
    )
    death_handling = Stage(
        Level.BP3MI,
        _("Penanganan kematian"),
        due=("D18", "complaint.death_handling"),
        escalates_to="BP3MI head, KP2MI",
    )
    closed = Ended(_("Ditutup"), windows=["D41"])
    rejected = Ended(_("Tidak dapat diterima"), windows=["complaint.rejected", "D41"])
    closed_administratively = Ended(_("Ditutup administratif"), windows=["D41"])
    withdrawn = Ended(_("Dicabut pengadu"), windows=["D41"])
    merged = Ended(_("Digabungkan"), windows=["complaint.merged"])
    voided = Ended(_("Dibatalkan (salah catat)"), final=True)


ComplaintCase.flow = ComplaintFlow
