"""The papers of an application, and which of them are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casework.acting import Act
    from casework.models import Document

MANDATE = "DOC_MANDATE"

NEEDED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("identitas atau surat keterangan domisili"), ("DOC_ID", "DOC_PASSPORT", "DOC_ADDRESS_LETTER")),
    (_("dokumen perkara"), ("DOC_CASE_PAPER",)),
    (_("surat keterangan miskin atau kartu penggantinya"), ("DOC_POVERTY_LETTER", "DOC_POVERTY_CARD")),
)
"""What an application needs, each with the kinds of document that satisfy it (UU 16/2011 Art 14, PP 42/2013)."""


def missing_papers(act: Act) -> list[str]:
    """In words, what the application still needs: papers that are there, valid and not refused count."""
    there = {paper.kind for paper in act.documents() if paper.is_valid(act.today)}
    missing = [str(name) for name, kinds in NEEDED if not there & set(kinds)]
    if not act.case.account.strip():
        missing.insert(0, str(_("uraian singkat perkara")))
    return missing


def mandates(act: Act) -> list[Document]:
    """The special powers of attorney that are valid today, newest first; after an ended one only later ones."""
    ended = act.case.mandate_ended_on
    return [
        paper
        for paper in act.documents(MANDATE)
        if paper.is_valid(act.today) and (ended is None or (paper.issued_on or paper.at.date()) >= ended)
    ]
