"""Every stage of a journey has its period; those that hang on a date follow it."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casework import clock as kawal_clock
from casework import engine
from casework.errors import Invalid
from casework.models import Deadline
from tests.factories.cases import do, fresh, move, teleport
from tests.journey.cases import a_journey, add_papers, at, days, linked_complaint, today
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.sweep.given import acts_of
from tests.world import World
from workflows.journey.flow import JourneyFlow
from workflows.journey.models import PmiJourney

WIB = ZoneInfo("Asia/Jakarta")
A_WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=WIB)
STATES = Path(__file__).parent.parent / "specification" / "journey_states.csv"
PAUSING = {row["code"] for row in csv.DictReader(STATES.read_text().splitlines()) if row["pauses"] == "1"}


def running(case: PmiJourney) -> dict[str, Deadline]:
    """The running deadlines by their rule."""
    found = Deadline.objects.filter(case_id=case.pk, met_at=None, ended_at=None).select_related("rule")
    return {deadline.rule.code: deadline for deadline in found}


def due_day(case: PmiJourney, code: str) -> date:
    return running(case)[code].due_at.astimezone(WIB).date()


def in_days(number: int) -> date:
    return today() + timedelta(days=number)


@pytest.mark.parametrize("state", JourneyFlow.open_states())
def test_every_open_stage_has_its_first_period(world: World, state: str) -> None:
    case = at(world, state, via="selection")
    assert JourneyFlow.stage(state).due_chain(case)[0] in running(case)
    assert case.due_at == min(deadline.due_at for deadline in running(case).values() if deadline.due_at)


def test_two_stages_pause() -> None:
    assert {name for name, node in JourneyFlow.stages().items() if node.pauses} == PAUSING


def test_the_districts_time_runs_from_the_villages_clearance(world: World, clock: Any) -> None:
    case = at(world, "village_cleared")
    cleared = case.steps.get(finished=None).created
    clock.advance(timedelta(days=2))
    case = move(case, "forward_to_district", world.siti)
    assert running(case)["D30"].started_at == cleared


def test_the_second_time_the_districts_time_runs_from_when_it_comes_back(world: World, clock: Any) -> None:
    case = at(world, "district_registration")
    case = move(case, "begin_selection", world.budi, **as_sent(SCENARIOS["begin_selection"].data))
    clock.advance(timedelta(days=2))
    case = move(case, "change_placement", world.budi, **as_sent(SCENARIOS["change_placement"].data))
    assert running(case)["D30"].started_at == case.steps.get(finished=None).created


def test_a_departure_written_down_late_is_followed_up_from_its_day(world: World) -> None:
    data = as_sent(SCENARIOS["record_departure"].data) | {"departure_date": days(-10)}
    case = move(at(world, "ready_to_depart"), "record_departure", world.siti, **data)
    assert due_day(case, "D33") == in_days(20)


def test_who_was_reached_is_contacted_again_after_ninety_days(world: World) -> None:
    case = move(at(world, "departed"), "confirm_arrival", world.siti, **as_sent(SCENARIOS["confirm_arrival"].data))
    assert due_day(case, "D33") == in_days(30)
    contact = {"on": days(0), "channel": "phone", "person": "Rudi", "text": "Sehat"}
    case = do(case, "log_contact", world.siti, reached="no", **contact)
    assert due_day(case, "D33") == in_days(30)
    case = do(case, "log_contact", world.siti, reached="yes", **contact)
    assert due_day(case, "D33") == in_days(90)
    assert case.last_contact_on == today()
    case = do(case, "log_contact", world.rina, reached="yes", **contact)
    assert due_day(case, "D33") == in_days(90)


def test_a_contact_of_before_a_period_began_is_kept_and_starts_no_new_one(world: World) -> None:
    case = a_journey(world, "in_placement", full_name="Wati")
    due = due_day(case, "D33")
    said = {"on": days(-7), "channel": "phone", "person": "Ibunya", "reached": "yes", "text": "Sehat"}
    case = do(case, "log_contact", world.siti, **said)
    assert case.last_contact_on == in_days(-7)
    assert due_day(case, "D33") == due


def test_the_end_of_a_contract_is_announced_ninety_and_thirty_days_before(world: World) -> None:
    case = a_journey(world, "in_placement", full_name="Wati", contract_end=days(200))
    assert due_day(case, "D34") == in_days(110)
    near = a_journey(world, "in_placement", full_name="Tuti", contract_end=days(60))
    assert due_day(near, "D34") == in_days(30)


def test_without_a_known_end_nothing_is_announced(world: World) -> None:
    assert set(running(a_journey(world, "in_placement", full_name="Wati"))) == {"D33", "D40"}


def in_placement_until(world: World, number: int) -> PmiJourney:
    case = a_journey(world, "in_placement", full_name="Wati", destination="MY", contract_end=days(number))
    return move(case, "accept_handover", world.rina)


def test_asking_for_the_plans_meets_the_first_warning(world: World) -> None:
    case = in_placement_until(world, 200)
    case = do(case, "update_placement", world.rina, contract_end=days(200), plan_after_contract="extend")
    assert due_day(case, "D34") == in_days(170)


def test_a_new_end_starts_the_warnings_anew(world: World) -> None:
    case = do(in_placement_until(world, 200), "update_placement", world.rina, contract_end=days(300))
    assert due_day(case, "D34") == in_days(210)
    case = do(case, "update_placement", world.rina, contract_end="")
    assert "D34" not in running(case)


def test_the_warning_runs_across_a_leave_and_rests_in_an_extension(world: World) -> None:
    case = in_placement_until(world, 200)
    add_papers(case, world)
    leave = move(case, "start_leave", world.rina, **as_sent(SCENARIOS["start_leave"].data))
    assert due_day(leave, "D34") == in_days(110)
    case = move(leave, "return_from_leave", world.rina, **as_sent(SCENARIOS["return_from_leave"].data))
    case = move(case, "begin_extension", world.rina, **as_sent(SCENARIOS["begin_extension"].data))
    assert "D34" not in running(case)
    declined = move(case, "decline_extension", world.rina, reason="pmi_declined", reason_text="Mau pulang")
    assert due_day(declined, "D34") == in_days(110)


def test_a_warning_that_was_met_stays_met_after_an_extension_came_to_nothing(world: World, clock: Any) -> None:
    case = in_placement_until(world, 200)
    case = do(case, "update_placement", world.rina, contract_end=days(200), plan_after_contract="extend")
    clock.advance(timedelta(days=115))
    engine.sweep()
    said = acts_of(case)
    case = move(fresh(case), "begin_extension", world.rina, **as_sent(SCENARIOS["begin_extension"].data))
    clock.advance(timedelta(days=1))
    case = move(case, "decline_extension", world.rina, reason="pmi_declined", reason_text="Mau pulang")
    assert (running(case)["D34"].period, due_day(case, "D34")) == (1, in_days(170 - 116))
    engine.sweep()
    assert acts_of(case) == [*said, "begin_extension", "decline_extension"]


def test_a_warning_whose_day_passed_in_an_extension_is_not_missed(world: World, clock: Any) -> None:
    case = in_placement_until(world, 200)
    clock.advance(timedelta(days=105))
    case = move(case, "begin_extension", world.rina, **as_sent(SCENARIOS["begin_extension"].data))
    clock.advance(timedelta(days=15))
    case = move(case, "decline_extension", world.rina, reason="pmi_declined", reason_text="Mau pulang")
    again = running(case)["D34"]
    assert (again.period, again.breached_at, due_day(case, "D34")) == (1, None, in_days(170 - 120))
    assert engine.sweep().failed == 0
    assert "deadline_missed" not in acts_of(case)


def test_an_end_that_was_undone_is_not_warned_of(world: World, clock: Any) -> None:
    case = in_placement_until(world, 200)
    due = due_day(case, "D34")
    case = move(case, "begin_extension", world.rina, **as_sent(SCENARIOS["begin_extension"].data))
    case = move(case, "confirm_extension", world.rina, **as_sent(SCENARIOS["confirm_extension"].data))
    clock.advance(timedelta(minutes=5))
    case = move(case, "undo", world.rina, reason="wrong_move", reason_text="Perpanjangan itu milik orang lain.")
    case = move(case, "decline_extension", world.rina, reason="pmi_declined", reason_text="Mau pulang")
    assert due_day(case, "D34") == due


def test_an_end_that_is_being_undone_is_warned_of_no_more(world: World, clock: Any) -> None:
    case = at(world, "departed", contract_end=in_days(200), contract_end_set_at=kawal_clock.now())
    clock.advance(timedelta(hours=1))
    said = {k: v for k, v in as_sent(SCENARIOS["confirm_arrival"].data).items() if not k.startswith("behalf")}
    by_mission = {"behalf": "mission", "behalf_how": "in_person", "behalf_paper": "Nota 1"}
    case = move(case, "confirm_arrival", world.rina, **said, contract_end=days(700), **by_mission)
    assert due_day(case, "D34") == in_days(610)
    clock.advance(timedelta(minutes=5))
    case = move(case, "undo", world.rina, reason="wrong_move", reason_text="Kontrak itu milik orang lain.")
    assert due_day(case, "D34") == in_days(110)


def test_an_extension_announces_the_new_end(world: World) -> None:
    case = in_placement_until(world, 200)
    case = move(case, "begin_extension", world.rina, **as_sent(SCENARIOS["begin_extension"].data))
    case = move(case, "confirm_extension", world.rina, **as_sent(SCENARIOS["confirm_extension"].data))
    assert due_day(case, "D34") == in_days(730 - 90)


def test_a_departure_is_due_three_days_after_its_date(world: World) -> None:
    assert due_day(at(world, "ready_to_depart"), "journey.ready_to_depart") == in_days(30)
    case = at(world, "ready_to_depart", person=world.worker("Lain"), departure_date=in_days(12))
    assert due_day(case, "journey.ready_to_depart") == in_days(15)


def test_a_date_of_departure_set_later_moves_the_deadline(world: World) -> None:
    case = do(at(world, "ready_to_depart"), "update_placement", world.rina, destination="MY", departure_date=days(9))
    assert due_day(case, "journey.ready_to_depart") == in_days(12)
    case = do(case, "update_placement", world.rina, destination="MY", departure_date="")
    assert due_day(case, "journey.ready_to_depart") == in_days(30)


def test_a_leave_is_over_a_week_after_its_end(world: World) -> None:
    assert due_day(at(world, "home_leave"), "journey.home_leave") == in_days(60)
    case = at(world, "home_leave", person=world.worker("Lain"), leave_end=in_days(20))
    assert due_day(case, "journey.home_leave") == in_days(27)


def test_a_suspension_is_reviewed_on_its_day_and_the_stage_goes_on_afterwards(world: World, clock: Any) -> None:
    clock.set(A_WEDNESDAY)
    case = at(world, "placement_agreement")
    case = move(case, "suspend", world.budi_sup, **as_sent(SCENARIOS["suspend"].data))
    assert due_day(case, "journey.suspended") == in_days(60)
    clock.advance(timedelta(days=30))
    case = move(case, "resume", world.budi, what_changed="Sudah pulih")
    assert running(case)["journey.placement_agreement"].amount == 7
    assert case.review_date is None


def test_after_the_return_the_village_visits_within_a_week_then_decides(world: World) -> None:
    data = as_sent(SCENARIOS["receive_home"].data) | {"returned_on": days(-2)}
    case = move(at(world, "return_in_progress"), "receive_home", world.siti, **data)
    assert due_day(case, "D35") == in_days(5)
    case = do(case, "add_note", world.siti, text="Dikunjungi, sehat", fulfils=str(running(case)["D35"].pk))
    assert due_day(case, "journey.arrived_home") == in_days(30)


def test_empowerment_lasts_a_month_from_its_start(world: World) -> None:
    data = as_sent(SCENARIOS["begin_reintegration"].data) | {"starts_on": days(-3)}
    case = move(at(world, "arrived_home"), "begin_reintegration", world.siti, **data)
    assert running(case)["D36"].started_at.astimezone(WIB).date() == in_days(-3)
    later = as_sent(SCENARIOS["begin_reintegration"].data) | {"starts_on": days(14)}
    case = at(world, "arrived_home", person=world.worker("Lain"))
    case = move(case, "begin_reintegration", world.siti, **later)
    assert running(case)["D36"].started_at == case.steps.get(finished=None).created


def test_the_family_is_told_within_three_times_twenty_four_hours_of_knowing(world: World) -> None:
    known = datetime.combine(in_days(-1), datetime.min.time(), WIB) + timedelta(hours=9)
    data = as_sent(SCENARIOS["record_death"].data) | {"known_at": known.strftime("%Y-%m-%dT%H:%M")}
    case = move(at(world, "in_placement"), "record_death", world.rina, **data)
    assert running(case)["D18"].due_at == known + timedelta(hours=72)
    told = {"told_on": days(0), "how": "told", "whom": "Ibu Aminah", "text": "Didatangi kepala desa"}
    case = do(case, "record_kin_told", world.siti, **told)
    assert due_day(case, "journey.deceased") == in_days(30)
    assert case.family_told_on == today()


@pytest.mark.parametrize("when", ["0206-11-23T08:00", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_news_of_a_death_has_a_time_that_can_have_been(world: World, when: str) -> None:
    data = as_sent(SCENARIOS["record_death"].data) | {"known_at": when}
    with pytest.raises(Invalid) as refused:
        move(at(world, "in_placement"), "record_death", world.rina, **data)
    assert set(refused.value.errors) == {"known_at"}


def test_a_death_ends_the_monitoring(world: World) -> None:
    case = in_placement_until(world, 200)
    case = move(case, "record_death", world.rina, **as_sent(SCENARIOS["record_death"].data))
    assert set(running(case)) == {"D18"}


def test_after_the_cost_statement_the_decision_is_due(world: World) -> None:
    case = at(world, "failed_departure")
    assert running(case)["journey.failed_departure"].period == 0
    statement = {"stated_on": days(0), "costs": "Paspor 350000", "total": "350000", "borne_by": "P3MI"}
    case = do(case, "record_cost_statement", world.budi, **statement)
    assert running(case)["journey.failed_departure"].period == 1
    assert move(case, "retry_documents", world.budi).state == "document_processing"


def test_a_trafficking_victim_is_owed_recovery_on_the_way_home(world: World) -> None:
    case = at(world, "in_distress")
    linked_complaint(case, world, "trafficking", danger="yes")
    case = move(case, "start_return", world.rina, return_reason="abuse_or_violence")
    assert {"D15", "journey.return_in_progress"} <= set(running(case))
    helped = {"help": "recovery_on", "given_on": days(0), "text": "Tiba di rumah aman"}
    case = do(case, "record_trafficking_help", world.rina, **helped)
    assert "D15" not in running(case)
    case = move(teleport(case, "arrived_home"), "begin_rehabilitation", world.siti,
                **as_sent(SCENARIOS["begin_rehabilitation"].data))  # fmt: skip
    assert "D16" in running(case)
    assert "D15" not in running(case)


@pytest.mark.parametrize(
    ("state", "rule", "number"), [("withdrawn", "D41", 90), ("completed", "D37", 365), ("rejected", "", 0)]
)
def test_an_ended_journey_has_its_window(world: World, state: str, rule: str, number: int) -> None:
    window = at(world, state, via="selection").windows.get()
    assert window.rule.code == (rule or "journey.rejected")
    assert window.ends_at > window.started_at + timedelta(days=number)


def test_monitoring_abroad_can_be_taken_up_again_without_limit(world: World) -> None:
    assert at(world, "ended_abroad", via="in_placement").windows.get().ends_at is None


def test_a_hand_over_that_waits_is_answered_in_two_hours_once_it_is_an_emergency(world: World, clock: Any) -> None:
    case = move(at(world, "village_cleared"), "forward_to_district", world.siti)
    waiting = running(case)["D40"]
    clock.advance(timedelta(hours=1))
    case = do(case, "set_severity", world.budi_sup, severity="E", why="Ia disekap dan diancam.")
    hastened = running(case)["D40"]
    assert hastened.due_at - hastened.started_at == timedelta(hours=2)
    assert hastened.started_at - waiting.started_at >= timedelta(hours=1)
    assert (hastened.step_id, case.due_at) == (case.steps.get(finished=None).pk, hastened.due_at)


def test_one_that_is_nearly_due_gets_no_more_time_by_that(world: World, clock: Any) -> None:
    case = move(at(world, "village_cleared"), "forward_to_district", world.siti)
    clock.set(running(case)["D40"].due_at - timedelta(hours=1))
    due = running(case)["D40"].due_at
    assert running(do(case, "set_severity", world.budi_sup, severity="E", why="Ia disekap."))["D40"].due_at == due
