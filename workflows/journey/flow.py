"""The stages of a journey: who holds each, for how long, and who hears of a missed deadline."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from casework.levels import Level
from casework.stages import CaseFlow, Closing, Ended, Extra, Placement, Stage
from workflows.journey.complaints import owes_first_aid, owes_recovery
from workflows.journey.models import PmiJourney

if TYPE_CHECKING:
    from casework.acting import Act

BP3MI_AND_VILLAGE = "bp3mi head; district for the village's contact"


def when_cleared(act: Act) -> datetime | None:
    """The district's time runs from the village's clearance (D30), which the step being left began with."""
    return act.step.created if act.step else None


def when_departed(act: Act) -> datetime | None:
    return _day(act, "departure_date")


def when_arrived(act: Act) -> datetime | None:
    return _day(act, "returned_on")


def when_empowerment_starts(act: Act) -> datetime | None:
    return _day(act, "starts_on")


def when_known(act: Act) -> datetime | None:
    """The hour since which the death is known (3 x 24 hours run from it, UU 18/2017 Art 27)."""
    return act.data.get("known_at")


def _day(act: Act, name: str) -> datetime | None:
    """The beginning of a day named in the form, where the act is made; not of one that lies ahead."""
    day: date | None = act.data.get(name)
    if day is None or day > act.today:
        return None
    zone = act.office.time_zone if act.office else "Asia/Jakarta"
    return datetime.combine(day, time(), ZoneInfo(zone))


class JourneyFlow(CaseFlow):
    """From the first interest in the village to life after the return."""

    kind = "journey"
    label = _("Perjalanan PMI")
    process_class = PmiJourney
    closings = (Closing("D32", "lapse", "journey_lapsed", reason="lapsed"),)

    interest_registered = Stage(
        Level.VILLAGE, _("Minat tercatat"), due="journey.interest_registered", escalates_to="district", entry=True
    )
    village_verification = Stage(Level.VILLAGE, _("Verifikasi desa"), due="D29", escalates_to="district")
    returned_for_completion = Stage(
        Placement.SAME, _("Dikembalikan untuk dilengkapi"), due="D32", pauses=True, escalates_to="next level"
    )
    village_cleared = Stage(
        Level.VILLAGE, _("Lolos verifikasi desa"), due="journey.village_cleared", escalates_to="district"
    )
    district_registration = Stage(
        Level.DISTRICT, _("Pendaftaran Disnaker"), due="D30", starts=when_cleared, escalates_to="bp3mi"
    )
    selection = Stage(Level.DISTRICT, _("Seleksi"), due="journey.selection", escalates_to="district head, bp3mi")
    competence_preparation = Stage(
        Level.DISTRICT,
        _("Pelatihan dan uji kompetensi"),
        due="journey.competence_preparation",
        escalates_to="district head, bp3mi",
    )
    medical_check = Stage(
        Level.DISTRICT,
        _("Pemeriksaan kesehatan dan psikologi"),
        due="journey.medical_check",
        escalates_to="district head, bp3mi",
    )
    placement_agreement = Stage(
        Level.DISTRICT,
        _("Perjanjian penempatan"),
        due="journey.placement_agreement",
        escalates_to="district head, bp3mi",
    )
    document_processing = Stage(
        Level.BP3MI, _("Pengurusan dokumen"), due="journey.document_processing", escalates_to="bp3mi head"
    )
    pre_departure_orientation = Stage(
        Level.BP3MI,
        _("Orientasi pra-pemberangkatan (OPP)"),
        due="journey.pre_departure_orientation",
        escalates_to="bp3mi head",
    )
    departure_verification = Stage(Level.BP3MI, _("Verifikasi keberangkatan"), due="D31", escalates_to="bp3mi head")
    ready_to_depart = Stage(Level.BP3MI, _("Siap berangkat"), due="journey.ready_to_depart", escalates_to="bp3mi head")
    departed = Stage(Level.BP3MI, _("Berangkat"), due="D33", starts=when_departed, escalates_to=BP3MI_AND_VILLAGE)
    in_placement = Stage(Level.BP3MI, _("Sedang bekerja"), due="D33", escalates_to=BP3MI_AND_VILLAGE, entry=True)
    contract_extension = Stage(
        Level.BP3MI, _("Perpanjangan perjanjian kerja"), due="journey.contract_extension", escalates_to="bp3mi head"
    )
    home_leave = Stage(Level.BP3MI, _("Cuti di tanah air"), due="journey.home_leave", escalates_to="bp3mi head")
    contact_lost = Stage(
        Level.BP3MI, _("Putus komunikasi"), due="journey.contact_lost", escalates_to="bp3mi head, mission"
    )
    in_distress = Stage(Level.BP3MI, _("Bermasalah"), due="journey.in_distress", escalates_to="bp3mi head")
    return_in_progress = Stage(
        Level.BP3MI,
        _("Proses kepulangan"),
        due="journey.return_in_progress",
        also=[Extra("D15", when=owes_recovery)],
        escalates_to="bp3mi head",
    )
    arrived_home = Stage(
        Level.VILLAGE,
        _("Tiba di daerah asal"),
        due=("D35", "journey.arrived_home"),
        starts=when_arrived,
        escalates_to="district",
        entry=True,
    )
    rehabilitation = Stage(
        Level.BP3MI,
        _("Rehabilitasi"),
        due="journey.rehabilitation",
        also=[Extra("D15", when=owes_recovery), Extra("D16", when=owes_first_aid)],
        escalates_to="bp3mi head, district",
    )
    reintegration = Stage(
        Level.VILLAGE,
        _("Reintegrasi dan pemberdayaan"),
        due=("D36", "journey.reintegration"),
        starts=when_empowerment_starts,
        escalates_to="district",
    )
    deceased = Stage(
        Level.BP3MI,
        _("Meninggal dunia"),
        due=("D18", "journey.deceased"),
        starts=when_known,
        escalates_to="bp3mi head, mission, KP2MI",
    )
    failed_departure = Stage(Level.DISTRICT, _("Gagal berangkat"), due="journey.failed_departure", escalates_to="bp3mi")
    suspended = Stage(
        Placement.SAME, _("Ditangguhkan"), due="journey.suspended", pauses=True, escalates_to="next level"
    )
    nonprocedural_suspected = Stage(
        Level.DISTRICT,
        _("Terindikasi nonprosedural"),
        due="journey.nonprocedural_suspected",
        escalates_to="bp3mi, Polres",
    )
    nonprocedural_abroad = Stage(
        Level.BP3MI, _("Nonprosedural di luar negeri"), due="D33", escalates_to="bp3mi head", entry=True
    )
    rejected = Ended(_("Ditolak"), windows=["journey.rejected"])
    withdrawn = Ended(_("Mengundurkan diri"), windows=["D41"])
    completed = Ended(_("Selesai (purna)"), windows=["D37"])
    ended_abroad = Ended(_("Selesai di luar negeri"), windows=["journey.ended_abroad"])
    closed_deceased = Ended(_("Selesai (meninggal dunia)"), final=True)
    voided = Ended(_("Dibatalkan (salah catat)"), final=True)


PmiJourney.flow = JourneyFlow
