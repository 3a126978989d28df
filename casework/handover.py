"""What the engine's five moves of every case ask: their forms and guards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.forms import ActForm, OfficeField, OfficerField
from casework.levels import LEVEL_ABOVE, Level
from casework.stays import before_handover

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Organisation

UNANSWERED = "handover_unanswered"
ESCALATED = "handover_escalated"
DISPUTED = "handover_disputed"
TELLINGS = {
    UNANSWERED: gettext_lazy("Serah terima belum dijawab: kepala kantor diberi tahu"),
    ESCALATED: gettext_lazy("Serah terima tetap belum dijawab: kantor di atasnya diberi tahu"),
    DISPUTED: gettext_lazy("Serah terima berulang kali dikembalikan: kepala kedua kantor diberi tahu"),
}
"""What a case tells heads about its hand-over: events by `system`, which name the offices under `told`."""
DISPUTED_FROM = 3
"""The return of one hand-over, from the same to the same office on one case, from which it is in dispute."""
RETURNABLE_IN_EMERGENCY = ("wrong_region", "conflict_of_interest")


class AcceptForm(ActForm):
    """Who in the receiving office works on it; whoever accepts, if nobody is named."""

    officer = OfficerField(label=gettext_lazy("Petugas"), required=False)

    def prepare(self, act: Act) -> None:
        self.fields["officer"].of(act.office)
        self.fields["officer"].empty_label = _("Saya sendiri")


class TransferForm(ActForm):
    """The office that takes the case over for good: of the same level, of a case about the holder of the one above."""

    receiving_office = OfficeField(label=gettext_lazy("Kantor tujuan"))
    summary = forms.CharField(
        label=gettext_lazy("Ringkasan untuk penerima"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def prepare(self, act: Act) -> None:
        level = level_of_receiver(act)
        kinds = (act.case.holder.kind,) if act.case.holder.kind and level == act.case.holder.level else ()
        self.fields["receiving_office"].of_levels([level], kinds=kinds, besides=act.case.holder_id)


def level_of_receiver(act: Act) -> str:
    """The level that takes a case over: that of the stage, or of a case about its holder the one above."""
    level = act.case.held_for or act.case.holder.level
    return LEVEL_ABOVE.get(Level(level), level) if act.case.holder_id in act.offices_it_is_about() else level


def _levels_that_may_hold(act: Act) -> set[str]:
    """That level; where nobody of the one above can take it, those higher up; and who stands in, as the holder did."""
    level = level_of_receiver(act)
    if act.case.holder_id not in act.offices_it_is_about():
        return {level, act.case.holder.level}
    levels = {level}
    while (level := LEVEL_ABOVE.get(Level(level), "")) and level not in levels:
        levels.add(level)
    return levels


def is_unaccepted(act: Act) -> Any:
    if act.step is None or act.step.is_accepted:
        return _("Serah terima ini sudah diterima.")
    return None


def is_disputed(act: Act) -> bool:
    """Whether a return is the third, or a later one, of the same case by the same office to the same office."""
    return act.verb == "return_handover" and act.returned_before + 1 >= DISPUTED_FROM


def is_accepted(act: Act) -> Any:
    """Whoever has not accepted a case names no officer in it and gives himself no time."""
    if act.step is not None and not act.step.is_accepted:
        return _("Terima dulu serah terima kasus ini.")
    return None


def officer_is_no_party(act: Act) -> Any:
    """Nobody handles a case in which he, or an office he works in, is a party."""
    officer = act.data.get("officer")
    if officer is not None and officer.pk in act.people_kept_out():
        return _("Petugas itu atau kantornya adalah pihak dalam kasus ini; pilih petugas lain.")
    return None


def can_go_back_to_sender(act: Act) -> Any:
    """The first step and a reopening have no sender to go back to; they are transferred, as where a death is on record.

    Going back would take that record back on this case alone: only its own move may, on the linked case too.
    """
    before = before_handover(act.step.seq, act.past_steps())
    if before is None:
        return _("Langkah pertama dan pembukaan kembali tidak dapat dikembalikan; gunakan Limpahkan.")
    moves = act.case.all_moves()
    for stay in act.past_steps():
        made = moves.get(stay.outcome) if stay.seq >= before.seq else None
        if made is not None and made.extras.get("on_record") and made.target == act.case.state:
            return _(
                "“%(move)s” sudah tercatat sejak serah terima ini. Limpahkan kasus ke kantor yang tepat; "
                "catatan yang keliru dibatalkan dengan langkahnya sendiri."
            ) % {"move": made.label}
    return None


def may_be_returned(act: Act) -> Any:
    """In severity E only for a wrong region or a conflict of interest."""
    reason = act.data.get("reason")
    if act.case.is_emergency and reason and reason not in RETURNABLE_IN_EMERGENCY:
        return _("Kasus darurat hanya dapat dikembalikan karena salah wilayah atau benturan kepentingan.")
    return None


def can_be_transferred(act: Act) -> Any:
    """Some kinds of case stay where they are in some stages, until their office closes: a referral that waits."""
    if not act.follows_office and not act.case.can_be_transferred():
        return _("Kasus ini tidak dapat dilimpahkan dari tahap ini.")
    return None


def kept_out(act: Act, office: Organisation) -> str:
    """Why an office does not get the case, of one that is kept out of it."""
    if office.pk in act.offices_it_is_about():
        return _("Kantor itu adalah pihak dalam kasus ini dan tidak boleh menanganinya.")
    return _("Semua petugas %s adalah pihak dalam kasus ini; pilih kantor lain.") % office


def receiver_may_hold(act: Act) -> Any:
    """The receiving office is another one, no party, and works at the level of the stage.

    Of a case about its holder it is one of a level above. Where a changed map moves a case, the map says who.
    """
    receiver = act.data.get("receiving_office")
    if receiver is None:
        return None
    if receiver.pk == act.case.holder_id:
        return _("Kasus ini sudah berada di kantor itu.")
    if receiver.pk in act.offices_kept_out():
        return kept_out(act, receiver)
    unanswered = act.step is not None and not act.step.is_accepted and can_go_back_to_sender(act) is None
    if unanswered and receiver.pk == act.step.sent_by_id and not act.by_system and not act.follows_office:
        return _("Serah terima ini belum diterima: kembalikan kepada pengirimnya dengan alasan, jangan limpahkan.")
    if not act.by_system and receiver.level not in _levels_that_may_hold(act):
        return _("%s tidak bekerja di tingkat yang boleh memegang kasus ini.") % receiver
    return None


def _became_emergency(act: Act) -> bool:
    """Whether the last move itself changed the severity; undoing it gives the former one back."""
    return act.case.steps.filter(seq=act.step.seq - 1, replaced__has_key="severity").exists()


def can_be_undone(act: Act) -> Any:
    """The same day, by the office that made the move, nobody having acted since; not what reaches further."""
    step, case = act.step, act.case
    if step.seq == 1 or not step.entered_by:
        return _("Langkah pertama tidak dapat dibatalkan.")
    if step.reopens or step.is_handover:
        return _("Serah terima dan pembukaan kembali tidak dapat dibatalkan; gunakan Tarik kembali atau Kembalikan.")
    zone = ZoneInfo(case.holder.time_zone)
    if step.created.astimezone(zone).date() != act.now.astimezone(zone).date():
        return _("Langkah hanya dapat dibatalkan pada hari yang sama.")
    latest = act.latest_event()
    if latest is None or latest["act"] != f"{case.kind}.{step.entered_by}" or latest["actor"]["user"] is None:
        return _("Setelah langkah itu sudah ada kegiatan lain; langkah tidak dapat dibatalkan.")
    if latest["actor"]["office"] != str(case.holder.uid):
        return _("Hanya kantor yang melakukan langkah itu yang dapat membatalkannya.")
    if latest["x"].get("also"):
        return _("Langkah itu juga mengubah kasus lain dan tidak dapat dibatalkan.")
    declared = type(case).all_moves().get(step.entered_by)
    if declared is None or declared.is_engine or declared.extras.get("not_undoable"):
        return _("Langkah ini tidak dapat dibatalkan.")
    if case.is_emergency and case.workflow().stage(act.state_before).pauses and not _became_emergency(act):
        return _("Kasus darurat tidak kembali ke tahap yang menunggu pihak lain; lanjutkan dari tahap ini.")
    return None
