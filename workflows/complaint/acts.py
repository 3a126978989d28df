"""The acts that exist only for complaints: they change data and meet periods, never the state."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import deadlines
from casework.acting import Act
from casework.acts import Amendment, act
from casework.history import declare_event
from casework.models import Deadline, Severity
from workflows.complaint import categories
from workflows.complaint.forms import acts as forms
from workflows.complaint.kinds import Matter

declare_event("complaint_merged_in", gettext_lazy("Pengaduan lain digabungkan ke kasus ini"))
declare_event("complaint_taken_out", gettext_lazy("Pengaduan yang digabungkan dipisahkan kembali"))
declare_event("moved_to_leading", gettext_lazy("Rujukan pindah ke pengaduan utama"))
declare_event("complaint_is_emergency", gettext_lazy("Pengaduan yang tertaut menjadi darurat"))
declare_event("death_recorded_elsewhere", gettext_lazy("Kematian dicatat pada pengaduan yang tertaut"))


def lowers_category(act: Act) -> bool:
    """Whether the new category is treated less gravely, or allows the mediation the old one forbids."""
    old, new = act.case.category, act.data.get("category")
    if not old or not new:
        return False
    loses_protection = categories.forbids_mediation(act, old) and not categories.forbids_mediation(act, new)
    return loses_protection or categories.is_less_grave(
        categories.severity_of(act, new), than=categories.severity_of(act, old)
    )


def supervisor_lowers(act: Act) -> Any:
    if lowers_category(act) and act.role == "officer":
        return _("Kategori yang lebih ringan ditetapkan penyelia, dengan orang kedua.")
    return None


@act(
    label=gettext_lazy("Ubah kategori"),
    by="holder",
    form=forms.CategoryForm,
    kinds=["complaint"],
    guards=[supervisor_lowers],
    second_person=lowers_category,
    looks_at=["linked", "children"],
)
def set_category(amendment: Amendment) -> None:
    """Set the category; its severity rises with it, never falls, and E starts the emergency track."""
    case, code = amendment.case, amendment.act.data["category"]
    amendment.change("category", code)
    amendment.change("is_trafficking", categories.is_trafficking(amendment.act, code))
    severity = categories.graver(case.severity, categories.severity_of(amendment.act, code))
    rises_to_emergency = severity == Severity.EMERGENCY and not case.is_emergency
    amendment.change("severity", severity)
    if rises_to_emergency:
        amendment.change("sealed", True)
        verb = case.emergency_move()
        amendment.then = (verb, {}) if verb else None


def stands_in_clarification(act: Act) -> Any:
    if act.case.state not in ("first_clarification", "second_clarification"):
        return _("Klarifikasi dicatat selama tahap klarifikasi.")
    return None


@act(
    label=gettext_lazy("Catat klarifikasi"),
    by="holder",
    form=forms.ClarificationForm,
    kinds=["complaint"],
    guards=[stands_in_clarification],
)
def record_clarification(amendment: Amendment) -> None:
    """Held: the commitment's period begins (D08, D09). The party did not come: that is counted."""
    case, data = amendment.case, amendment.act.data
    if data["respondent_came"] == "no":
        amendment.change("no_shows", case.no_shows + 1)
        return
    amendment.change(f"{case.state}_on", data["held_on"])
    _meet_stage(amendment, case.stage.due_chain(case)[0])


def stands_in_monitoring(act: Act) -> Any:
    if act.case.state != "settlement_monitoring":
        return _("Pemenuhan dicatat selama pemantauan penyelesaian.")
    return None


@act(
    label=gettext_lazy("Catat pemenuhan"),
    by="holder",
    form=forms.FulfilmentForm,
    kinds=["complaint"],
    guards=[stands_in_monitoring],
)
def record_fulfilment(amendment: Amendment) -> None:
    """What was due is done; the next date agreed runs, or 30 days where there is none."""
    amendment.change("next_due_date", amendment.act.data["next_due_date"])
    _meet_stage(amendment)


@act(label=gettext_lazy("Catat bantuan korban"), by="bp3mi", form=forms.HelpForm, kinds=["complaint"])
def record_victim_help(amendment: Amendment) -> None:
    """Help that has a period of its own meets it: D15 and D16 (UU 21/2007 Art 52-53), D17 (LPSK)."""
    data = amendment.act.data
    column, rule = forms.PERIOD_OF_HELP.get(data["help"], ("", ""))
    if column:
        amendment.change(column, data["given_on"])
        _meet_beside(amendment, rule)


def is_death_file(act: Act) -> Any:
    if act.case.state != "death_handling":
        return _("Ini dicatat selama penanganan kematian.")
    return None


@act(
    label=gettext_lazy("Catat keluarga diberi tahu"),
    by="holder",
    form=forms.FamilyToldForm,
    kinds=["complaint"],
    guards=[is_death_file],
)
def record_family_told(amendment: Amendment) -> None:
    """The family knows, or was searched for: D18 is met."""
    _meet_stage(amendment, "D18")


def inspection_is_new(act: Act) -> Any:
    if act.case.needs_inspection:
        return _("Pemeriksaan sudah ditetapkan.")
    if act.case.matter == Matter.INFORMATION:
        return _("Permintaan informasi tidak memerlukan pemeriksaan.")
    return None


@act(
    label=gettext_lazy("Tetapkan perlu pemeriksaan"),
    by="holder",
    form=forms.InspectionForm,
    kinds=["complaint"],
    guards=[inspection_is_new],
)
def require_inspection(amendment: Amendment) -> None:
    """The answer is owed within D12 instead of D11, from the same day."""
    amendment.change("needs_inspection", True)


def _meet_stage(amendment: Amendment, code: str = "") -> None:
    """Meet the stage's running deadline (by that rule, if one is named); the next of its chain begins."""
    case = amendment.case
    for deadline in list(amendment.deadlines.running):
        if deadline.kind == Deadline.Kind.STAGE and code in ("", deadline.rule.code):
            deadlines.fulfil(amendment.deadlines, deadline, amendment.setting, case.stage, amendment.act.step.created)


def _meet_beside(amendment: Amendment, code: str) -> None:
    for deadline in list(amendment.deadlines.running):
        if deadline.kind == Deadline.Kind.EXTRA and deadline.rule.code == code:
            amendment.deadlines.stop(deadline, amendment.setting.now, met=True)
