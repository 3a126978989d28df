"""The draft of a closing letter states what is on record; what is not stays a gap that the head fills."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from casework import engine
from casework.clock import format_local_date
from casework.errors import Invalid
from casework.letters import gaps_in
from tests.complaint.given import TODAY, WIB, at_district, tries
from tests.conftest import Clock
from tests.factories.cases import move
from tests.journey.cases import at
from tests.legal_aid.cases import WHY, at_body
from tests.sweep.given import CLOSED_WITHOUT_PAPERS, never_completed, proposal_of
from tests.world import World

pytestmark = pytest.mark.django_db


def unreachable(world: World, clock: Clock, calls: int) -> str:
    """The letter after 61 days in which nobody was reached."""
    case = at_district(world, "assigned")
    tries(case, world.budi, calls)
    clock.advance(timedelta(days=61))
    engine.sweep()
    return proposal_of(case).letter


def test_it_says_on_which_days_somebody_was_called_in_vain(world: World, clock: Clock) -> None:
    assert f"mencoba menghubungi Bapak/Ibu pada {format_local_date(TODAY)}" in unreachable(world, clock, 2)


def test_without_a_logged_try_it_leaves_a_gap_and_claims_none(world: World, clock: Clock) -> None:
    letter = unreachable(world, clock, 0)
    assert "berulang kali" not in letter
    assert gaps_in(letter) == ["[isi: tanggal upaya menghubungi, sekurang-kurangnya dua]"]


def test_with_a_gap_left_in_it_nothing_is_closed(world: World, clock: Clock) -> None:
    case = never_completed(world, clock)
    letter = {"letter_text": "Kami mengingatkan pada [isi: tanggal pengingat pertama]."}
    with pytest.raises(Invalid) as refused:
        move(case, "close_administratively", world.budi_head, **CLOSED_WITHOUT_PAPERS | letter)
    assert "[isi: tanggal pengingat pertama]" in refused.value.errors["letter_text"][0]


def test_of_a_lapsed_registration_the_head_states_the_reminders_and_no_rule_that_is_none(
    world: World, clock: Clock
) -> None:
    case = at(world, "returned_for_completion", via="village_verification")
    clock.advance(timedelta(days=31))
    engine.sweep()
    letter = proposal_of(case).letter
    assert gaps_in(letter) == ["[isi: tanggal pengingat pertama]", "[isi: tanggal pengingat kedua]"]
    assert "D03" not in letter
    assert "kebijakan" not in letter


@pytest.mark.parametrize(
    ("recorded", "said"),
    [("Pengantar ke Dukcapil", "Pengantar ke Dukcapil."), ("", "[isi: bantuan yang diberikan].")],
)
def test_help_to_obtain_papers_is_stated_as_it_was_recorded_or_left_open(
    world: World, clock: Clock, recorded: str, said: str
) -> None:
    clock.set(datetime.combine(TODAY, time(9), WIB))
    case = at_body(world, "completeness_check")
    asked = {"reason": "missing_document", **WHY, "missing": "KTP", "help_offered": recorded}
    case = move(case, "return_for_completion", world.maya, **asked)
    clock.advance(timedelta(days=15))
    engine.sweep()
    assert f"Bantuan kami untuk memperolehnya: {said}" in proposal_of(case).letter
