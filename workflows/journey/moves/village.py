"""From the first interest to the district's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from casework.moves import BEFORE, move
from workflows.journey.forms import ending, village
from workflows.journey.guards import papers
from workflows.journey.guards.ending import reminders_went_out
from workflows.journey.guards.placement import not_an_emergency

if TYPE_CHECKING:
    from casework.acting import Act


class VillageMoves:
    """What the village does, and the way back to the applicant and on again."""

    @move(
        source="interest_registered",
        target="village_verification",
        label=_("Ajukan verifikasi desa"),
        by="village (for cpmi)",
        form=village.SubmitForm,
    )
    def submit_for_verification(self: Any, act: Act) -> None:
        """Consent is shown before anything is checked; somebody under 18 is warned."""

    @move(
        source="village_verification",
        target="village_cleared",
        label=_("Nyatakan lolos verifikasi desa"),
        by="village:head",
        form=village.ClearForm,
        guards=[papers.on_file("DOC_FAMILY_PERMIT")],
    )
    def clear_at_village(self: Any, act: Act) -> None:
        """The head has matched the identity and heard the family in person."""

    @move(
        source=["village_verification", "district_registration", "departure_verification"],
        target="returned_for_completion",
        label=_("Kembalikan untuk dilengkapi"),
        by="holder",
        form=village.ReturnForm,
        guards=[not_an_emergency],
        reasons="RETURN",
    )
    def return_for_completion(self: Any, act: Act) -> None:
        self.missing_documents = act.data.get("documents") or []
        self.missing_items = act.data.get("items") or []

    @move(
        source="returned_for_completion",
        target=BEFORE,
        label=_("Ajukan kembali"),
        by="holder (for cpmi, p3mi)",
        form=village.ResubmitForm,
        guards=[papers.listed_items_are_there],
    )
    def resubmit(self: Any, act: Act) -> None:
        self.missing_documents, self.missing_items = [], []

    @move(
        source="returned_for_completion",
        target="withdrawn",
        label=_("Gugurkan karena tidak dilengkapi"),
        by="holder:head",
        form=ending.LapseForm,
        guards=[reminders_went_out],
        reasons="WITHDRAW",
        looks_at={"children"},
        children="recall",
    )
    def lapse(self: Any, act: Act) -> None:
        """Proposed to the head when the period for completing has passed."""

    @move(
        source="village_cleared",
        target="district_registration",
        label=_("Teruskan ke Disnaker"),
        by="village",
    )
    def forward_to_district(self: Any, act: Act) -> None:
        """A hand-over: the district accepts it or sends it back."""
