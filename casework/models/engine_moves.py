"""The five moves of every case. The engine knows them; kinds of case inherit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from casework import handover
from casework.moves import BEFORE, move

if TYPE_CHECKING:
    from casework.acting import Act


class EngineMoves:
    """Accepting, returning, recalling and transferring a case, and undoing a mistaken move."""

    @move(
        source="*",
        target=None,
        label=_("Terima serah terima"),
        by="receiving office",
        form=handover.AcceptForm,
        guards=[handover.is_unaccepted, handover.officer_is_no_party],
        unaccepted=True,
        is_engine=True,
    )
    def accept_handover(self, act: Act) -> None:
        """The receiving office takes the case and names an officer; D40 is met."""

    @move(
        source="*",
        target=BEFORE,
        label=_("Kembalikan serah terima"),
        by="receiving office",
        guards=[handover.is_unaccepted, handover.can_go_back_to_sender, handover.may_be_returned],
        reasons="HANDOVER",
        unaccepted=True,
        is_engine=True,
    )
    def return_handover(self, act: Act) -> None:
        """The case goes back to the stage and office before the hand-over, with its old due date."""

    @move(
        source="*",
        target=BEFORE,
        label=_("Tarik kembali serah terima"),
        by="sending office",
        guards=[handover.is_unaccepted, handover.can_go_back_to_sender],
        reasons="HANDOVER",
        unaccepted=True,
        is_engine=True,
    )
    def recall_handover(self, act: Act) -> None:
        """The sender takes the case back until it is accepted."""

    @move(
        source="*",
        target=None,
        label=_("Limpahkan"),
        by="holder:sup",
        form=handover.TransferForm,
        guards=[handover.can_be_transferred, handover.receiver_may_hold],
        reasons="TRANSFER",
        unaccepted=True,
        is_engine=True,
    )
    def transfer(self, act: Act) -> None:
        """The case itself goes for good to another office that may hold the same stage."""

    @move(
        source="*",
        target=BEFORE,
        label=_("Batalkan langkah terakhir"),
        by="holder",
        guards=[handover.can_be_undone],
        reasons="UNDO",
        is_engine=True,
    )
    def undo(self, act: Act) -> None:
        """A move made by mistake is undone the same day; the undone step stays in the history."""
