"""The hearing calendar and the lists of services, for whoever may read the cases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.factories.cases import do, move, teleport
from tests.legal_aid.cases import TODAY, at_body, paper, under_mandate
from tests.world import World
from workflows.legal_aid import assistance
from workflows.legal_aid.models import LegalAidCase

LATER = TODAY + timedelta(days=30)


def heard(world: World, on: str, **more: Any) -> LegalAidCase:
    case = under_mandate(world, "litigation", court_stage="appeal", court="PT Palembang", advocate="Adv. Dewi")
    return do(case, "set_hearing", world.maya, held_on=on, **more)


def served(world: World, case: LegalAidCase, kind: str, minutes: int, **more: Any) -> None:
    do(
        case,
        "record_service",
        world.maya,
        kind=kind,
        performed_on=TODAY.isoformat(),
        provider="Adv. Dewi",
        minutes=str(minutes),
        result="Dicatat.",
        **more,
    )


def test_the_calendar_shows_planned_hearings_in_order_of_day_and_hour(world: World) -> None:
    heard(world, "2026-12-01", held_at="13:00")
    heard(world, "2026-12-01", held_at="09:00", agenda="Pembuktian")
    heard(world, "2027-03-01")
    days = assistance.hearing_calendar(world.maya, TODAY, LATER, today=TODAY)
    assert [day.held_at.hour for day in days] == [9, 13]
    first = days[0]
    assert (first.agenda, first.court_stage, first.advocate, first.client, first.is_late) == (
        "Pembuktian",
        "Banding",
        "Adv. Dewi",
        "Sumiati",
        False,
    )


def test_a_hearing_whose_day_passed_unreported_is_late(world: World) -> None:
    heard(world, "2026-12-01")
    days = assistance.hearing_calendar(world.maya, TODAY, LATER, today=date(2026, 12, 2))
    assert [day.is_late for day in days] == [True]


def test_the_calendar_is_the_bodys_own(world: World) -> None:
    heard(world, "2026-12-01")
    assert assistance.hearing_calendar(world.dewi, TODAY, LATER, today=TODAY) == []
    assert assistance.hearing_calendar(world.rina, TODAY, LATER, today=TODAY) == []
    assert assistance.hearing_calendar(world.maya, TODAY, LATER, today=TODAY, office=world.other_legal_aid) == []


def test_a_sealed_hearing_is_shown_to_the_persons_named_only(world: World) -> None:
    case = heard(world, "2026-12-01")
    do(case, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban takut.")
    assert len(assistance.hearing_calendar(world.maya, TODAY, LATER, today=TODAY)) == 1
    assert assistance.hearing_calendar(world.maya2, TODAY, LATER, today=TODAY) == []


def test_no_hearing_is_shown_once_the_mandate_has_ended(world: World) -> None:
    case = heard(world, "2026-12-01")
    move(case, "end_mandate", world.maya, reason="laid_down", reason_text="Klien pindah.", ended_on=TODAY)
    assert assistance.hearing_calendar(world.maya, TODAY, LATER, today=TODAY) == []


def test_a_cases_services_come_with_names_papers_and_totals(world: World) -> None:
    case = under_mandate(world, "non_litigation")
    letter = paper(case, "DOC_CASE_PAPER", world.maya)
    served(world, case, "negotiation", 60, documents=[str(letter.uid)])
    served(world, case, "drafting", 30)
    served(world, case, "negotiation", 45)
    listed = assistance.services_of(case)
    assert [(line.kind, line.record.minutes) for line in listed.lines] == [
        ("Negosiasi", 60),
        ("Penyusunan dokumen hukum", 30),
        ("Negosiasi", 45),
    ]
    assert listed.lines[0].documents == (letter,)
    assert [(total.kind, total.count, total.minutes) for total in listed.totals] == [
        ("Negosiasi", 2, 105),
        ("Penyusunan dokumen hukum", 1, 30),
    ]
    assert (listed.count, listed.minutes, listed.cases, listed.withheld) == (3, 135, 1, 0)


def test_a_bodys_list_counts_what_its_reader_may_not_read(world: World) -> None:
    plain, sealed = under_mandate(world, "non_litigation"), under_mandate(world, "non_litigation")
    served(world, plain, "negotiation", 60)
    served(world, sealed, "negotiation", 20)
    do(sealed, "raise_seal", world.maya, reason="victim_safety", reason_text="Korban takut.")
    listed = assistance.services_of_body(world.maya2, world.legal_aid, TODAY, TODAY)
    assert [line.case.pk for line in listed.lines] == [plain.pk]
    assert (listed.count, listed.minutes, listed.cases, listed.withheld) == (2, 80, 2, 1)


def test_another_body_gets_an_empty_list(world: World) -> None:
    served(world, under_mandate(world, "non_litigation"), "negotiation", 60)
    listed = assistance.services_of_body(world.dewi, world.legal_aid, TODAY, TODAY)
    assert (listed.lines, listed.count) == ([], 0)


def test_services_outside_the_time_asked_for_are_left_out(world: World) -> None:
    served(world, under_mandate(world, "non_litigation"), "negotiation", 60)
    assert assistance.services_of_body(world.maya, world.legal_aid, LATER, LATER).count == 0


def test_every_hearing_of_a_case_is_listed_newest_first(world: World) -> None:
    case = heard(world, "2026-12-01")
    case = do(case, "set_hearing", world.maya, held_on="2026-12-15")
    assert [hearing.held_on.day for hearing in assistance.hearings_of(case)] == [15, 1]
    assert not assistance.hearings_of(teleport(at_body(world), "mandated")).exists()
