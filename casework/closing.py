"""Closing a case because a period has passed: what the ending move asks then. The declarations are `Closing`s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.letters import gaps_in

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Proposal
    from casework.stages import Closing

LETTER, GRAVE = "letter_text", "risk_reason"
"""Fields that such a move has besides its own: the letter that goes out, the head's reason in a grave case."""


def passed_closing(act: Act) -> Closing | None:
    """The closing that this move carries out: one declared for it whose period has passed."""
    if act.move is None:
        return None
    for closing in act.case.workflow().closings:
        if closing.move != act.move.verb or (act.is_grave and not closing.when_grave):
            continue
        if any(d.rule.code == closing.rule and d.due_at and d.due_at < act.now for d in act.deadlines()):
            return closing
    return None


def waiting_closing(act: Act) -> Proposal | None:
    """The sweep's proposal that this move would carry out, if one waits."""
    return act.case.proposals.filter(act=act.verb, proposed_by__isnull=True, settled_at__isnull=True).first()


def add_fields(form: forms.Form, act: Act) -> None:
    """Let a move that closes because of a passed period ask for the letter, and in a grave case for the reason.

    What the sweep proposed is filled in already.
    """
    if passed_closing(act) is None:
        return
    if act.is_grave and GRAVE not in form.fields:
        form.fields[GRAVE] = forms.CharField(
            label=gettext_lazy("Alasan tertulis kepala meskipun tingkatnya berat atau ada anak"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=2000,
        )
    proposal = waiting_closing(act)
    if proposal is None:
        return
    form.fields[LETTER] = forms.CharField(
        label=gettext_lazy("Isi surat"),
        widget=forms.Textarea(attrs={"rows": 18}),
        initial=proposal.letter,
        max_length=8000,
        validators=[_has_no_gap],
        help_text=gettext_lazy(
            "Konsep dari Kawal; ubah seperlunya dan isi yang masih kosong. Tanggalnya hari langkah ini dilakukan."
        ),
    )
    for name, value in proposal.data.items():
        if name in form.fields:
            form.fields[name].initial = value


def _has_no_gap(letter: str) -> None:
    gaps = gaps_in(letter)
    if gaps:
        raise ValidationError(_("Surat belum lengkap: %(gaps)s.") % {"gaps": ", ".join(gaps)})


def head_decides_when_grave(act: Act) -> Any:
    """After a passed period a grave case is closed by the head himself (a guard)."""
    if act.actor is None or act.role == "head" or not act.is_grave or passed_closing(act) is None:
        return None
    return _(
        "Kasus berat atau dengan anak ditutup setelah jangka waktu lewat hanya oleh kepala, dengan alasan tertulis."
    )
