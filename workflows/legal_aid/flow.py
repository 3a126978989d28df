"""The stages of a legal-aid case."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.levels import Level
from casework.stages import CaseFlow, Closing, Ended, Extra, Placement, Stage
from workflows.legal_aid.models import LegalAidCase


def mediation_runs(case: LegalAidCase) -> bool:
    return case.mediation_since is not None


def hearing_is_set(case: LegalAidCase) -> bool:
    return case.next_hearing is not None


def appeal_is_open(case: LegalAidCase) -> bool:
    return case.appeal_date is not None


def after_the_outcome(case: LegalAidCase) -> tuple[str, ...]:
    """While judgment or settlement is still to be carried out, a note every 30 days; else report and close."""
    return ("legal_aid.execution",) if case.execution == case.Execution.OPEN else ("legal_aid.outcome_recorded",)


MEDIATION = Extra("D10", when=mediation_runs)
HEARING = Extra("legal_aid.hearing", when=hearing_is_set)
APPEAL = Extra("legal_aid.appeal", when=appeal_is_open)
DECISION = Extra("legal_aid.emergency_accompaniment")


class LegalAidFlow(CaseFlow):
    """From the application at a village post or body, through mandate and service, to report and closing."""

    kind = "legal_aid"
    label = _("Bantuan hukum")
    process_class = LegalAidCase
    closings = (Closing("D26", "lapse", "legal_aid_lapsed", reason="lapsed"),)

    intake = Stage(
        Placement.OPENER,
        _("Penerimaan permohonan"),
        due="legal_aid.intake",
        escalates_to="OBH director; village: district",
        entry=True,
    )
    consultation = Stage(
        Placement.SAME, _("Konsultasi"), due="legal_aid.consultation", escalates_to="OBH director; village: district"
    )
    completeness_check = Stage(Level.LEGAL_AID, _("Pemeriksaan kelengkapan"), due="D24", escalates_to="OBH director")
    awaiting_completion = Stage(
        Placement.SAME,
        _("Menunggu kelengkapan"),
        due="D26",
        pauses=True,
        escalates_to="OBH director; village letter: camat",
    )
    decision_pending = Stage(
        Level.LEGAL_AID, _("Menunggu keputusan"), due="D25", escalates_to="OBH director, Kanwil Kemenkum"
    )
    # The status notes of D14 never end, so the three days to decide run beside them, not after them.
    emergency_accompaniment = Stage(
        Level.LEGAL_AID, _("Pendampingan darurat"), due="D14", also=[DECISION], escalates_to="OBH director, BP3MI"
    )
    accepted = Stage(
        Level.LEGAL_AID,
        pgettext_lazy("application", "Diterima"),
        due="legal_aid.accepted",
        escalates_to="OBH director",
    )
    mandated = Stage(
        Level.LEGAL_AID, _("Surat kuasa ditandatangani"), due="D27", also=[APPEAL], escalates_to="OBH director"
    )
    non_litigation = Stage(
        Level.LEGAL_AID, _("Layanan nonlitigasi"), due="D28", also=[MEDIATION, APPEAL], escalates_to="OBH director"
    )
    litigation = Stage(
        Level.LEGAL_AID, _("Layanan litigasi"), due="D28", also=[HEARING, APPEAL], escalates_to="OBH director"
    )
    suspended = Stage(
        Placement.SAME, _("Ditangguhkan"), due="legal_aid.suspended", pauses=True, escalates_to="OBH director"
    )
    mandate_ended = Stage(
        Level.LEGAL_AID, _("Kuasa berakhir"), due="legal_aid.mandate_ended", also=[APPEAL], escalates_to="OBH director"
    )
    outcome_recorded = Stage(Level.LEGAL_AID, _("Hasil dicatat"), due=after_the_outcome, escalates_to="OBH director")
    reopened = Stage(Level.LEGAL_AID, _("Dibuka kembali"), due="legal_aid.reopened", escalates_to="OBH director")
    refused = Ended(_("Ditolak"), windows=("legal_aid.refused", "D41"))
    withdrawn = Ended(_("Dicabut/gugur"), windows=("D41",))
    closed = Ended(_("Dilaporkan dan ditutup"), windows=("D41",))
    voided = Ended(_("Dibatalkan (salah catat)"), final=True)


LegalAidCase.flow = LegalAidFlow
