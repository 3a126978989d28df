"""The act that exists only for referrals: what the police did."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from casework import deadlines
from casework.acting import Act
from casework.acts import Amendment, act
from casework.history import declare_event
from casework.models import Deadline
from workflows.referral.forms import PoliceProgressForm
from workflows.referral.models import PoliceReport, ProgressNotice

declare_event(
    "referral_declined",
    _("Rujukan ditolak instansi tujuan"),
    {"referral": _("Nomor rujukan"), "ask_instead": _("Siapa yang sebaiknya dimintai")},
)
declare_event(
    "referral_result",
    _("Hasil rujukan diambil alih"),
    {"result": _("Hasil"), "outcome": _("Hasil yang dicatat pada kasus induk"), "reopening": _("Kasus induk")},
)

_REPORT_FIELDS = (
    "status", "number", "unit", "investigator", "investigator_phone", "difficulty", "reported_on",
    "investigation_ordered_on", "spdp_on",
)  # fmt: skip
_NOTICES = ("D19", "D20", "D21")


def goes_to_police(act: Act) -> Any:
    if not act.case.is_to_police:
        return _("Perkembangan polisi dicatat pada rujukan ke polisi.")
    if act.case.state != "working":
        return _("Rujukan ini belum diterima polisi.")
    return None


@act(
    label=_("Catat perkembangan polisi"),
    by="police, sender",
    form=PoliceProgressForm,
    kinds=["referral"],
    guards=[goes_to_police],
)
def record_police_progress(amendment: Amendment) -> None:
    """Keep status, SP2HP and SPDP; start and meet the periods of others (D19-D23)."""
    case, data = amendment.case, amendment.act.data
    report = getattr(case, "police_report", None) or PoliceReport(referral=case)
    filed_before, ordered_before = report.reported_on, report.investigation_ordered_on
    for name in _REPORT_FIELDS:
        value = data.get(name)
        if value not in (None, "") and value != getattr(report, name):
            amendment.fields[f"police.{name}"] = (getattr(report, name), value)
            setattr(report, name, value)
    amendment.records.append(report)
    amendment.plain["reported_by_sender"] = amendment.act.office.pk != case.receiver_id
    if report.reported_on and not filed_before:
        _expect(amendment, "D19", report.reported_on)
        _expect(amendment, "D22", report.reported_on)
    if report.investigation_ordered_on and not ordered_before:
        _meet(amendment, "D19", "D20")
        _expect(amendment, "D21", report.investigation_ordered_on)
        _expect(amendment, "D23", report.investigation_ordered_on)
    if data.get("sp2hp_code"):
        amendment.records.append(
            ProgressNotice(
                report=report,
                code=data["sp2hp_code"],
                dated=data["sp2hp_on"],
                received_on=amendment.act.today,
            )
        )
        _meet(amendment, *_NOTICES, "D22")
        ordered = report.investigation_ordered_on
        _expect(amendment, "D21" if ordered else "D20", data["sp2hp_on"], ordered)
    if data.get("spdp_on"):
        _meet(amendment, "D23")
    if report.status not in ("consultation", "report_filed"):
        _meet(amendment, "D22")


def _expect(amendment: Amendment, code: str, since: date, ordered: date | None = None) -> None:
    """Wait for the police from a day on; which period of a rule holds follows from the day since the order."""
    setting = amendment.setting
    start = datetime.combine(since, time(0, 0), ZoneInfo(setting.office.time_zone))
    period = 0
    if ordered is not None:
        days = (since - ordered).days
        until = [each.get("until_day") for each in deadlines.periods_of(setting.rule(code), amendment.case)]
        period = next((index for index, last in enumerate(until) if last is None or days < last), len(until) - 1)
    amendment.deadlines.add(deadlines.start(setting, code, Deadline.Kind.EXPECTED, since=start, period=period))


def _meet(amendment: Amendment, *codes: str) -> None:
    for deadline in list(amendment.deadlines.running):
        if deadline.kind == Deadline.Kind.EXPECTED and deadline.rule.code in codes:
            amendment.deadlines.stop(deadline, amendment.setting.now, met=True)
