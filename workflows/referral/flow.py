"""The stages of a referral."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.stages import Asking, CaseFlow, Ended, Extra, Placement, Stage
from workflows.referral.models import Referral


def working_due(case: Referral) -> tuple[str, ...]:
    """The date agreed, else 30 days, then every 30; a poverty letter has its own period."""
    return ("referral.poverty_letter",) if case.purpose == "poverty_letter" else ("referral.working",)


class ReferralFlow(CaseFlow):
    """Work asked of another body: its own holder, its own clock, its result taken over by the sender."""

    kind = "referral"
    label = _("Rujukan")
    process_class = Referral

    requested = Stage(
        Placement.RECEIVER,
        _("Diminta"),
        due="D40",
        escalates_to="both heads",
        entry=True,
        acceptance=False,
        asking=Asking("accept_referral", {"decline_referral": _("ditolak"), "recall_referral": _("ditarik kembali")}),
    )
    working = Stage(
        Placement.RECEIVER,
        _("Dikerjakan"),
        due=working_due,
        escalates_to="receiver's head, then the level above",
        also=[Extra("D17", when=lambda case: case.purpose == "lpsk")],
    )
    answered = Stage(
        Placement.SENDER, _("Dijawab"), due="referral.answered", escalates_to="sender's head", acceptance=False
    )
    closed = Ended(_("Selesai"), final=True)
    declined = Ended(_("Ditolak"), final=True)
    recalled = Ended(_("Ditarik"), final=True)


Referral.flow = ReferralFlow
