"""Results and endings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework import closing
from casework.moves import move
from workflows.complaint.forms import ending as forms
from workflows.complaint.guards import common
from workflows.complaint.guards import ending as guards
from workflows.complaint.states import EARLY, EMERGENCY, HELD, WORK

if TYPE_CHECKING:
    from casework.acting import Act


def is_death_file(act: Act) -> bool:
    return act.case.state == "death_handling"


def is_emergency(act: Act) -> bool:
    return act.case.is_emergency


class EndingMoves:
    @move(
        source=["settlement_monitoring", "sanction_recommended", "referred", "death_handling"],
        target="resolved",
        label=_("Nyatakan selesai ditangani"),
        by="holder",
        form=forms.ResolveForm,
        reasons="OUTCOME",
        second_person=is_death_file,
    )
    def resolve(self: Any, act: Act) -> None:
        self.outcome = act.data["reason"]
        self.amount_recovered = act.data["amount_recovered"]
        self.answer_owed_since = None

    @move(
        source=["resolved", "unresolved_informed"],
        target="closed",
        label=_("Tutup"),
        by="holder:sup",
        form=forms.CloseForm,
        guards=[common.village_leaves_emergencies, guards.silence_has_lasted, closing.head_decides_when_grave],
        second_person=True,
        looks_at=["children"],
    )
    def close(self: Any, act: Act) -> None:
        """The closing letter goes out."""

    @move(
        source=["verification", *WORK, *HELD],
        target="closed_administratively",
        label=_("Tutup administratif"),
        by="holder:head",
        form=forms.CloseAdministrativelyForm,
        guards=[
            common.village_leaves_emergencies,
            guards.administrative_ground_holds,
            guards.grave_is_not_closed_as_unreachable,
            guards.tries_are_recorded,
            guards.bp3mi_head_agreed,
        ],
        reasons="ADMIN",
        second_person=guards.needs_bp3mi_head,
        looks_at=["children"],
    )
    def close_administratively(self: Any, act: Act) -> None:
        """Peraturan 6/2024 Pasal 30(1)."""

    @move(
        source=[*EARLY, *WORK, *HELD, *EMERGENCY, "resolved", "reopened"],
        target="withdrawn",
        label=_("Cabut pengaduan"),
        by="holder (for complainant)",
        form=forms.WithdrawForm,
        guards=[common.village_leaves_emergencies, common.head_in_emergency],
        reasons="WITHDRAW",
        second_person=is_emergency,
        looks_at=["children"],
        unaccepted=True,
    )
    def withdraw(self: Any, act: Act) -> None:
        """Signed or recorded; offences that need no complaint go on at the police."""
