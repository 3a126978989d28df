"""What a case's file holds: people, papers, notes, contacts, money, consents, linked cases, referrals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import clock, rulebook
from casework.clock import Unit
from casework.models import Case, CaseLink, Document, Extension, User
from casework.models.case import CaseUserObjectPermission
from casework.screens.seeing import Seen
from casework.stages import flow_of

OTHER_DOCUMENT = "OTHER"


def contents(seen: Seen, user: User) -> dict[str, Any]:
    """Every section of the file that this person reads, by name; one query each."""
    case = seen.case
    notes = case.notes.select_related("by", "office", "superseded_by").order_by("-at")
    return {
        "parties": _parties(seen),
        "documents": [
            _document(case, one) for one in case.documents.select_related("by", "verified_by").order_by("-at")
        ],
        "notes": [note for note in notes if seen.sealed_fields or not note.is_safety],
        "contacts": case.contacts.select_related("by", "office").order_by("-on", "-at") if seen.sealed_fields else [],
        "payments": case.payments.select_related("by").order_by("-paid_on"),
        "consents": case.consents.select_related("by").order_by("-at"),
        "pauses": _pauses(case),
        "extensions": _extensions(case),
        "windows": case.windows.select_related("rule") if not case.is_open else [],
        "participants": case.participations.filter(until__isnull=True).select_related("organisation").order_by("since"),
        "named": _named(case) if case.sealed else [],
        **_other_cases(seen, user),
    }


def _extensions(case: Case) -> list[dict[str, Any]]:
    found = Extension.objects.filter(deadline__case_id=case.pk).select_related("deadline__rule", "by")
    return [
        {
            "rule": one.deadline.rule.name,
            "added": clock.amount_in_words(one.amount, Unit(one.deadline.unit)),
            "by": one.by,
            "at": one.at,
            "text": one.text,
        }
        for one in found
    ]


def _parties(seen: Seen) -> list[dict[str, Any]]:
    named_here = seen.case.parties.filter(until__isnull=True, repeats__isnull=True)
    parties = named_here.select_related("organisation", "person__merged_into")
    today = clock.local(seen.now, (seen.case.holder or seen.case.opener).time_zone).date()
    return [
        {
            "role": party.get_role_display(),
            "name": party.name or str(party.person or party.organisation or ""),
            "sort": party.get_sort_display(),
            "contact": party.contact if seen.sealed_fields else "",
            "is_safe": party.contact_is_safe,
            "is_child": party.is_child_on(today),
        }
        for party in parties.order_by("since")
    ]


def _pauses(case: Case) -> list[dict[str, Any]]:
    """Every pause: from, to, who, and why: its stage, and the reason of the move that led there; two queries."""
    pauses = list(case.pauses.select_related("by", "step").order_by("-started_at"))
    before = case.steps.filter(seq__in=[pause.step.seq - 1 for pause in pauses])
    moves, reasons = type(case).all_moves(), {}
    for step in before:
        move, code = moves.get(step.outcome), step.facts.get("reason")
        if move is not None and move.reasons and code:
            reasons[step.seq + 1] = rulebook.label(f"reasons.{move.reasons}", code)
    return [
        {"pause": pause, "stage": case.workflow().stage(pause.reason).label, "reason": reasons.get(pause.step.seq, "")}
        for pause in pauses
    ]


def _document(case: Case, one: Document) -> dict[str, Any]:
    if one.verified_at:
        state, kind = _("Diverifikasi"), "ok"
    elif one.refused_at:
        state, kind = _("Ditolak"), "late"
    else:
        state, kind = _("Belum diperiksa"), "calm"
    return {
        "name": " · ".join(part for part in (_kind_of(one), one.number, one.title) if part),
        "url": reverse("document", args=[case.uid, one.uid]) if one.file_name else "",
        "size": one.size,
        "state": state,
        "state_kind": kind,
        "check_url": "" if one.verified_at or one.refused_at else _check_url(case, one),
        "expires_on": one.expires_on,
        "refusal": rulebook.label("reasons.DOCUMENT", one.refusal) if one.refusal else "",
        "by": one.by,
        "at": one.at,
    }


def _kind_of(one: Document) -> str:
    """The kind of a paper in words; one of no listed kind has its title."""
    return "" if one.kind == OTHER_DOCUMENT else rulebook.label("documents", one.kind)


def _check_url(case: Case, one: Document) -> str:
    return f"{reverse('act', args=[case.uid, 'verify_document'])}?document={one.uid}"


def _named(case: Case) -> list[User]:
    named = CaseUserObjectPermission.objects.filter(content_object_id=case.pk).select_related("user")
    return sorted({row.user for row in named}, key=str)


def _other_cases(seen: Seen, user: User) -> dict[str, Any]:
    """Linked cases, referrals and the case a referral belongs to: only those this person may find; two queries."""
    case = seen.case
    links = CaseLink.objects.filter(Q(one_id=case.pk) | Q(other_id=case.pk), until__isnull=True)
    hows: dict[int, list[str]] = {}
    for link in links:
        hows.setdefault(link.other_id if link.one_id == case.pk else link.one_id, []).append(link.get_kind_display())
    wanted = Q(pk__in=list(hows)) | Q(parent_id=case.pk)
    if case.parent_id:
        wanted |= Q(pk=case.parent_id)
    found = Case.objects.visible_to(user).filter(wanted).select_related("holder").order_by("created")
    typed = {pk: one for pk, one in seen.loaded.related.items() if hasattr(one, "headline")}
    rows: dict[str, list[dict[str, Any]]] = {"linked": [], "referrals": [], "parents": []}
    for one in found:
        full = typed.get(one.pk)
        row = {
            "number": one.number,
            "url": reverse("case", args=[one.uid]),
            "kind": flow_of(one.kind).label,
            "stage": flow_of(one.kind).stage(one.state).label,
            "holder": one.holder,
            "is_open": one.is_open,
            "how": ", ".join(hows.get(one.pk, [])),
            "headline": full.headline() if full is not None and not one.sealed else "",
            "result": _result(full) if not one.sealed else "",
        }
        where = "parents" if one.pk == case.parent_id else "referrals" if one.parent_id == case.pk else "linked"
        rows[where].append(row)
    return rows


def _result(child: Case | None) -> str:
    """What a referral brought back, if its kind keeps a result."""
    code, text = getattr(child, "result", ""), getattr(child, "result_text", "")
    words: Iterable[str] = (rulebook.label("reasons.OUTCOME", code) if code else "", text)
    return ": ".join(word for word in words if word)
