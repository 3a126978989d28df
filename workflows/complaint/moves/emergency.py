"""The emergency track and the death file: sealed, at BP3MI, never paused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.models import Severity
from casework.moves import BEFORE, move
from workflows.across import end_mandates
from workflows.complaint import categories, journeys
from workflows.complaint.forms import emergency as forms
from workflows.complaint.guards import emergency as guards
from workflows.complaint.states import EARLY, EMERGENCY, HELD, WORK

if TYPE_CHECKING:
    from casework.acting import Act


class EmergencyMoves:
    @move(
        source=[*EARLY, *WORK, *HELD, "resolved", "reopened", "victim_safeguarded"],
        target="emergency_response",
        label=_("Nyatakan darurat"),
        by="holder, village, district, bp3mi, police, legal_aid, system",
        form=forms.RaiseEmergencyForm,
        guards=[guards.danger_is_said],
        looks_at=["linked", "children"],
        unaccepted=True,
        not_undoable=True,
    )
    def raise_emergency(self: Any, act: Act) -> None:
        """Severity E, sealed, at BP3MI; the linked journey moves in the same act (guard 1)."""
        self.severity, self.sealed = Severity.EMERGENCY, True
        self.safe_since = None
        journeys.move_to_safety(act)

    @move(
        source="emergency_response",
        target="victim_safeguarded",
        label=_("Catat korban aman"),
        by="bp3mi",
        form=forms.SafeguardForm,
        guards=[guards.trafficking_is_with_the_police],
        looks_at=["children"],
    )
    def safeguard(self: Any, act: Act) -> None:
        self.safe_since = act.now

    @move(
        source=EMERGENCY,
        target="triage",
        label=_("Akhiri status darurat"),
        by="bp3mi:head",
        form=forms.StandDownForm,
        reasons="STANDDOWN",
        second_person=True,
        not_undoable=True,
    )
    def stand_down(self: Any, act: Act) -> None:
        """The seal stays until it is lowered."""
        self.category, self.severity = act.data["category"], act.data["severity"]
        self.is_trafficking = categories.is_trafficking(act, self.category)

    @move(
        source=[*EARLY, *WORK, *HELD, *EMERGENCY, "resolved", "reopened"],
        target="death_handling",
        label=_("Catat meninggal dunia"),
        by="holder, bp3mi, system",
        form=forms.DeathForm,
        looks_at=["linked", "children"],
        unaccepted=True,
        not_undoable=True,
        on_record=True,
    )
    def record_death(self: Any, act: Act) -> None:
        """Severity E, sealed; recorded on the linked journey in the same act (guard 4)."""
        self.severity, self.sealed = Severity.EMERGENCY, True
        self.died_on = act.data.get("died_on")
        journeys.record_death(act)
        end_mandates(act)

    @move(
        source="death_handling",
        target=BEFORE,
        label=_("Batalkan catatan meninggal"),
        by="bp3mi:head",
        form=forms.AnnulDeathForm,
        guards=[guards.returns_to_its_severity],
        reasons="UNDO",
        second_person=True,
        looks_at=["linked"],
        not_undoable=True,
    )
    def annul_death(self: Any, act: Act) -> None:
        """Somebody else died, or nobody; the linked journey likewise. The seal stays until it is lowered."""
        self.severity = act.data.get("severity") or self.severity
        self.died_on = None
        journeys.annul_death(act)
