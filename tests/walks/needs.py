"""What a move may lack, and how a walk brings it: by acts, by moves on other cases, by papers, by waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from casework import clock
from casework.models import Document
from tests.journey.cases import PAPERS
from tests.walks import openings

if TYPE_CHECKING:
    from tests.walks.walking import Walk

Need = Callable[["Walk", int], object]
_KINDS_OF_PAPER = {
    "journey": (*PAPERS, "DOC_SEAMAN_BOOK"),
    "legal_aid": ("DOC_ID", "DOC_CASE_PAPER", "DOC_POVERTY_LETTER", "DOC_MANDATE"),
}


def papers(walk: Walk, pk: int) -> None:
    """A whole file, brought by the village and verified by the district's second officer."""
    case, now, world = walk.board[pk], clock.now(), walk.world
    Document.objects.bulk_create(
        Document(case_id=pk, kind=kind, by=world.siti, office=world.village, at=now, verified_by=world.budi2,
                 verified_at=now)
        for kind in _KINDS_OF_PAPER[case.kind]
    )  # fmt: skip
    walk.with_papers.add(pk)


def waiting(days: int) -> Need:
    return lambda walk, _pk: walk.wait(timedelta(days=days))


def doing(name: str, **said: str) -> Need:
    """An act on the case itself."""
    return lambda walk, pk: walk.do(pk, name, said=said)


def referral(receiver: str) -> Need:
    return lambda walk, pk: openings.refer(walk, pk, receiver)


def others_ended(walk: Walk, pk: int) -> None:
    """The linked complaints come to an end, whatever it takes."""
    for other in walk.linked(pk, "complaint"):
        for verb in ("accept_handover", "resolve", "close", "withdraw"):
            if walk.board[other].is_open:
                walk.make(other, verb)


def leading_complaint(walk: Walk, pk: int) -> None:
    """Another complaint of the same office, linked as its double."""
    case = walk.board[pk]
    if case.holder is None or case.sealed:
        return
    officer = walk.people_of(case.holder)[0]
    data = openings.opening_of(walk, "complaint", "calm")[2] | {"category": "unpaid_wages"}
    model = type(walk.instance(pk))
    leading = walk.open(model, walk.users[officer], walk.offices[case.holder], data)
    if leading is not None:
        walk.do(pk, "link_case", said={"number": walk.board[leading].number, "kind": "duplicate"})


NEEDS: dict[tuple[str, str], tuple[Need, ...]] = {
    **{
        ("journey", verb): (papers,)
        for verb in (
            "clear_at_village", "begin_training", "pass_training", "pass_medical", "pass_medical_without_agreement",
            "endorse_agreement", "complete_documents", "complete_documents_without_orientation", "complete_orientation",
            "approve_departure", "resubmit", "start_leave", "return_from_leave", "begin_medical_re_entry",
        )
    },
    **{
        ("journey", verb): (others_ended,)
        for verb in (
            "stay_on", "stay_on_nonprocedural", "complete", "migrate_again", "end_abroad", "void", "clear_suspicion",
        )
    },
    ("journey", "lapse"): (waiting(32),),
    ("journey", "retry_documents"): (doing("record_cost_statement"),),
    ("journey", "retry_registration"): (doing("record_cost_statement"),),
    ("journey", "close_deceased"): (doing("record_kin_told"), others_ended),
    ("complaint", "begin_verification"): (doing("set_category", category="unpaid_wages"),),
    ("complaint", "merge"): (leading_complaint,),
    ("complaint", "invite_to_clarification"): (doing("add_party"),),
    ("complaint", "recommend_sanction"): (doing("add_party"),),
    ("complaint", "begin_second_clarification"): (doing("record_clarification", respondent_came="no"),),
    ("complaint", "refer_and_wait"): (referral("legal_aid"),),
    ("complaint", "safeguard"): (referral("police"),),
    ("complaint", "close_administratively"): (referral("legal_aid"),),
    ("complaint", "reopen_late"): (waiting(95),),
    ("legal_aid", "confirm_complete"): (papers,),
    ("legal_aid", "sign_mandate"): (papers,),
    ("legal_aid", "sign_new_mandate"): (papers,),
    ("legal_aid", "lapse"): (waiting(16),),
    ("legal_aid", "close"): (doing("record_service", execution="done"),),
    ("referral", "answer_referral"): (doing("record_police_progress", status="stopped"),),
}  # fmt: skip
"""What to bring when a move was refused for something that is missing."""
