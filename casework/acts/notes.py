"""Notes and contacts: what was said, who was reached."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework import deadlines, rulebook
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.clock import is_within_a_year
from casework.forms import ActForm, Coded
from casework.levels import Level
from casework.models import Contact, Deadline, Note

CONTACT_RULES = ("D33",)
"""Rules that a contact meets when somebody was reached."""


class NoteForm(ActForm):
    """A note; it can meet a running deadline of the stage whose follow-up is a note."""

    text = forms.CharField(label=_("Catatan"), widget=forms.Textarea(attrs={"rows": 4}), max_length=8000)
    fulfils: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Catatan ini memenuhi tenggat"), queryset=None, required=False, empty_label=_("Tidak ada")
    )
    supersedes: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Menggantikan catatan"), queryset=None, required=False, empty_label=_("Tidak ada")
    )

    def prepare(self, act: Act) -> None:
        can_be_met = _met_by_a_note(act)
        if can_be_met:
            self.fields["fulfils"].queryset = Deadline.objects.select_related("rule").filter(pk__in=can_be_met)
            self.fields["fulfils"].label_from_instance = lambda deadline: deadline.rule.name
        else:
            del self.fields["fulfils"]
        notes = Note.objects.filter(case_id=act.case.pk, by=act.actor, superseded_by__isnull=True)
        self.fields["supersedes"].queryset = notes
        self.fields["supersedes"].label_from_instance = lambda note: note.text[:60]
        if not notes.exists():
            del self.fields["supersedes"]


def _met_by_a_note(act: Act) -> list[int]:
    """The running deadlines of the stage that another period follows: the holder meets them by a note."""
    if not act.relation_is_holder or not act.case.is_open or act.step is None:
        return []
    return [
        deadline.pk
        for deadline in act.deadlines()
        if deadline.kind in (Deadline.Kind.STAGE, Deadline.Kind.EXTRA)
        and deadlines.next_period(deadline, act.case, act.now, act.case.stage, act.step.created) is not None
    ]


class ContactForm(ActForm):
    """A try to reach somebody, whether or not it worked."""

    on = forms.DateField(label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    channel = Coded("contact_channels", label=_("Saluran"))
    person = forms.CharField(label=_("Siapa yang dihubungi"), max_length=150)
    reached = forms.TypedChoiceField(
        label=_("Tersambung?"),
        choices=[("yes", _("Ya")), ("no", _("Tidak"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Ringkasan"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4000
    )

    def prepare(self, act: Act) -> None:
        entries = rulebook.entries("contact_channels", "", act.today, act.reference_version)
        self.fields["channel"].choices = [(one.code, one.name) for one in entries]
        self.fields["on"].initial = act.today

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > self.act.today:
            raise ValidationError(_("Tanggal kontak tidak boleh di masa depan."))
        opened = self.act.day_of(self.act.case.created)
        if day < opened and not is_within_a_year(day, opened):
            raise ValidationError(_("Tanggal kontak paling lama setahun sebelum kasus ini dibuka. Periksa tahunnya."))
        return day


@act(label=_("Tambah catatan"), by="anyone", form=NoteForm, is_note=True, when_ended=True)
def add_note(amendment: Amendment) -> None:
    """Keep a note; a village's note on a sealed case it cannot read is a safety note."""
    act_, data = amendment.act, amendment.act.data
    amendment.records.append(
        Note(
            case_id=amendment.case.pk,
            by=act_.actor,
            office=act_.office,
            at=act_.now,
            text=data["text"],
            is_safety=bool(amendment.case.sealed and act_.office.level == Level.VILLAGE),
            supersedes=data.get("supersedes"),
        )
    )
    _meet(amendment, data.get("fulfils"))


@act(label=_("Catat kontak pemantauan"), by="holder, village", form=ContactForm, is_note=True)
def log_contact(amendment: Amendment) -> None:
    """Keep a contact; when somebody was reached the contact periods start again (D33, D05).

    A call may be older than the case: the paper was typed in later. Such a one starts no period that began after it.
    """
    act_, data = amendment.act, amendment.act.data
    contact = Contact(
        case_id=amendment.case.pk,
        by=act_.actor,
        office=act_.office,
        at=act_.now,
        on=data["on"],
        channel=data["channel"],
        person=data["person"],
        reached=data["reached"],
        text=data.get("text") or "",
    )
    amendment.records.append(contact)
    if not data["reached"]:
        return
    amendment.case.contact_reached(contact)
    for deadline in list(amendment.deadlines.running):
        if deadline.rule.code in CONTACT_RULES and contact.on >= act_.day_of(deadline.started_at):
            _meet(amendment, deadline)


def _meet(amendment: Amendment, deadline: Deadline | None) -> None:
    if deadline is None or amendment.act.step is None:
        return
    running = next((one for one in amendment.deadlines.running if one.pk == deadline.pk), None)
    if running is not None:
        deadlines.fulfil(
            amendment.deadlines, running, amendment.setting, amendment.case.stage, amendment.act.step.created
        )
