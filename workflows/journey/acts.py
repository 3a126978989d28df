"""Acts that exist only for journeys and change no state."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import deadlines
from casework.acting import Act
from casework.acts import Amendment, act
from casework.models import Deadline
from workflows.journey.forms.records import CostStatementForm, FamilyToldForm, PlacementForm, VictimHelpForm

CONTRACT_WARNING = "D34"
_CLEARABLE = ("employer", "work_address", "phone_abroad", "contract_start", "scheme", "destination", "departure_date")

_MET_BY_HELP = {"first_aid_on": "D16", "recovery_on": "D15"}


def stands_in_failed_departure(act: Act) -> Any:
    if act.case.state != "failed_departure":
        return _now("Rincian biaya dicatat pada tahap gagal berangkat.")
    return None


def stands_in_deceased(act: Act) -> Any:
    if act.case.state != "deceased":
        return _now("Pemberitahuan kepada keluarga dicatat pada tahap meninggal dunia.")
    return None


@act(label=_("Perbarui data penempatan"), by="holder", form=PlacementForm, kinds=["journey"])
def update_placement(amendment: Amendment) -> None:
    """Set the placement as it is now; deadlines that hang on its dates follow them.

    A warning that the contract ends is met by asking the worker for his plans, and starts anew with a new end.
    """
    case, data = amendment.case, amendment.act.data
    for name in _CLEARABLE:
        if name in data:
            amendment.change(name, data[name] if data[name] is not None or name.endswith(("_start", "_date")) else "")
    if data.get("contract_end") != case.contract_end:
        amendment.change("contract_end", data.get("contract_end"))
        case.contract_end_set_at = amendment.setting.now if case.contract_end else None
    elif data.get("plan_after_contract"):
        _meet(amendment, CONTRACT_WARNING, Deadline.Kind.OVERALL)
    _follow_anchors(amendment)


@act(
    label=_("Catat rincian biaya"),
    by="holder",
    form=CostStatementForm,
    kinds=["journey"],
    guards=[stands_in_failed_departure],
)
def record_cost_statement(amendment: Amendment) -> None:
    """What the failed departure cost; the decision what comes next is due now."""
    amendment.change("cost_statement_on", amendment.act.data["stated_on"])
    for deadline in amendment.deadlines.running:
        if deadline.rule.code == "journey.failed_departure" and deadline.period == 0:
            _meet(amendment, deadline.rule.code, Deadline.Kind.STAGE)
            break


@act(
    label=_("Catat pemberitahuan kepada keluarga"),
    by="holder, village",
    form=FamilyToldForm,
    kinds=["journey"],
    guards=[stands_in_deceased],
)
def record_kin_told(amendment: Amendment) -> None:
    """The family knows, or was searched for (D18)."""
    amendment.change("family_told_on", amendment.act.data["told_on"])
    _meet(amendment, "D18", Deadline.Kind.STAGE)


@act(label=_("Catat bantuan bagi korban TPPO"), by="holder", form=VictimHelpForm, kinds=["journey"])
def record_trafficking_help(amendment: Amendment) -> None:
    """First aid meets D16; rehabilitation, return or reintegration begun meets D15 (UU 21/2007 Art 52-53)."""
    help_given = amendment.act.data["help"]
    amendment.change(help_given, amendment.act.data["given_on"])
    for deadline in list(amendment.deadlines.running):
        if deadline.rule.code == _MET_BY_HELP[help_given] and deadline.kind == Deadline.Kind.EXTRA:
            amendment.deadlines.stop(deadline, amendment.setting.now, met=True)


def _meet(amendment: Amendment, code: str, kind: str) -> None:
    """Meet a running deadline; the next of its chain starts."""
    stage, since = amendment.case.stage, amendment.act.step.created
    for deadline in list(amendment.deadlines.running):
        if deadline.rule.code == code and deadline.kind == kind:
            deadlines.fulfil(amendment.deadlines, deadline, amendment.setting, stage, since)


def _follow_anchors(amendment: Amendment) -> None:
    """Start the stage's deadline anew where the date it hangs on became another."""
    plan, setting = amendment.deadlines, amendment.setting
    for deadline in list(plan.running):
        anchor = deadline.rule.anchor
        if deadline.kind == Deadline.Kind.STAGE and f"case.{anchor}" in amendment.fields:
            plan.stop(deadline, setting.now, met=False)
            plan.add(deadlines.start(setting, deadline.rule.code, deadline.kind, since=deadline.started_at))
