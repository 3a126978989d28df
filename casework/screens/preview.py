"""What a move would do, told before it is made: from where to where, to whom, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from casework import clock, deadlines
from casework.acting import Act
from casework.deadlines import ACCEPTANCE_RULE, Setting
from casework.engine.planning import KEEPS_CLOCK
from casework.holders import holder_of
from casework.models import Deadline, Organisation
from casework.screens.deadlines import deadline_shown
from casework.stages import Ended, Stage
from casework.stays import CAME_TO_NOTHING


@dataclass(frozen=True)
class Preview:
    """`came_from` and `goes_to` are stages in words, `sentences` what will happen, `deadline` the one that starts."""

    came_from: Any
    goes_to: Any
    sentences: list[str]
    deadline: dict[str, Any] | None = None


def preview(act: Act, form: forms.Form) -> Preview:
    """Look ahead on the unlocked case; the form may still change office and stage's rule."""
    case, move = act.case, act.move
    assert move is not None
    here = case.stage
    if move.verb == "accept_handover":
        said = _("Kantor Anda menjadi penanggung jawab penuh; tenggat tahap tetap berjalan.")
        return Preview(here.label, here.label, [said])
    if move.verb == "transfer":
        said = _("Kasus pindah seterusnya ke kantor yang Anda pilih, dengan tahap dan tenggat yang sama.")
        return Preview(here.label, here.label, [said])
    target = case.workflow().stage(act.state_before if move.goes_back else move.target or case.state)
    if isinstance(target, Ended):
        said = _("Kasus berakhir sebagai “%(stage)s”; semua tenggatnya berhenti.") % {"stage": target.label}
        windows = [_("Kasus masih dapat dibuka kembali dalam jangka waktunya.")] if target.windows else []
        return Preview(here.label, target.label, [said, *windows])
    return _to_open_stage(act, form, target)


def _to_open_stage(act: Act, form: forms.Form, target: Stage) -> Preview:
    case, move = act.case, act.move
    assert move is not None
    came_from, office = case.stage.label, case.holder or (act.step.holder if act.step else None)
    if "receiving_office" in form.fields:
        return Preview(came_from, target.label, [_("Kasus diserahkan ke kantor yang Anda pilih.")])
    found = holder_of(act, target, current=office, held_for=case.held_for)
    waits = target.acceptance and move.verb not in KEEPS_CLOCK
    sentences = _handover(act, found.office, office, waits=waits)
    if found.held_for:
        sentences.append(_("Tidak ada kantor tingkat itu di wilayah ini; kantor tersebut bertindak atas namanya."))
    if target.pauses and not case.is_emergency:
        sentences.append(_("Tenggat seluruh kasus berhenti selama tahap ini."))
    if move.verb in KEEPS_CLOCK and not act.goes_on_with_rest:
        sentences.append(_as_before(act))
        if move.verb in CAME_TO_NOTHING:
            if target.acceptance and not (act.accepted_before and found.office == act.office_before):
                sentences.append(_("Kantor itu belum menerimanya: masih harus menerima atau mengembalikannya."))
            sentences.append(_("Bila penerima terlambat menjawab, waktu keterlambatannya ditambahkan."))
        return Preview(came_from, target.label, sentences)
    if move.goes_back:
        sentences.append(_("Tenggat tahap itu berlanjut dengan sisa waktunya, sedikitnya 1 hari kerja."))
        return Preview(came_from, target.label, sentences)
    setting = Setting(case, found.office, act.now, act.reference_version or 0)
    started = deadlines.start(setting, target.due_chain(case)[0], Deadline.Kind.STAGE)
    return Preview(came_from, target.label, sentences, deadline_shown(started, act.now, setting.version))


def _as_before(act: Act) -> str:
    """Which due date the sender's stage has again."""
    earlier = act.case.deadlines.filter(kind=Deadline.Kind.STAGE, step__seq=act.seq_before)
    due = earlier.order_by("-pk").values_list("due_at", flat=True).first()
    if due is None or act.case.holder is None:
        return _("Tenggat tahap itu berjalan lagi seperti semula.")
    day = clock.format_local(due, act.case.holder.time_zone)
    return _("Tenggat tahap itu berjalan lagi seperti semula: %(day)s.") % {"day": day}


def _handover(act: Act, office: Organisation, now_at: Organisation | None, *, waits: bool) -> list[str]:
    if now_at is not None and office.pk == now_at.pk:
        return [_("Kasus tetap di %(office)s.") % {"office": office}]
    sentences = [_("Kasus akan diserahkan ke %(office)s.") % {"office": office}]
    if waits:
        setting = Setting(act.case, office, act.now, act.reference_version or 0)
        answer = deadlines.start(setting, ACCEPTANCE_RULE, Deadline.Kind.ACCEPTANCE).due_at
        if answer is not None:
            until = clock.format_local(answer, office.time_zone)
            sentences.append(_("Kantor itu harus menjawab paling lambat %(until)s.") % {"until": until})
        if _can_be_recalled(act, now_at):
            sentences.append(_("Sampai kantor itu menerimanya, Anda masih dapat menariknya kembali."))
    return sentences


def _can_be_recalled(act: Act, now_at: Organisation | None) -> bool:
    """Whether the person's office could take a hand-over back: not a reopening, nor what is on record by it.

    See `casework.handover.can_go_back_to_sender`; it is the office that held the case that sends it.
    """
    on_record = act.move is not None and act.move.extras.get("on_record")
    return act.case.is_open and not on_record and act.office is not None and act.office == now_at
