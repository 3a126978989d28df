"""Guards about documents: which must be there, valid, verified, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework import rulebook
from casework.acting import Act
from casework.models import Document
from casework.moves import Guard
from workflows.journey import schemes

FOR_WORK = ("DOC_PASSPORT", "DOC_CONTRACT", "DOC_VISA", "DOC_BPJS_TK")
FOR_GOING_BACK = ("DOC_PASSPORT", "DOC_VISA", "DOC_CONTRACT")
SHOWN_BY_NUMBER = ("DOC_EPMI",)
"""Known by a number that the approving officer enters, not by a paper on file."""


def valid(act: Act, kind: str, on: date | None = None) -> Document | None:
    """The newest document of a kind that was not refused and is valid on a day (default: today)."""
    return next((doc for doc in act.documents(kind) if doc.is_valid(on or act.today)), None)


def name(kind: str) -> str:
    return rulebook.label("documents", kind)


def on_file(*kinds: str) -> Guard:
    """These documents are valid today, as far as the journey's scheme asks for them (all, while it has none)."""

    def guard(act: Act) -> Any:
        scheme = act.case.scheme
        wanted = set(schemes.required(act, scheme)) if scheme else set(kinds)
        return _missing(kind for kind in kinds if kind in wanted and not valid(act, kind))

    return guard


def present(kind: str) -> Guard:
    """A document is valid today, whatever the scheme."""

    def guard(act: Act) -> Any:
        return _missing([] if valid(act, kind) else [kind])

    return guard


def all_verified_by_others(act: Act) -> Any:
    """Every document of the scheme is valid on the day of departure and was verified by somebody else (guard 6)."""
    case = act.case
    if not case.scheme:
        return _("Skema penempatan belum tercatat. Kembalikan berkas untuk dilengkapi.")
    leaving = act.data.get("departure_date") or case.departure_date or act.today
    day = max(act.today, leaving)
    wanted = [kind for kind in schemes.required(act, case.scheme) if kind not in SHOWN_BY_NUMBER]
    found: dict[str, Any] = {kind: valid(act, kind, day) for kind in wanted}
    lacking = _missing(kind for kind, doc in found.items() if doc is None)
    if lacking:
        return lacking
    unverified = [name(kind) for kind, doc in found.items() if doc.verified_by_id is None]
    if unverified:
        return _("Belum diverifikasi: %(documents)s. Minta petugas lain memverifikasinya.") % {
            "documents": ", ".join(unverified)
        }
    if act.actor is not None and any(doc.verified_by_id == act.actor.pk for doc in found.values()):
        return _("Anda ikut memverifikasi dokumennya; keberangkatan disetujui oleh orang lain.")
    return None


def listed_items_are_there(act: Act) -> Any:
    """Every document that was asked for has come since, or was verified since."""
    asked = act.case.missing_documents
    return _missing(kind for kind in asked if not _has_come(act, kind))


def health_is_in_doubt(act: Act) -> Any:
    """Expired is what the papers show; doubtful is the officer's word."""
    if act.data.get("why") == "expired" and valid(act, "DOC_HEALTH"):
        return _("%(document)s masih berlaku. Pilih alasan lain bila hasilnya diragukan.") % {
            "document": name("DOC_HEALTH")
        }
    return None


def papers_not_expired(act: Act) -> Any:
    """Of the papers on file for the work abroad none has run out; those recorded abroad have none on file."""
    day = act.data.get("departure_date") or act.today
    expired = [kind for kind in FOR_GOING_BACK if act.documents(kind) and not valid(act, kind, day)]
    if expired:
        return _("Tidak berlaku lagi: %(documents)s. Tambahkan yang baru, atau siapkan re-entry.") % {
            "documents": ", ".join(map(name, expired))
        }
    return None


def _has_come(act: Act, kind: str) -> bool:
    returned_at = act.step.created if act.step else act.now
    for doc in act.documents(kind):
        if doc.is_valid(act.today) and (doc.at >= returned_at or doc.verified_at is not None):
            return True
    return False


def _missing(kinds: Iterable[str]) -> Any:
    names = [name(kind) for kind in kinds]
    if not names:
        return None
    return _("Belum ada atau tidak berlaku: %(documents)s. Tambahkan dokumen yang berlaku.") % {
        "documents": ", ".join(names)
    }
