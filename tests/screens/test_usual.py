"""Which move the work list offers as the usual next one, and which button of a case stands out."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import pytest

from casework.models import Case, User
from casework.screens.usual import is_exceptional, usual_next
from casework.stages import flows
from tests.complaint import given
from tests.factories.cases import move
from tests.journey import cases as journeys
from tests.legal_aid import cases as legal_aid
from tests.screens.pages import signed_in, text_of
from tests.world import World

OFFICER = {"work_cases"}
HEAD = {"work_cases", "supervise_cases", "sign"}


@pytest.fixture(autouse=True)
def _monday_morning(clock: Any) -> None:
    clock.set(datetime.combine(given.TODAY, time(9, 0), given.WIB))


@pytest.mark.parametrize(
    ("kind", "state", "level", "verb"),
    [
        ("referral", "requested", "police", "accept_referral"),
        ("referral", "working", "legal_aid", "answer_referral"),
        ("referral", "answered", "bp3mi", "take_over_result"),
        ("toy", "reported", "village", "send"),
        ("journey", "contract_extension", "bp3mi", "confirm_extension"),
        ("journey", "contact_lost", "bp3mi", "restore_contact"),
        ("complaint", "settlement_monitoring", "bp3mi", "resolve"),
        ("complaint", "referred", "district", "resume_work"),
        ("legal_aid", "non_litigation", "legal_aid", "record_outcome"),
    ],
)
def test_an_officer_is_offered_the_next_step_of_his_office(kind: str, state: str, level: str, verb: str) -> None:
    usual = usual_next(kind, state, level, OFFICER)
    assert usual is not None
    assert usual.move.verb == verb


@pytest.mark.parametrize(
    ("kind", "state", "level"),
    [
        ("legal_aid", "decision_pending", "legal_aid"),  # who decides is his supervisor
        ("journey", "village_verification", "village"),
        ("journey", "in_placement", "bp3mi"),
        ("journey", "in_distress", "bp3mi"),
    ],
)
def test_where_nothing_usual_is_his_to_do_nothing_is_urged(kind: str, state: str, level: str) -> None:
    assert usual_next(kind, state, level, OFFICER) is None


@pytest.mark.parametrize("permissions", [OFFICER, HEAD])
def test_no_list_urges_what_is_out_of_the_ordinary(permissions: set[str]) -> None:
    offered = [
        usual_next(kind, state, level, permissions)
        for kind, flow in flows().items()
        for state in flow.open_states()
        for level in ("village", "district", "bp3mi", "police", "legal_aid")
    ]
    verbs = {each.move.verb for each in offered if each is not None}
    assert not verbs & {
        "begin_accompaniment", "raise_emergency", "record_death", "record_death_before_departure", "flag_suspicion",
        "report_distress", "report_contact_lost", "recommend_sanction", "return_for_completion", "ask_for_completion",
        "start_return", "record_failed_departure", "suspend", "reject", "void", "withdraw", "declare_unresolved",
        "confirm_left_unprocedurally", "change_placement", "annul_death",
    }  # fmt: skip


def buttons(user: User, case: Case) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = signed_in(user).get(f"/kasus/{case.uid}/").context["moves"]
    return shown


def verb_of(button: dict[str, Any]) -> str:
    return str(button["url"]).rstrip("/").rpartition("/")[2]


def test_the_usual_move_comes_first_and_stands_out_also_where_it_is_entered_for_a_worker(world: World) -> None:
    shown = buttons(world.siti, journeys.at(world, "interest_registered"))
    assert (verb_of(shown[0]), shown[0]["stands_back"]) == ("submit_for_verification", False)


def test_what_ends_a_case_stands_last(world: World) -> None:
    shown = [each["danger"] for each in buttons(world.siti_head, journeys.at(world, "interest_registered"))]
    assert shown == sorted(shown)
    assert shown[-1]


def test_while_another_body_still_works_page_and_list_lead_back_to_work_and_not_to_the_end(world: World) -> None:
    case = given.at_district(world, "triage")
    given.referral(world, case, world.budi, world.legal_aid)
    case = move(case, "refer_and_wait", world.budi, **given.FILLED["refer_and_wait"])
    assert verb_of(buttons(world.budi, case)[0]) == "resume_work"
    assert f"Lanjutkan penanganan , {case.number}" in text_of(signed_in(world.budi).get("/kerja/"))


def first_on_list(user: User, case: Case) -> str:
    """What the work list says is done next with a case; it says the number after it."""
    return text_of(signed_in(user).get("/kerja/")).partition(f" , {case.number}")[0]


def test_the_list_says_for_whom_the_sender_of_a_referral_records_its_acceptance(world: World) -> None:
    case = given.at_district(world, "triage")
    held = given.referral(world, case, world.budi, world.mission, "mission")
    assert first_on_list(world.budi, held).endswith("Terima rujukan, atas nama instansi tujuan tanpa akun")
    sent = given.referral(world, case, world.budi, world.legal_aid)
    assert first_on_list(world.maya, sent).endswith("Terima rujukan")


def test_an_end_that_is_the_usual_next_step_stands_out(world: World) -> None:
    case = given.at_district(world, "triage")
    referral = given.referral(world, case, world.budi, world.legal_aid)
    move(referral, "accept_referral", world.maya)
    move(referral, "answer_referral", world.maya, reason="case_opened", reason_text="Dibuka.", result_text="Dibantu.")
    first = buttons(world.budi, referral)[0]
    assert (verb_of(first), first["danger"], first["stands_back"]) == ("take_over_result", False, False)


def test_only_one_button_stands_out_and_nothing_exceptional_does(world: World) -> None:
    case = legal_aid.at_body(world, "decision_pending")
    assert [each for each in buttons(world.maya, case) if not each["stands_back"]] == []
    standing_out = [verb_of(each) for each in buttons(world.maya_sup, case) if not each["stands_back"]]
    assert standing_out == ["accept_application"]
    moves = flows()["legal_aid"].process_class.all_moves()
    assert not is_exceptional(moves["accept_application"])


def test_the_list_of_who_may_not_decide_does_not_urge_an_emergency(world: World) -> None:
    case = legal_aid.at_body(world, "decision_pending")
    assert f"Buka kasus , {case.number}" in text_of(signed_in(world.maya).get("/kerja/?daftar=kantor"))
    assert f"Terima permohonan , {case.number}" in text_of(signed_in(world.maya_sup).get("/kerja/?daftar=kantor"))
