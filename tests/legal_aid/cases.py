"""Legal-aid cases for tests: opened by the engine, papers as rows."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from casework import clock, engine
from casework.models import Case, Document, Organisation, User
from tests.factories.cases import move, opened, teleport
from tests.world import World
from workflows.legal_aid.models import LegalAidCase

TODAY = date(2026, 11, 23)
"""A Monday, without a holiday in the week."""

WIB = ZoneInfo("Asia/Jakarta")

WHY = {"reason_text": "Sudah dibicarakan dengan klien."}
FOR_CLIENT = {"behalf": "client", "behalf_how": "in_person", "behalf_paper": "Pernyataan bermaterai 12/2026"}


def application(world: World, **more: Any) -> dict[str, Any]:
    """A filled-in application of a worker known to the village and the body alike."""
    return {
        "full_name": "Sumiati",
        "applicant": "person",
        "applied_as": "oral",
        "attested": "thumb_print",
        "applied_on": TODAY.isoformat(),
        "category": "unpaid_wages",
        "topic": "Gaji empat bulan tidak dibayar",
        "account": "Majikan menahan gaji sejak Juli.",
        **more,
    }


def open_at(
    world: World, office: Organisation, actor: User, *, linked: Case | None = None, **more: Any
) -> LegalAidCase:
    """An application taken in at an office."""
    outcome = engine.open_case(
        LegalAidCase,
        actor=actor,
        office=office,
        request_id=uuid.uuid4(),
        data=application(world, **more),
        linked=linked,
    )
    return opened(outcome)


def at_village(world: World, **more: Any) -> LegalAidCase:
    """At the post of Ulak Paceh, taken in by Siti."""
    return open_at(world, world.village, world.siti, **more)


def at_body(
    world: World, state: str = "intake", *, opening: dict[str, Any] | None = None, **columns: Any
) -> LegalAidCase:
    """At LBH Sekayu, taken in by Maya, in any stage."""
    case = open_at(world, world.legal_aid, world.maya, **(opening or {}))
    if state == "intake" and not columns:
        return case
    return teleport(case, state, **columns)


def under_mandate(world: World, state: str = "mandated", **columns: Any) -> LegalAidCase:
    """In service, with the client's mandate."""
    return at_body(world, state, mandate_signed_on=TODAY, mandate_by="client", **columns)


def emergency(world: World) -> LegalAidCase:
    """Accompanied by LBH Sekayu before any papers, under seal."""
    case = at_body(world)
    return move(case, "begin_accompaniment", world.maya, ground="arrest", companion="Adv. Dewi")


def ended(world: World, state: str, verb: str) -> LegalAidCase:
    """Ended by a move, by whoever may make it."""
    makers = {
        "close": lambda: move(
            under_mandate(world, "outcome_recorded", execution="none"), "close", world.maya_sup, **closing()
        ),
        "refuse_application": lambda: move(at_body(world, "decision_pending"), verb, world.maya_head, **refusal()),
        "withdraw": lambda: move(at_body(world, "completeness_check"), verb, world.maya, **withdrawal()),
    }
    case = makers[verb]()
    assert case.state == state
    return case


def closing(**more: Any) -> dict[str, Any]:
    return {
        "reason": "judgment_won",
        **WHY,
        "letter": "88/LBH/2026",
        "file_returned": "on",
        "report_item": "Triwulan IV, 12",
        **more,
    }


def refusal(**more: Any) -> dict[str, Any]:
    return {"reason": "no_merit", **WHY, "letter": "7/LBH/2026", "other_bodies": "LBH Palembang", **more}


def withdrawal(**more: Any) -> dict[str, Any]:
    return {
        "reason": "own_decision",
        **WHY,
        **FOR_CLIENT,
        "asked_in_private": "on",
        "pressure": "no",
        "documents_returned": "on",
        **more,
    }


def counsel(**more: Any) -> dict[str, Any]:
    return {"counsel": "Adv. Dewi Lestari", "counsel_kind": "advocate", **more}


def acceptance(**more: Any) -> dict[str, Any]:
    return counsel(merit_note="Dasar gugatan kuat.", no_conflict="on", letter="5/LBH/2026", **more)


def mandate(**more: Any) -> dict[str, Any]:
    return {"signed_on": TODAY.isoformat(), "signed_by": "client", **FOR_CLIENT, **more}


def paper(case: Case, kind: str, by: User, **more: Any) -> Document:
    """A paper in the case's file."""
    return Document.objects.create(case_id=case.pk, kind=kind, by=by, office=case.holder, at=clock.now(), **more)


def whole_file(case: Case, by: User) -> None:
    """All the papers the law asks for."""
    for kind in ("DOC_ID", "DOC_CASE_PAPER", "DOC_POVERTY_LETTER"):
        paper(case, kind, by)


def running(case: Case) -> dict[str, Any]:
    """Rule code -> deadline, of those that run."""
    rows = case.deadlines.select_related("rule").filter(met_at=None, ended_at=None)
    return {row.rule.code: row for row in rows}


def days_until(case: Case, code: str) -> int:
    """Calendar days from today to a running deadline, in the holder's zone (WIB)."""
    due = running(case)[code].due_at
    return (due.astimezone(WIB).date() - TODAY).days
