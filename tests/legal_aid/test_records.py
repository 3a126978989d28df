"""Services and hearings: what they keep, and which deadlines they meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from casework.errors import GuardFailed, Invalid, NotAllowed, NotPossible
from casework.models import Event
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.legal_aid.cases import (
    TODAY,
    at_body,
    at_village,
    days_until,
    emergency,
    paper,
    running,
    under_mandate,
)
from tests.world import World
from workflows.legal_aid.models import Hearing, ServiceRecord


def service(**more: Any) -> dict[str, Any]:
    return {
        "kind": "negotiation",
        "performed_on": TODAY.isoformat(),
        "provider": "Adv. Dewi Lestari",
        "minutes": "90",
        "result": "Majikan menawarkan separuh.",
        **more,
    }


def hearing_on(case: Any, on: date) -> Hearing:
    return Hearing.objects.get(case_id=case.pk, held_on=on)


# record_service


def test_a_service_is_kept_with_what_when_who_how_long_and_its_papers(world: World) -> None:
    case = under_mandate(world, "non_litigation")
    letter = paper(case, "DOC_CASE_PAPER", world.maya)
    do(case, "record_service", world.maya, **service(next_date="2026-12-01", documents=[str(letter.uid)]))
    kept = ServiceRecord.objects.get(case_id=case.pk)
    assert (kept.kind, kept.performed_on, kept.minutes, kept.next_date) == (
        "negotiation",
        TODAY,
        90,
        date(2026, 12, 1),
    )
    assert (kept.by, kept.office, kept.documents) == (world.maya, world.legal_aid, [letter.uid])
    assert Event.objects.filter(case_uid=case.uid, act="legal_aid.record_service").exists()


def test_a_service_is_the_progress_note_of_d28_and_the_next_thirty_days_begin(world: World, clock: Clock) -> None:
    case = under_mandate(world, "non_litigation")
    clock.advance(timedelta(days=10))
    case = do(case, "record_service", world.maya, **service())
    assert case.deadlines.filter(rule__code="D28", met_at__isnull=False).count() == 1
    assert days_until(case, "D28") == 40
    assert case.due_at == running(case)["D28"].due_at


def test_a_service_in_an_emergency_is_the_status_note_of_d14(world: World) -> None:
    case = do(emergency(world), "record_service", world.maya, **service(kind="accompaniment"))
    due = running(case)["D14"]
    assert (due.period, due.due_at - case.last_act_at) == (1, timedelta(hours=24))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"performed_on": "2026-11-24"}, "performed_on"),
        ({"next_date": "2026-11-22"}, "next_date"),
        ({"minutes": "0"}, "minutes"),
        ({"kind": "mediation"}, "mediation_step"),
        ({"provider": ""}, "provider"),
    ],
)
def test_a_service_that_cannot_be_so_is_refused_by_field(world: World, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(under_mandate(world, "non_litigation"), "record_service", world.maya, **service(**wrong))
    assert field in refused.value.errors


def test_only_the_body_records_services(world: World) -> None:
    with pytest.raises(NotAllowed):
        do(at_village(world), "record_service", world.siti, **service())


# mediation


def test_a_mediation_has_thirty_working_days_from_its_invitation(world: World) -> None:
    case = under_mandate(world, "non_litigation")
    case = do(case, "record_service", world.maya, **service(kind="mediation", mediation_step="invited"))
    assert case.mediation_since == TODAY
    assert running(case)["D10"].amount == 30
    case = do(case, "record_service", world.maya, **service(kind="mediation", mediation_step="session"))
    assert running(case)["D10"].started_at.date() <= TODAY
    case = do(case, "record_service", world.maya, **service(kind="mediation", mediation_step="concluded"))
    assert "D10" not in running(case)
    assert case.deadlines.get(rule__code="D10").met_at is not None
    assert case.mediation_since is None


def test_a_mediation_session_is_refused_where_mediation_is_forbidden(world: World) -> None:
    case = at_body(world, "non_litigation", opening={"category": "violence"})
    with pytest.raises(GuardFailed, match="Mediasi dilarang"):
        do(case, "record_service", world.maya, **service(kind="mediation", mediation_step="invited"))


# hearings


def test_a_hearing_is_a_deadline_of_the_case(world: World) -> None:
    case = under_mandate(world, "litigation", court_stage="first_instance")
    case = do(case, "set_hearing", world.maya, held_on="2026-12-01", held_at="09:30", agenda="Pembuktian")
    kept = hearing_on(case, date(2026, 12, 1))
    assert (kept.status, kept.agenda, kept.court_stage) == ("planned", "Pembuktian", "first_instance")
    assert (case.next_hearing, days_until(case, "legal_aid.hearing")) == (date(2026, 12, 1), 8)
    assert case.due_at == running(case)["legal_aid.hearing"].due_at


def test_a_hearing_on_a_day_that_passed_is_refused_with_one_reason(world: World) -> None:
    case = under_mandate(world, "litigation")
    with pytest.raises(Invalid) as refused:
        do(case, "set_hearing", world.maya, held_on="2026-11-02")
    assert refused.value.errors["held_on"] == ["Tanggal itu sudah lewat."]


def test_of_several_hearings_the_nearest_is_the_deadline(world: World) -> None:
    case = under_mandate(world, "litigation")
    case = do(case, "set_hearing", world.maya, held_on="2026-12-08")
    case = do(case, "set_hearing", world.maya, held_on="2026-12-01")
    assert days_until(case, "legal_aid.hearing") == 8
    first = hearing_on(case, date(2026, 12, 1))
    case = do(case, "set_hearing", world.maya, hearing=first.pk, cancelled="on")
    assert days_until(case, "legal_aid.hearing") == 15
    first.refresh_from_db()
    assert first.status == "cancelled"


def test_a_hearing_moved_keeps_its_agenda_on_the_new_day(world: World) -> None:
    case = do(under_mandate(world, "litigation"), "set_hearing", world.maya, held_on="2026-12-01", agenda="Saksi")
    case = do(case, "set_hearing", world.maya, hearing=hearing_on(case, date(2026, 12, 1)).pk, held_on="2026-12-15")
    assert hearing_on(case, date(2026, 12, 1)).status == "moved"
    assert hearing_on(case, date(2026, 12, 15)).agenda == "Saksi"
    assert case.next_hearing == date(2026, 12, 15)


def test_a_hearing_attended_is_held_and_the_next_date_is_the_next_hearing(world: World, clock: Clock) -> None:
    case = do(under_mandate(world, "litigation"), "set_hearing", world.maya, held_on="2026-12-01", court="PN Sekayu")
    clock.advance(timedelta(days=8))
    held = hearing_on(case, date(2026, 12, 1))
    data = service(kind="litigation", performed_on="2026-12-01", hearing=held.pk, next_date="2026-12-08")
    case = do(case, "record_service", world.maya, **data)
    held.refresh_from_db()
    assert (held.status, held.service.minutes) == ("held", 90)
    assert (case.next_hearing, hearing_on(case, date(2026, 12, 8)).court) == (date(2026, 12, 8), "PN Sekayu")
    assert case.deadlines.filter(rule__code="legal_aid.hearing", met_at__isnull=False).count() == 1
    assert days_until(case, "legal_aid.hearing") == 15


def test_a_judgment_starts_the_time_to_appeal_and_lodging_it_meets_it(world: World) -> None:
    case = do(under_mandate(world, "litigation"), "set_hearing", world.maya, held_on=TODAY.isoformat())
    data = service(kind="litigation", hearing=hearing_on(case, TODAY).pk, judgment="on")
    case = do(case, "record_service", world.maya, **data)
    assert (case.next_hearing, case.appeal_date, days_until(case, "legal_aid.appeal")) == (None, date(2026, 12, 7), 14)
    case = do(case, "record_service", world.maya, **service(kind="drafting", appeal_filed="on"))
    assert case.appeal_date is None
    assert case.deadlines.get(rule__code="legal_aid.appeal").met_at is not None


def test_the_appeal_date_outlives_the_mandate(world: World) -> None:
    case = under_mandate(world, "litigation", appeal_date=date(2026, 12, 7))
    case = move(case, "end_mandate", world.maya, reason="laid_down", reason_text="Klien pindah.", ended_on=TODAY)
    assert "legal_aid.appeal" in running(case)


def test_a_hearing_rests_with_a_suspension_and_comes_back_with_the_case(world: World) -> None:
    case = do(under_mandate(world, "litigation"), "set_hearing", world.maya, held_on="2026-12-15")
    case = move(case, "suspend", world.maya_sup, reason="illness", reason_text="Klien sakit.", review_date="2026-12-01")
    assert "legal_aid.hearing" not in running(case)
    case = move(case, "resume", world.maya, cause_past="Klien sembuh")
    assert days_until(case, "legal_aid.hearing") == 22


@pytest.mark.parametrize(
    ("data", "field"),
    [({}, "held_on"), ({"held_on": "2026-11-20"}, "held_on"), ({"cancelled": "on"}, "hearing")],
)
def test_a_hearing_without_day_or_cause_is_refused(world: World, data: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        do(under_mandate(world, "litigation"), "set_hearing", world.maya, **data)
    assert field in refused.value.errors


def test_hearings_are_set_in_litigation_only(world: World) -> None:
    with pytest.raises(GuardFailed, match="dicatat pada layanan litigasi"):
        do(under_mandate(world, "non_litigation"), "set_hearing", world.maya, held_on="2026-12-01")


# execution


@pytest.mark.parametrize("how", ["done", "given_up"])
def test_once_the_execution_is_settled_seven_working_days_remain_to_report(world: World, how: str) -> None:
    case = under_mandate(world, "outcome_recorded", execution="open")
    case = do(case, "record_service", world.maya, **service(kind="out_of_court"))
    assert days_until(case, "legal_aid.execution") == 30
    case = do(case, "record_service", world.maya, **service(kind="out_of_court", execution=how))
    assert set(running(case)) == {"legal_aid.outcome_recorded"}
    assert days_until(case, "legal_aid.outcome_recorded") == 9


def test_an_ended_case_takes_no_more_services(world: World) -> None:
    case = teleport(at_body(world), "withdrawn")
    with pytest.raises(NotPossible, match="sudah berakhir"):
        do(case, "record_service", world.maya, **service())
