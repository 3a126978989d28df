"""Guards of the emergency track and the death file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from casework.models import Severity
from workflows.complaint.states import EMERGENCY

if TYPE_CHECKING:
    from casework.acting import Act

_GIVEN_BACK = ("declined", "recalled")


def danger_is_said(act: Act) -> Any:
    """The danger question is answered yes, or severity E is set; out of safety only new danger counts."""
    if act.by_system or "danger" not in act.data or act.data["danger"]:
        return None
    if act.case.state == "victim_safeguarded":
        return _("Korban sudah aman: tandai Ada bahaya bila ada bahaya baru.")
    if not act.case.is_emergency:
        return _("Tandai Ada bahaya, atau tetapkan tingkat Darurat.")
    return None


def trafficking_is_with_the_police(act: Act) -> Any:
    if not act.case.is_trafficking:
        return None
    if any(_is_at_police(child) for child in act.children):
        return None
    return _("Perdagangan orang: kirim dulu rujukan ke polisi.")


def returns_to_its_severity(act: Act) -> Any:
    """In an emergency stage the severity is lowered by standing down only."""
    severity = act.data.get("severity")
    if severity and severity != Severity.EMERGENCY and act.state_before in EMERGENCY:
        return _("Kasus kembali ke penanganan darurat; tingkatnya tetap Darurat sampai status darurat diakhiri.")
    return None


def _is_at_police(child: Any) -> bool:
    return bool(getattr(child, "is_to_police", False)) and child.state not in _GIVEN_BACK
