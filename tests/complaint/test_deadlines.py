"""Which periods run when: the answer owed, the contact kept, the chain of every stage."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from casework.errors import GuardFailed, Invalid
from casework.models import Organisation, Window
from tests.complaint.given import (
    FILLED,
    TODAY,
    WIB,
    at_bp3mi,
    at_district,
    at_village,
    emergency,
    ended,
    referral,
    running,
)
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.world import World

pytestmark = pytest.mark.django_db

ANSWERS = ("D11", "D12", "D13")


def owed(case) -> list[str]:
    return sorted(set(running(case)) & set(ANSWERS))


def test_an_ordinary_complaint_is_owed_its_answer_in_fourteen_working_days(world: World) -> None:
    case = at_district(world)
    assert running(case)["D11"].due_at.astimezone(WIB).date() == date(2026, 12, 11)


def test_an_inspection_replaces_it_by_sixty_from_the_same_day(world: World) -> None:
    case = at_district(world, "triage")
    start = running(case)["D11"].started_at
    case = move(case, "begin_verification", world.budi, needs_inspection="on")
    assert owed(case) == ["D12"]
    assert running(case)["D12"].started_at == start


def test_an_inspection_may_be_found_necessary_later(world: World) -> None:
    assert owed(do(at_district(world, "verification"), "require_inspection", world.budi, because="Lokasi")) == ["D12"]


@pytest.mark.parametrize(
    ("state", "verb", "actor"),
    [
        ("settlement_monitoring", "resolve", "budi"),
        ("assigned", "declare_unresolved", "budi_sup"),
        ("triage", "refer_and_wait", "budi"),
        ("triage", "reject", "budi_sup"),
    ],
)
def test_a_written_answer_meets_it(world: World, state: str, verb: str, actor: str) -> None:
    case = at_district(world, state)
    if verb == "refer_and_wait":
        referral(world, case, world.budi, world.legal_aid)
    case = move(case, verb, getattr(world, actor), **FILLED[verb])
    assert owed(case) == []
    assert case.deadlines.get(rule__code="D11").met_at is not None


def test_an_objection_makes_the_answer_owed_again(world: World, clock: Clock) -> None:
    case = move(at_district(world, "settlement_monitoring"), "resolve", world.budi, **FILLED["resolve"])
    clock.advance(timedelta(days=7))
    case = move(case, "dispute_result", world.budi, **FILLED["dispute_result"])
    assert running(case)["D11"].started_at.astimezone(WIB).date() == TODAY + timedelta(days=7)


@pytest.mark.parametrize("state", ["awaiting_completion", "suspended"])
def test_pausing_states_stop_the_answer_but_not_their_own_period(world: World, state: str) -> None:
    case = at_district(world, state)
    assert running(case)["D11"].due_at is None
    assert case.due_at is not None


def test_missing_data_asked_in_triage_has_thirty_days_from_registration(world: World, clock: Clock) -> None:
    case = at_district(world, "triage")
    clock.advance(timedelta(days=2))
    case = move(case, "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    assert running(case)["D03"].due_at.astimezone(WIB).date() == TODAY + timedelta(days=30)


def test_data_asked_later_has_fifteen_working_days(world: World) -> None:
    case = move(at_district(world, "assigned"), "ask_for_completion", world.budi, **FILLED["ask_for_completion"])
    assert set(running(case)) == {"D04", "D05", "D11"}


def test_contact_is_owed_while_the_case_stands_with_its_handler(world: World, clock: Clock) -> None:
    case = at_village(world)
    assert "D05" not in running(case)
    case = at_district(world, "assigned")
    assert running(case)["D05"].due_at.astimezone(WIB).date() == TODAY + timedelta(days=60)
    clock.advance(timedelta(days=10))
    reached = {"on": "2026-12-03", "channel": "phone", "person": "Pengadu", "reached": "yes"}
    case = do(case, "log_contact", world.budi, **reached)
    assert running(case)["D05"].started_at.astimezone(WIB).date() == TODAY + timedelta(days=10)
    assert "D05" not in running(teleport(case, "unresolved_informed"))


def test_a_call_of_yesterday_entered_after_midnight_counts_from_yesterday_where_the_office_is(
    world: World, clock: Clock
) -> None:
    case = at_district(world, "assigned")
    clock.set(datetime(2026, 12, 4, 1, 30, tzinfo=WIB))
    case = do(case, "log_contact", world.budi, on="2026-12-03", channel="phone", person="Pengadu", reached="yes")
    assert running(case)["D05"].started_at.astimezone(WIB).date() == TODAY + timedelta(days=10)


def test_a_call_of_an_office_further_east_counts_from_its_day_where_the_case_is_held(
    world: World, clock: Clock
) -> None:
    Organisation.objects.filter(pk=world.village.pk).update(time_zone="Asia/Makassar")
    case = teleport(at_village(world), "assigned", holder=world.district)
    clock.set(datetime(2026, 12, 4, 10, 0, tzinfo=WIB))
    case = do(case, "log_contact", world.siti, on="2026-12-03", channel="phone", person="Pengadu", reached="yes")
    assert running(case)["D05"].started_at.astimezone(WIB).date() == date(2026, 12, 3)


@pytest.mark.parametrize("on", ["1900-01-01", "2025-11-22"])
def test_a_day_of_contact_so_long_before_the_case_is_a_slip_of_the_pen(world: World, on: str) -> None:
    case = at_district(world, "assigned")
    with pytest.raises(Invalid) as refused:
        do(case, "log_contact", world.budi, on=on, channel="phone", person="Pengadu", reached="yes")
    assert "on" in refused.value.errors


@pytest.mark.parametrize("reached", ["yes", "no"])
def test_who_was_called_before_his_complaint_was_typed_in_is_on_record(world: World, reached: str) -> None:
    case = at_district(world, "assigned")
    case = do(case, "log_contact", world.budi, on="2026-11-21", channel="phone", person="Pengadu", reached=reached)
    assert case.contacts.get().on == date(2026, 11, 21)
    assert running(case)["D05"].started_at == case.created


def test_whoever_left_no_number_is_last_in_contact_when_his_complaint_was_opened(world: World, clock: Clock) -> None:
    case = at_district(world, "assigned", opening={"complainant_contact": "", "contact_is_safe": ""})
    assert "D05" not in running(case)
    clock.advance(timedelta(days=3))
    case = do(case, "log_contact", world.budi, on="2026-11-23", channel="phone", person="Pengadu", reached="yes")
    assert running(case)["D05"].started_at == case.created


def test_the_first_clarification_is_due_from_the_assignment_then_its_commitment(world: World, clock: Clock) -> None:
    case = move(at_district(world, "triage"), "assign", world.budi_sup, officer=str(world.budi.uid))
    clock.advance(timedelta(days=2))
    case.parties.create(role="respondent", sort="p3mi", name="PT Contoh", since=case.created)
    invited = FILLED["invite_to_clarification"]
    case = move(case, "invite_to_clarification", world.budi, **invited)
    assert running(case)["D07"].started_at.astimezone(WIB).date() == TODAY
    case = do(case, "record_clarification", world.budi, held_on="2026-11-25", respondent_came="yes", minutes="1")
    assert "D08" in running(case)
    assert "D07" not in running(case)
    assert case.first_clarification_on == date(2026, 11, 25)


def test_an_absence_is_counted_and_meets_nothing(world: World) -> None:
    case = at_district(world, "first_clarification")
    case = do(case, "record_clarification", world.budi, held_on="2026-11-23", respondent_came="no", minutes="1")
    assert case.no_shows == 1
    assert "D07" in running(case)


@pytest.mark.parametrize(("state", "rule"), [("first_clarification", "D08"), ("second_clarification", "D09")])
def test_a_commitment_has_the_period_of_its_clarification_then_the_date_agreed(
    world: World, state: str, rule: str
) -> None:
    case = at_bp3mi(world, state)
    promised = FILLED["record_commitment"] | {"next_due_date": "2026-12-10"}
    case = move(case, "record_commitment", world.rina, **promised)
    assert rule in running(case)
    case = do(case, "record_fulfilment", world.rina, fulfilled="Separuh", proof="Kuitansi", next_due_date="2026-12-20")
    assert running(case)["complaint.settlement_monitoring"].due_at.astimezone(WIB).date() == date(2026, 12, 20)
    case = do(case, "record_fulfilment", world.rina, fulfilled="Sisanya", proof="Kuitansi")
    assert running(case)["complaint.settlement_monitoring"].due_at.astimezone(WIB).date() == TODAY + timedelta(days=30)


def test_an_agreement_is_due_when_it_says(world: World) -> None:
    case = move(at_district(world, "mediation"), "record_agreement", world.budi, **FILLED["record_agreement"])
    assert case.due_at.astimezone(WIB).date() == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("first_clarification", "record_commitment"),
        ("mediation", "record_agreement"),
        ("assigned", "facilitate_directly"),
        ("referred", "resume_monitoring"),
    ],
)
def test_what_is_promised_is_looked_at_within_a_year(world: World, state: str, verb: str) -> None:
    case = at_district(world, state)
    with pytest.raises(Invalid) as refused:
        move(case, verb, world.budi, **FILLED[verb] | {"next_due_date": "2099-12-31"})
    assert "next_due_date" in refused.value.errors
    case = move(case, verb, world.budi, **FILLED[verb] | {"next_due_date": "2027-11-23"})
    with pytest.raises(Invalid) as refused:
        do(case, "record_fulfilment", world.budi, fulfilled="Cicilan", proof="Kuitansi", next_due_date="2099-12-31")
    assert "next_due_date" in refused.value.errors


def test_a_suspension_is_due_at_its_review(world: World) -> None:
    case = move(at_district(world, "assigned"), "suspend", world.budi_sup, **FILLED["suspend"])
    assert case.due_at.astimezone(WIB).date() == date(2026, 12, 20)


def test_help_to_a_trafficking_victim_meets_its_periods(world: World) -> None:
    case = emergency(world, "victim_safeguarded", opening={"category": "trafficking"})
    given = {"given_on": "2026-11-23", "by_whom": "Dinsos"}
    for kind in ("first_aid", "return", "lpsk"):
        case = do(case, "record_victim_help", world.rina, help=kind, **given)
    assert {"D15", "D16"}.isdisjoint(running(case))
    assert "D17" in running(case)
    case = do(case, "record_victim_help", world.rina, help="lpsk_decided", **given)
    assert "D17" not in running(case)
    assert set(case.deadlines.exclude(met_at=None).values_list("rule__code", flat=True)) >= {"D15", "D16", "D17"}


def test_the_family_told_meets_d18_and_notes_follow(world: World) -> None:
    case = emergency(world, "death_handling")
    case = do(case, "record_family_told", world.rina, told_on="2026-11-23", how="told", whom="Istri, oleh Rina")
    assert "D18" not in running(case)
    assert "complaint.death_handling" in running(case)


@pytest.mark.parametrize(
    ("state", "act", "data"),
    [
        ("triage", "record_clarification", {"held_on": "2026-11-23", "respondent_came": "no", "minutes": "1"}),
        ("triage", "record_fulfilment", {"fulfilled": "x", "proof": "y"}),
        ("triage", "record_family_told", {"told_on": "2026-11-23", "how": "told", "whom": "x"}),
    ],
)
def test_what_belongs_to_a_stage_is_recorded_there_only(world: World, state: str, act: str, data: dict) -> None:
    with pytest.raises(GuardFailed, match="selama"):
        do(at_district(world, state), act, world.budi, **data)


@pytest.mark.parametrize(
    ("state", "windows"),
    [
        ("closed", {"D41"}),
        ("rejected", {"complaint.rejected", "D41"}),
        ("closed_administratively", {"D41"}),
        ("withdrawn", {"D41"}),
    ],
)
def test_an_ended_case_has_the_windows_of_its_end(world: World, state: str, windows: set[str]) -> None:
    case = ended(world, state)
    assert set(Window.objects.filter(case_id=case.pk).values_list("rule__code", flat=True)) == windows
    assert not running(case)
