"""The act that exists only for referrals: what the police did."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.acting import Act
from casework.acts import Amendment, act
from casework.facts import declare_record
from casework.history import declare_event
from workflows.referral.expecting import expect
from workflows.referral.forms import DID_NOT_COME, PoliceProgressForm
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

declare_record("police", PoliceReport)

_REPORT_FIELDS = (
    "status", "number", "unit", "investigator", "investigator_phone", "difficulty", "reported_on",
    "investigation_ordered_on", "spdp_on",
)  # fmt: skip


def goes_to_police(act: Act) -> Any:
    """Until they answer: what was reported at the counter runs, also while nobody of theirs has accepted it here."""
    if not act.case.is_to_police:
        return _("Perkembangan polisi dicatat pada rujukan ke polisi.")
    if act.case.state == "answered":
        return _("Rujukan ini sudah dijawab polisi.")
    return None


@act(
    label=_("Catat perkembangan polisi"),
    by="police, sender",
    form=PoliceProgressForm,
    kinds=["referral"],
    guards=[goes_to_police],
)
def record_police_progress(amendment: Amendment) -> None:
    """Keep status, SP2HP and SPDP; what is expected of the police follows from all that is known (D19-D23)."""
    case, data = amendment.case, amendment.act.data
    report = getattr(case, "police_report", None) or PoliceReport(referral=case)
    for name in _REPORT_FIELDS:
        value = data.get(name)
        if value not in (None, "") and value != getattr(report, name):
            amendment.fields[f"police.{name}"] = (getattr(report, name), value)
            setattr(report, name, value)
    if data.get("spdp_on") == DID_NOT_COME and report.spdp_on is not None:
        amendment.fields["police.spdp_on"] = (report.spdp_on, None)
        report.spdp_on = None
    amendment.records.append(report)
    amendment.plain["reported_by_sender"] = amendment.act.relation == "sender"
    noted = data.get("sp2hp_on") if data.get("sp2hp_code") else None
    newest = max((each for each in (noted, _newest_notice(case.pk)) if each), default=None)
    if noted:
        amendment.records.append(
            ProgressNotice(report=report, code=data["sp2hp_code"], dated=noted, received_on=amendment.act.today)
        )
    expect(amendment, report, newest, notice_came=noted is not None)


def _newest_notice(referral_id: int) -> date | None:
    """The date of the newest SP2HP on record."""
    stored = ProgressNotice.objects.filter(report__referral=referral_id)
    return stored.order_by("-dated").values_list("dated", flat=True).first()
