"""Asking the office that holds a case for a report: an event of the case, kept in words, and notices to who answers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import outbox
from casework.acts.declaring import Amendment, act
from casework.forms import ActForm
from casework.models import Audience, Note
from casework.outbox import to_office


class ReportForm(ActForm):
    text = forms.CharField(
        label=_("Apa yang perlu dilaporkan"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


@act(label=_("Minta laporan"), by="overseeing:sup", form=ReportForm, is_note=True)
def ask_report(amendment: Amendment) -> None:
    """Ask who holds the case how it stands; the answer is a note, which the asker reads in the case."""
    act_, holder = amendment.act, amendment.case.holder
    question = Note(case_id=amendment.case.pk, by=act_.actor, office=act_.office, at=act_.now, text=act_.data["text"])
    amendment.records.append(question)
    amendment.messages += [
        to_office(outbox.REPORT_ASKED, holder, audience) for audience in (Audience.OFFICER, Audience.HEADS)
    ]
