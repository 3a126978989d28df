"""The emergency track and the death file: sealed, at BP3MI, never paused, on complaint and journey alike."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.errors import GuardFailed, Invalid, NeedsSecondPerson
from casework.models import Event
from tests.complaint.given import FILLED, at_bp3mi, at_district, at_village, emergency, referral, running
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.journey.cases import at as journey_at
from tests.world import World

pytestmark = pytest.mark.django_db


def raised(world: World, case, actor, **more):
    return move(case, "raise_emergency", actor, **FILLED["raise_emergency"] | more)


def test_raising_it_seals_the_case_and_brings_it_to_bp3mi(world: World) -> None:
    case = raised(world, at_district(world, "triage"), world.budi)
    assert (case.severity, case.sealed, case.holder, case.officer) == ("E", True, world.bp3mi, None)
    assert {"D14", "D40"} <= set(running(case))
    assert {world.budi.pk, world.rina_head.pk} <= set(case.named.values_list("user_id", flat=True))


def test_the_first_move_of_bp3mi_accepts_it(world: World) -> None:
    case = raised(world, at_district(world, "triage"), world.budi)
    case = move(case, "safeguard", world.rina_head, **FILLED["safeguard"])
    assert case.state == "victim_safeguarded"
    assert case.steps.get(state="emergency_response").accepted_at is not None


def test_bp3mi_names_its_duty_officer(world: World) -> None:
    case = raised(world, at_bp3mi(world, "triage"), world.rina, officer=str(world.rina2.uid))
    assert case.officer == world.rina2
    assert world.rina2.pk in case.named.values_list("user_id", flat=True)


def test_a_village_that_takes_part_may_raise_it(world: World) -> None:
    case = move(at_village(world), "begin_triage", world.siti, **FILLED["begin_triage"])
    assert case.holder == world.district
    assert raised(world, case, world.siti).state == "emergency_response"


def test_danger_is_said_or_the_severity_is_e(world: World) -> None:
    with pytest.raises(GuardFailed, match="Tandai Ada bahaya"):
        raised(world, at_district(world, "triage"), world.budi, danger="")


def test_a_victim_in_safety_is_in_danger_again_only_by_new_danger(world: World) -> None:
    with pytest.raises(GuardFailed, match="bahaya baru"):
        raised(world, emergency(world, "victim_safeguarded"), world.rina_head, danger="")


def test_an_emergency_ends_the_pause(world: World) -> None:
    case = move(at_district(world, "triage"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    assert running(case)["D11"].due_at is None
    case = raised(world, case, world.budi)
    assert running(case)["D11"].due_at is not None
    assert case.pauses.get().ended_at is not None


def test_trafficking_is_with_the_police_before_the_victim_counts_as_safe(world: World) -> None:
    case = emergency(world, opening={"category": "trafficking"})
    with pytest.raises(GuardFailed, match="rujukan ke polisi"):
        move(case, "safeguard", world.rina, **FILLED["safeguard"])
    referral(world, case, world.rina, world.police, "police_report")
    case = move(case, "safeguard", world.rina, **FILLED["safeguard"])
    assert {"D15", "D16"} <= set(running(case))


def test_standing_down_lowers_the_severity_and_keeps_the_seal(world: World) -> None:
    case = emergency(world, opening={"category": "violence"})
    with pytest.raises(NeedsSecondPerson):
        move(case, "stand_down", world.rina_head, **FILLED["stand_down"])
    case = move(case, "stand_down", world.rina_head, confirmed_by=world.rina, **FILLED["stand_down"])
    assert (case.state, case.severity, case.category, case.sealed) == ("triage", "N", "unpaid_wages", True)


@pytest.mark.parametrize(("day", "following"), [(14, (24, "H")), (15, (7, "CD"))])
def test_from_day_15_a_status_note_is_due_every_seven_days(
    world: World, clock: Clock, day: int, following: tuple[int, str]
) -> None:
    case = emergency(world)
    for passed in (0, day - 1):
        clock.set(case.created + timedelta(days=passed, hours=1))
        first = str(running(case)["D14"].pk)
        case = do(case, "add_note", world.rina, text="Korban aman, dihubungi.", fulfils=first)
    assert (running(case)["D14"].amount, running(case)["D14"].unit) == following


def test_standing_down_corrects_a_category_that_is_an_emergency_by_itself(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        move(emergency(world), "stand_down", world.rina_head, **FILLED["stand_down"] | {"category": "violence"})
    assert "category" in refused.value.errors


def test_an_emergency_is_not_undone(world: World) -> None:
    case = raised(world, at_bp3mi(world, "triage"), world.rina)
    with pytest.raises(GuardFailed, match="tidak dapat dibatalkan"):
        move(case, "undo", world.rina, reason="wrong_move", reason_text="Salah langkah")


@pytest.mark.parametrize(
    ("category", "before", "after"),
    [
        ("unpaid_wages", "in_placement", "in_distress"),
        ("unpaid_wages", "home_leave", "in_distress"),
        ("trafficking", "selection", "nonprocedural_suspected"),
        ("unpaid_wages", "selection", "selection"),
        ("trafficking", "arrived_home", "arrived_home"),
    ],
)
def test_guard_1_the_journey_moves_in_the_same_act_or_its_holder_is_told(
    world: World, category: str, before: str, after: str
) -> None:
    journey = journey_at(world, before)
    at_bp3mi(world, opening={"category": category, "danger": "yes", "person": _shown(world, journey)})
    journey = fresh(journey)
    newest = Event.objects.filter(case_uid=journey.uid).order_by("-seq").first()
    assert journey.state == after
    assert newest.act == {
        "in_distress": "journey.report_distress",
        "nonprocedural_suspected": "journey.flag_suspicion",
    }.get(after, "journey.complaint_is_emergency")


def test_a_complaint_about_somebody_on_a_journey_is_linked_with_it(world: World) -> None:
    journey = journey_at(world, "in_placement")
    case = at_bp3mi(world, opening={"person": _shown(world, journey)})
    assert case.links_to.get().one_id == journey.pk


def test_guard_4_a_death_is_recorded_on_the_journey_too(world: World) -> None:
    journey = journey_at(world, "in_placement")
    case = at_bp3mi(world, "triage", opening={"person": _shown(world, journey)})
    case = move(case, "record_death", world.rina, died_on="2026-11-20", **FILLED["record_death"])
    assert (case.state, case.severity, case.sealed, str(case.died_on)) == ("death_handling", "E", True, "2026-11-20")
    assert "D18" in running(case)
    assert fresh(journey).state == "deceased"


def test_guard_4_before_departure_the_holder_of_the_journey_is_told(world: World) -> None:
    journey = journey_at(world, "selection")
    case = at_bp3mi(world, "triage", opening={"person": _shown(world, journey)})
    move(case, "record_death", world.rina, **FILLED["record_death"])
    journey = fresh(journey)
    assert journey.state == "selection"
    assert Event.objects.filter(case_uid=journey.uid, act="journey.death_recorded_elsewhere").exists()


def test_annulling_a_death_annuls_it_on_the_journey_too(world: World) -> None:
    journey = journey_at(world, "in_placement")
    case = at_bp3mi(world, "triage", opening={"person": _shown(world, journey)})
    case = move(case, "record_death", world.rina, **FILLED["record_death"])
    annulled = FILLED["annul_death"] | {"severity": "H"}
    case = move(case, "annul_death", world.rina_head, confirmed_by=world.rina, **annulled)
    assert (case.state, case.severity, case.died_on) == ("triage", "H", None)
    assert fresh(journey).state == "in_placement"


def test_a_death_annulled_in_an_emergency_goes_back_to_the_emergency(world: World) -> None:
    case = move(emergency(world), "record_death", world.rina, **FILLED["record_death"])
    lowered = FILLED["annul_death"] | {"severity": "N"}
    with pytest.raises(GuardFailed, match="kembali ke penanganan darurat"):
        move(case, "annul_death", world.rina_head, confirmed_by=world.rina, **lowered)
    case = move(case, "annul_death", world.rina_head, confirmed_by=world.rina, **FILLED["annul_death"])
    assert (case.state, case.severity) == ("emergency_response", "E")


def test_the_death_file_is_resolved_by_two_persons(world: World) -> None:
    case = emergency(world, "death_handling")
    resolved = FILLED["resolve"] | {"family": "told", "remains": "buried", "claims": "done"}
    with pytest.raises(NeedsSecondPerson):
        move(case, "resolve", world.rina_head, **resolved)
    with pytest.raises(Invalid) as refused:
        move(case, "resolve", world.rina_head, confirmed_by=world.rina, **FILLED["resolve"])
    assert {"family", "remains", "claims"} <= set(refused.value.errors)
    assert move(case, "resolve", world.rina_head, confirmed_by=world.rina, **resolved).state == "resolved"


def test_a_severity_that_rises_to_e_starts_the_track_in_the_same_act(world: World) -> None:
    case = do(at_district(world, "suspended"), "set_severity", world.budi, severity="E", why="Disekap")
    assert (case.state, case.sealed, case.holder) == ("emergency_response", True, world.bp3mi)


def test_what_the_emergency_comes_from_decides_whether_there_is_a_move(world: World) -> None:
    assert at_district(world, "mediation").emergency_move() == "raise_emergency"
    assert emergency(world).emergency_move() is None
    assert emergency(world, "death_handling").emergency_move() is None
    assert emergency(world).in_emergency_stage()


def _shown(world: World, journey) -> str:
    """The worker's id, made known to Rina by her office's part in the journey."""
    teleport(journey, journey.state, holder=world.bp3mi)
    return str(journey.person.uid)
