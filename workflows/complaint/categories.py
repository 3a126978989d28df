"""What the rulebook says of a complaint's category: severity, mediation, trafficking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework import rulebook
from casework.models import Severity

if TYPE_CHECKING:
    from casework.acting import Act

LIST = "complaint_categories"
_GRAVITY: list[str] = [Severity.NORMAL, Severity.HIGH, Severity.EMERGENCY]


def choices(act: Act, *, with_emergencies: bool = True) -> list[tuple[str, str]]:
    """The categories that may be chosen today, for a form; without those of severity E on request."""
    entries = rulebook.entries(LIST, "complaint", act.today, act.reference_version)
    return [
        (entry.code, entry.name)
        for entry in entries
        if with_emergencies or entry.attributes["severity"] != Severity.EMERGENCY
    ]


def severity_of(act: Act, code: str) -> str:
    """The severity a category has by itself; normal while there is none."""
    return str(_attribute(act, code, "severity") or Severity.NORMAL)


def forbids_mediation(act: Act, code: str) -> bool:
    return bool(_attribute(act, code, "forbids_mediation"))


def flags_suspicion(act: Act, code: str) -> bool:
    """Whether a migration in preparation is suspect when such a complaint becomes an emergency (guard 1)."""
    return bool(_attribute(act, code, "flags_suspicion"))


def is_trafficking(act: Act, code: str) -> bool:
    return bool(_attribute(act, code, "is_tppo"))


def graver(one: str, other: str) -> str:
    """The graver of two severities."""
    return max(one, other, key=_GRAVITY.index)


def is_less_grave(one: str, than: str) -> bool:
    return _GRAVITY.index(one) < _GRAVITY.index(than)


def _attribute(act: Act, code: str, name: str) -> Any:
    if not code:
        return None
    return rulebook.entry(LIST, code, act.today, act.reference_version).attributes.get(name)
