"""Documents: added, verified or refused by a second person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casework import documents, rulebook
from casework.acting import Act
from casework.acts.declaring import Amendment, act
from casework.errors import GuardFailed
from casework.forms import ActForm, Coded
from casework.models import Document

OTHER = ("OTHER", _("Dokumen lain"))
"""The kind of a paper that the rulebook does not list."""

Day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DocumentForm(ActForm):
    """A paper: with its file, or seen and described."""

    kind = Coded("documents", choices=[OTHER], label=_("Jenis dokumen"))
    title = forms.CharField(label=_("Keterangan"), max_length=200, required=False)
    number = forms.CharField(label=_("Nomor dokumen"), max_length=80, required=False)
    issued_on = forms.DateField(label=_("Tanggal terbit"), required=False, widget=Day)
    expires_on = forms.DateField(label=_("Berlaku sampai"), required=False, widget=Day)
    file = forms.FileField(label=_("Berkas"), required=False, help_text=_("PDF, JPEG atau PNG, paling besar 10 MB."))

    def prepare(self, act: Act) -> None:
        entries = rulebook.entries("documents", act.case.kind, act.today, act.reference_version)
        self.fields["kind"].choices = [*[(one.code, one.name) for one in entries], OTHER]

    def clean_file(self) -> Any:
        upload = self.cleaned_data.get("file")
        if upload is not None:
            documents.check(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", ValidationError(_("Tanggal berakhir mendahului tanggal terbit.")))
        if cleaned.get("kind") == "OTHER" and not cleaned.get("title"):
            self.add_error("title", ValidationError(_("Tulis dokumen apa ini.")))
        return cleaned


class OneDocumentForm(ActForm):
    document: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Dokumen"), queryset=None, to_field_name="uid"
    )

    def prepare(self, act: Act) -> None:
        waiting = Document.objects.filter(case_id=act.case.pk, verified_at__isnull=True, refused_at__isnull=True)
        self.fields["document"].queryset = waiting
        self.fields["document"].label_from_instance = describe


class VerifyForm(OneDocumentForm):
    expires_on = forms.DateField(label=_("Berlaku sampai, bila tertulis"), required=False, widget=Day)


def describe(document: Document) -> str:
    """A document in words: kind, number, title."""
    parts = [rulebook.label("documents", document.kind), document.number, document.title]
    return " · ".join(part for part in parts if part)


@act(label=_("Tambah dokumen"), by="holder, village", form=DocumentForm)
def add_document(amendment: Amendment) -> None:
    """Keep a paper; its hash is in the event, its file under a random name."""
    act_, data = amendment.act, amendment.act.data
    document = Document(
        case_id=amendment.case.pk,
        kind=data["kind"],
        title=data.get("title") or "",
        number=data.get("number") or "",
        issued_on=data.get("issued_on"),
        expires_on=data.get("expires_on"),
        by=act_.actor,
        office=act_.office,
        at=act_.now,
    )
    if data.get("file") is not None:
        kept = documents.store(data["file"])
        document.file_name, document.content_type = kept.name, kept.content_type
        document.size, document.sha256 = kept.size, kept.sha256
        amendment.documents.append({"id": document.uid, "size": kept.size, "sha256": kept.sha256})
    amendment.plain["document"] = str(document.uid)
    amendment.records.append(document)


@act(label=_("Verifikasi dokumen"), by="anyone", form=VerifyForm)
def verify_document(amendment: Amendment) -> None:
    """Check a paper off as seen and in order; somebody else than who added it."""
    act_, document = amendment.act, amendment.act.data["document"]
    _by_second_person(act_, document)
    document.verified_by, document.verified_at = act_.actor, act_.now
    document.expires_on = act_.data.get("expires_on") or document.expires_on
    if document.expires_on and document.expires_on < act_.today:
        raise GuardFailed(_now("Dokumen ini sudah kedaluwarsa; tolak dengan alasan Kedaluwarsa."))
    amendment.plain["document"] = str(document.uid)
    amendment.records.append(document)


@act(label=_("Tolak dokumen"), by="holder, village", form=OneDocumentForm, reasons="DOCUMENT")
def refuse_document(amendment: Amendment) -> None:
    """Refuse a paper with a reason; it stays in the history."""
    act_, document = amendment.act, amendment.act.data["document"]
    _by_second_person(act_, document)
    document.refused_by, document.refused_at = act_.actor, act_.now
    document.refusal = act_.data["reason"]
    amendment.plain["document"] = str(document.uid)
    amendment.records.append(document)


def _by_second_person(act_: Act, document: Document) -> None:
    if document.by_id == act_.actor.pk:
        raise GuardFailed(_now("Dokumen diperiksa orang lain, bukan yang menambahkannya."))
