"""Complaints for tests: opened by the engine, filled in as a person would, put where a test needs them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Permission

from casework import clock, engine
from casework.models import Case, Contact, Organisation, Party, User
from tests.factories.cases import move, opened, teleport
from tests.world import World
from workflows.complaint.models import ComplaintCase
from workflows.referral.models import Referral

TODAY = date(2026, 11, 23)
"""A Monday, without a holiday in the week."""

WIB = ZoneInfo("Asia/Jakarta")

WHY = {"reason_text": "Sudah dibicarakan dengan pengadu dan dicatat."}
FOR_COMPLAINANT = {"behalf": "complainant", "behalf_how": "in_person", "behalf_paper": "Pernyataan 12/2026"}


def call(**more: Any) -> dict[str, Any]:
    """An opening form as a caller at the counter lets it be filled in."""
    return {
        "danger": "no",
        "matter": "complaint",
        "complainant_kind": "family",
        "complainant_name": "Sumiati",
        "channel": "phone",
        "complainant_contact": "+62 812 1111 2222",
        "contact_is_safe": "yes",
        "person_name": "Rudi Hartono",
        "summary": "Gaji empat bulan tidak dibayar.",
        "category": "unpaid_wages",
        "home_consent": "no",
        **more,
    }


def open_at(
    world: World, office: Organisation, actor: User, *, linked: Case | None = None, **more: Any
) -> ComplaintCase:
    """A complaint taken in at an office."""
    outcome = engine.open_case(
        ComplaintCase, actor=actor, office=office, request_id=uuid.uuid4(), data=call(**more), linked=linked
    )
    return opened(outcome)


def at_village(world: World, **more: Any) -> ComplaintCase:
    return open_at(world, world.village, world.siti, **more)


def at_district(
    world: World, state: str = "received", *, opening: dict[str, Any] | None = None, **columns: Any
) -> ComplaintCase:
    """Taken in by Budi at the district, in any state."""
    case = open_at(world, world.district, world.budi, **(opening or {}))
    return teleport(case, state, **columns) if state != "received" or columns else case


def at_bp3mi(
    world: World, state: str = "received", *, opening: dict[str, Any] | None = None, **columns: Any
) -> ComplaintCase:
    """Taken in by Rina at BP3MI, in any state."""
    case = open_at(world, world.bp3mi, world.rina, **(opening or {}))
    return teleport(case, state, **columns) if state != "received" or columns else case


def emergency(world: World, state: str = "emergency_response", **columns: Any) -> ComplaintCase:
    """Severity E, sealed, with Rina of BP3MI as its duty officer."""
    opening = columns.pop("opening", {})
    case = open_at(world, world.bp3mi, world.rina, danger="yes", **opening)
    return teleport(case, state, **columns) if state != "emergency_response" or columns else case


def with_party(case: ComplaintCase, role: str, **more: Any) -> ComplaintCase:
    """A party added without its act."""
    Party.objects.create(case_id=case.pk, role=role, since=clock.now(), **more)
    return case


def respondent(case: ComplaintCase, sort: str = "p3mi") -> ComplaintCase:
    return with_party(case, "respondent", sort=sort, name="PT Contoh")


def referral(world: World, case: Case, actor: User, receiver: Organisation, purpose: str = "legal_aid") -> Referral:
    """Work asked of another body for this case."""
    outcome = engine.open_case(
        Referral,
        actor=actor,
        office=case.holder,
        request_id=uuid.uuid4(),
        parent=case,
        data={
            "receiving_office": str(receiver.uid),
            "purpose": purpose,
            "asked": "Mohon bantuan.",
            "package": "Pokok perkara.",
            "legal_basis": "public_duty",
        },
    )
    return opened(outcome)


def tries(case: ComplaintCase, actor: User, count: int = 2) -> None:
    """Vain calls on record."""
    for _number in range(count):
        Contact.objects.create(
            case_id=case.pk, by=actor, at=clock.now(), on=TODAY, channel="phone", person="Pengadu", reached=False
        )


def name(case: Case, *users: User) -> None:
    """Let people open a sealed case."""
    permission = Permission.objects.get(codename="open_sealed", content_type__app_label="casework")
    for user in users:
        case.named.get_or_create(user=user, permission=permission)


def running(case: Case) -> dict[str, Any]:
    """The running deadlines by rule."""
    return {d.rule.code: d for d in case.deadlines.filter(met_at=None, ended_at=None).select_related("rule")}


def ended(world: World, state: str) -> ComplaintCase:
    """Ended at the district by its supervisor or head, by the move of that state."""
    if state == "closed":
        case = at_district(world, "resolved")
        return move(case, "close", world.budi_sup, confirmed_by=world.budi_head, basis="agreed", letter="9/2026")
    if state == "rejected":
        case = at_district(world, "triage")
        return move(case, "reject", world.budi_sup, **FILLED["reject"])
    if state == "closed_administratively":
        case = at_district(world, "referred")
        referral(world, case, world.budi, world.legal_aid)
        return move(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "handed_over"))
    case = at_district(world, "triage")
    return move(case, "withdraw", world.budi, **FILLED["withdraw"])


def closed_with_referrals(case: Case, reason: str, wish: str = "keep") -> dict[str, Any]:
    """Administrative closing that says of every open referral what becomes of it."""
    children = {f"child_{uid.hex}": wish for uid in case.children.filter(finished=None).values_list("uid", flat=True)}
    return {"reason": reason, **WHY, "letter": "10/2026", **children}


FILLED: dict[str, dict[str, Any]] = {
    "begin_triage": {"number_given": "on", "danger": "no"},
    "raise_emergency": {"danger": "on", "facts": "Korban disekap majikan."},
    "safeguard": {"safe_how": "Rumah Ramah", "safety_plan": "Pindah malam ini", "legal_aid_offer": "accepted"},
    "stand_down": {
        "heard_in_private": "on",
        "findings": "Tidak ada bahaya.",
        "category": "unpaid_wages",
        "severity": "N",
        "reason": "no_danger_found",
        **WHY,
    },
    "ask_for_completion": {"missing": "Kontrak", "sent_by": "letter", "reason": "missing_document", **WHY},
    "receive_completion": {"received": "Kontrak"},
    "begin_verification": {"plan": "Telepon P3MI"},
    "assign": {},
    "answer_information": {"answer": "Syaratnya lima.", "sent_by": "phone"},
    "reject": {
        "where_instead": "Pengadilan",
        "letter": "5/2026",
        "objection_explained": "on",
        "reason": "out_of_scope",
        **WHY,
    },
    "merge": {"same_matter": "on"},
    "unmerge": {"reason": "wrong_closure", **WHY},
    "invite_to_clarification": {"session_on": "2026-11-27", "place": "Kantor", "letter": "6/2026"},
    "begin_second_clarification": {},
    "open_mediation": {"complainant_agrees": "on", "respondent_agrees": "on", "invited_on": TODAY.isoformat()},
    "record_commitment": {"statement": "7/2026", "held_on": TODAY.isoformat(), "promised": "Bayar"},
    "record_agreement": {
        "agreement": "8/2026",
        "signed_by_both": "on",
        "promised": "Bayar",
        "next_due_date": "2026-12-10",
    },
    "facilitate_directly": {"arranged": "Klaim BPJS", "next_due_date": "2026-12-10"},
    "recommend_sanction": {
        "findings": "Ingkar",
        "deposit_proposed": "yes",
        "letter": "9/2026",
        "reason": "other",
        "reason_text": "Pelanggaran lain yang diakui tertulis.",
    },
    "resume_monitoring": {"because": "Komitmen baru", "next_due_date": "2026-12-10"},
    "refer_and_wait": {"told": "Kini ditangani LBH"},
    "resume_work": {"because": "Fakta baru"},
    "declare_unresolved": {
        "tried": "Mediasi",
        "letter": "3/2026",
        "options_explained": "on",
        "reason": "mediation_failed",
        **WHY,
    },
    "suspend": {"review_date": "2026-12-20", "complainant_told": "on", "reason": "court_or_police", **WHY},
    "resume": {"because": "Putusan keluar"},
    "record_death": {"victim_died": "on", "source": "Berita perwakilan"},
    "annul_death": {"evidence": "Ia menelepon", "severity": "E", "reason": "mistaken_identity", **WHY},
    "resolve": {"evidence": "Kuitansi", "amount_recovered": "1500000", "reason": "paid_full", **WHY},
    "close": {"basis": "agreed", "letter": "9/2026"},
    "dispute_result": {"new_facts": "Belum dibayar", "reason": "objection", **WHY, **FOR_COMPLAINANT},
    "close_administratively": {"letter": "10/2026", "reason": "handed_over", **WHY},
    "withdraw": {
        "asked_in_private": "on",
        "pressure": "no",
        "reason": "own_decision",
        **WHY,
        **FOR_COMPLAINANT,
    },
    "reopen": {"new_facts": "Perjanjian dilanggar", "reason": "breach", **WHY},
    "reopen_late": {"new_facts": "Jawaban polisi", "reason": "late_result", **WHY},
    "file_objection": {"new_facts": "Keberatan", "reason": "objection", **WHY, **FOR_COMPLAINANT},
    "return_to_triage": {},
    "uphold_ending": {"letter": "2/2026", "ombudsman_named": "on", "reason": "nothing_new", **WHY},
    "void": {"reason": "duplicate_entry", **WHY},
}
"""Every move's form, filled in rightly as far as it does not depend on the case."""
