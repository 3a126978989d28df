"""What the police owe and did is seen by whoever waits for it: the sender, the legal-aid body that helps the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework import clock, engine
from casework.errors import GuardFailed, Invalid
from casework.levels import Level
from casework.models import Case, CaseLink, Event, Organisation
from casework.roles import Role
from tests.complaint import given
from tests.factories.cases import do, fresh, move, put, teleport
from tests.factories.places import MUARA_ENIM, SOUTH_SUMATRA, an_office, an_officer
from tests.handover.given import recalled, returned, transferred
from tests.legal_aid.cases import at_body
from tests.screens.pages import carried, signed_in, text_of
from tests.world import World
from workflows.referral.models import Referral

pytestmark = pytest.mark.usefixtures("monday_morning")

FILED = {"status": "report_filed", "number": "LP/B/7/2026", "unit": "Unit PPA", "investigator": "Ipda Wulan"}


@pytest.fixture
def at_police(world: World, parent: Case) -> Referral:
    """A report the police have filed today."""
    case = move(given.referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)
    return do(case, "record_police_progress", world.agus, reported_on=day(), **FILED)


def day(number: int = 0) -> str:
    return (clock.now().astimezone(given.WIB).date() + timedelta(days=number)).isoformat()


def periods(case: Case) -> dict[str, int]:
    """Days of each period that is expected of the police now, by rule."""
    running = case.deadlines.filter(kind="expected", met_at=None, ended_at=None)
    return dict(running.values_list("rule__code", "amount"))


def test_the_sender_reads_number_unit_investigator_and_what_is_expected(
    world: World, parent: Case, at_police: Referral
) -> None:
    shown = text_of(signed_in(world.rina).get(f"/kasus/{parent.uid}/"))
    assert "Nomor laporan polisi: LP/B/7/2026" in shown
    assert "Penyelidik/penyidik: Ipda Wulan" in shown
    assert "Status: LP terbit" in shown
    assert "Polisi: SP2HP pertama (A1), dari pihak lain" in shown
    assert "terlambat" not in shown.lower().split("perkembangan polisi")[1].split("dari pihak lain")[0]


def test_a_letter_that_did_not_come_is_seen_by_the_sender(
    world: World, parent: Case, at_police: Referral, clock: Any
) -> None:
    clock.advance(timedelta(days=4))
    shown = text_of(signed_in(world.rina).get(f"/kasus/{parent.uid}/"))
    assert "Surat dari polisi terlambat." in shown


def test_notices_received_are_listed_with_code_and_date(world: World, parent: Case, at_police: Referral) -> None:
    do(at_police, "record_police_progress", world.rina, reported_on=day(), sp2hp_code="A1", sp2hp_on=day(), **FILED)
    assert "A1: laporan diterima: " in text_of(signed_in(world.rina).get(f"/kasus/{parent.uid}/"))


def test_a_hard_matter_is_written_about_less_often(world: World, at_police: Referral) -> None:
    said = {**FILED, "status": "inquiry", "reported_on": day(), "sp2hp_code": "A1", "sp2hp_on": day()}
    assert periods(do(at_police, "record_police_progress", world.agus, **said)) == {"D20": 14}
    assert periods(do(at_police, "record_police_progress", world.agus, difficulty="hard", **said)) == {"D20": 30}


def test_after_the_last_day_of_its_ladder_the_police_write_monthly(
    world: World, at_police: Referral, clock: Any
) -> None:
    ordered = {**FILED, "status": "investigation", "reported_on": day(), "investigation_ordered_on": day()}
    assert periods(do(at_police, "record_police_progress", world.agus, difficulty="light", **ordered))["D21"] == 10
    clock.advance(timedelta(days=35))
    told = {**ordered, "sp2hp_code": "A4", "sp2hp_on": day()}
    assert periods(do(at_police, "record_police_progress", world.agus, difficulty="light", **told))["D21"] == 30


def starts(case: Case) -> dict[str, str]:
    """The day each period runs from that is expected of the police now, by rule."""
    running = case.deadlines.filter(kind="expected", met_at=None, ended_at=None)
    return {one.rule.code: one.started_at.astimezone(given.WIB).date().isoformat() for one in running}


def how_it_stopped(case: Case, code: str) -> list[str]:
    """How the deadlines of a rule came to an end, the oldest first."""
    stopped = case.deadlines.filter(rule__code=code).exclude(met_at=None, ended_at=None).order_by("pk")
    return ["met" if one.met_at else "ended" for one in stopped]


@pytest.mark.parametrize("together", [False, True], ids=["before the order", "with the order"])
def test_an_spdp_recorded_no_later_than_the_order_is_not_waited_for(
    world: World, at_police: Referral, together: bool
) -> None:
    said = {**FILED, "reported_on": day(), "spdp_on": day()}
    if not together:
        do(at_police, "record_police_progress", world.agus, **{**said, "status": "inquiry"})

    ordered = {**said, "status": "investigation", "investigation_ordered_on": day()}
    after = do(at_police, "record_police_progress", world.agus, **ordered)

    assert starts(after) == {"D21": day()}


def test_a_corrected_report_date_moves_what_runs_from_it(world: World, at_police: Referral) -> None:
    assert starts(at_police) == {"D19": day(), "D22": day()}

    after = do(at_police, "record_police_progress", world.agus, reported_on=day(-2), **FILED)

    assert starts(after) == {"D19": day(-2), "D22": day(-2)}
    assert (how_it_stopped(after, "D19"), how_it_stopped(after, "D22")) == (["ended"], ["ended"])


def test_a_corrected_order_date_moves_what_runs_from_it(world: World, at_police: Referral) -> None:
    said = {**FILED, "status": "investigation", "reported_on": day(-7)}
    before = do(at_police, "record_police_progress", world.agus, investigation_ordered_on=day(), **said)
    assert starts(before) == {"D21": day(), "D23": day()}

    after = do(before, "record_police_progress", world.agus, investigation_ordered_on=day(-5), **said)

    assert starts(after) == {"D21": day(-5), "D23": day(-5)}
    assert (how_it_stopped(after, "D21"), how_it_stopped(after, "D23")) == (["ended"], ["ended"])


def test_what_is_recorded_again_unchanged_runs_on(world: World, at_police: Referral) -> None:
    before = set(at_police.deadlines.filter(kind="expected").values_list("pk", flat=True))

    after = do(at_police, "record_police_progress", world.rina, reported_on=day(), **FILED)

    assert set(after.deadlines.filter(kind="expected").values_list("pk", flat=True)) == before


def test_an_older_letter_recorded_late_starts_nothing_anew(world: World, at_police: Referral, clock: Any) -> None:
    clock.advance(timedelta(days=4))
    said = {**FILED, "status": "inquiry", "reported_on": day(-4)}
    do(at_police, "record_police_progress", world.agus, sp2hp_code="A2", sp2hp_on=day(), **said)

    after = do(at_police, "record_police_progress", world.agus, sp2hp_code="A1", sp2hp_on=day(-2), **said)

    assert starts(after) == {"D20": day()}
    assert how_it_stopped(after, "D19") == ["met"]


AFTER_THE_ORDER = (
    "investigation", "suspect_named", "file_to_prosecutor", "file_complete", "handed_over", "trial", "judgment",
    "final",
)  # fmt: skip
NOT_CERTAINLY_AFTER_IT = ("report_filed", "inquiry", "not_a_crime", "stopped", "transferred", "pretrial", "restorative")


def refused(case: Case, world: World, **said: str) -> dict[str, list[str]]:
    """What is wrong with what was filled in, by field."""
    with pytest.raises(Invalid) as found:
        do(case, "record_police_progress", world.agus, number="LP/B/7/2026", **said)
    return dict(found.value.errors)


@pytest.fixture
def accepted(world: World, parent: Case) -> Case:
    """A report of which the police have said nothing yet."""
    return move(given.referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)


@pytest.mark.parametrize("status", [*AFTER_THE_ORDER, *NOT_CERTAINLY_AFTER_IT])
def test_whatever_follows_the_report_needs_its_day(world: World, accepted: Case, status: str) -> None:
    wrong = refused(accepted, world, status=status, investigation_ordered_on=day())
    assert set(wrong) == {"reported_on"}
    assert "tanda terima laporan (STTLP)" in wrong["reported_on"][0]


@pytest.mark.parametrize("status", AFTER_THE_ORDER)
def test_whatever_follows_the_order_to_investigate_needs_its_day(world: World, accepted: Case, status: str) -> None:
    wrong = refused(accepted, world, status=status, reported_on=day())
    assert set(wrong) == {"investigation_ordered_on"}
    assert "SPDP atau SP2HP" in wrong["investigation_ordered_on"][0]


@pytest.mark.parametrize("status", NOT_CERTAINLY_AFTER_IT)
def test_what_may_end_an_inquiry_needs_no_order(world: World, accepted: Case, status: str) -> None:
    do(accepted, "record_police_progress", world.agus, status=status, number="LP/B/7/2026", reported_on=day())


def test_a_consultation_needs_no_day_and_starts_nothing(world: World, accepted: Case) -> None:
    assert starts(do(accepted, "record_police_progress", world.agus, status="consultation")) == {}


def test_a_day_that_is_on_record_need_not_be_typed_again_and_is_not_taken_away(
    world: World, at_police: Referral
) -> None:
    after = do(at_police, "record_police_progress", world.agus, **{**FILED, "reported_on": ""})
    assert starts(after) == {"D19": day(), "D22": day()}
    ordered = {**FILED, "status": "investigation", "investigation_ordered_on": day()}
    do(at_police, "record_police_progress", world.agus, **ordered)
    after = do(at_police, "record_police_progress", world.agus, **{**FILED, "status": "suspect_named"})
    assert starts(after) == {"D21": day(), "D23": day()}


def test_an_spdp_entered_by_mistake_is_taken_back_by_emptying_it(world: World, at_police: Referral) -> None:
    rina, page = signed_in(world.rina), f"/kasus/{at_police.uid}/tindakan/record_police_progress/"
    known = {**FILED, "status": "investigation", "reported_on": day(), "investigation_ordered_on": day()}
    rina.post(page, {**carried(rina.get(page)), **known, "spdp_on": day()})
    assert "D23" not in starts(at_police)
    assert rina.post(page, {**carried(rina.get(page)), **known, "spdp_on": ""}).status_code == 302
    assert starts(at_police)["D23"] == day()
    newest = Event.objects.filter(case_uid=at_police.uid)[0].content
    assert "police.spdp_on" in newest["f"]
    rina.post(page, {**carried(rina.get(page)), **known, "reported_on": "", "spdp_on": ""})
    assert fresh(at_police).police_report.reported_on.isoformat() == day()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"investigation_ordered_on": -1}, "investigation_ordered_on"),
        ({"investigation_ordered_on": 0, "spdp_on": -1}, "spdp_on"),
        ({"sp2hp_code": "A1", "sp2hp_on": -1}, "sp2hp_on"),
    ],
)
def test_days_of_the_police_stand_in_the_order_in_which_they_can_have_been(
    world: World, at_police: Referral, said: dict[str, Any], field: str
) -> None:
    typed = {name: day(value) if isinstance(value, int) else value for name, value in said.items()}
    wrong = refused(at_police, world, status="inquiry", **typed)
    assert set(wrong) == {field}
    assert "Periksa kedua tanggalnya" in wrong[field][0]


@pytest.mark.parametrize("status", ["final", "stopped", "not_a_crime", "transferred"])
def test_of_a_matter_that_is_done_no_letter_is_waited_for(world: World, at_police: Referral, status: str) -> None:
    said = {**FILED, "status": status, "reported_on": day(), "investigation_ordered_on": day()}
    assert starts(do(at_police, "record_police_progress", world.agus, **said)) == {}


def test_who_may_not_see_the_referral_reads_nothing_of_the_police(
    world: World, parent: Case, at_police: Referral
) -> None:
    put(parent, parts={world.faraway: "monitor"})
    shown = text_of(signed_in(world.outsider).get(f"/kasus/{parent.uid}/"))
    assert "LP/B/7/2026" not in shown


def test_who_sees_the_status_only_reads_dates_and_not_the_investigator(
    world: World, at_police: Referral, clock: Any
) -> None:
    put(at_police, parts={world.legal_aid: "status"})
    shown = text_of(signed_in(world.maya).get(f"/kasus/{at_police.uid}/"))
    assert "Tanggal laporan: " in shown
    assert "Ipda Wulan" not in shown


def test_the_body_that_helps_hears_of_a_letter_that_did_not_come(
    world: World, parent: Case, at_police: Referral, clock: Any
) -> None:
    help_given = at_body(world)
    CaseLink.objects.create(one=parent, other=help_given, kind="follow_up", since=at_police.created, by=world.rina)
    own_page = f"/kasus/{help_given.uid}/"
    assert at_police.number not in text_of(signed_in(world.maya).get(own_page))
    clock.advance(timedelta(days=4))
    engine.sweep()
    assert at_police.participations.get(organisation=world.legal_aid).part == "status"
    shown = text_of(signed_in(world.maya).get(own_page))
    assert f"{at_police.number} · Dikerjakan Tanggal laporan: " in shown
    assert "Surat dari polisi terlambat." in shown
    assert "Ipda Wulan" not in shown


def test_of_a_sealed_case_its_status_does_not_say_that_it_went_to_the_police(
    world: World, parent: Case, at_police: Referral
) -> None:
    do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Korban terancam.")
    shown = text_of(signed_in(world.rina2).get(f"/kasus/{parent.uid}/"))
    assert parent.number in shown
    assert "Perkembangan polisi" not in shown
    assert at_police.number not in shown


def test_the_police_are_told_to_send_their_letter_themselves(world: World, at_police: Referral, clock: Any) -> None:
    clock.advance(timedelta(days=4))
    shown = text_of(signed_in(world.agus).get(f"/kasus/{at_police.uid}/"))
    assert "Kirimkan, lalu catat tanggalnya di sini." in shown
    assert "Tanyakan kepada penyidik" not in shown


@pytest.fixture
def other_police(world: World) -> Organisation:
    unit = an_office(Level.POLICE, MUARA_ENIM, name="Polres Muara Enim")
    an_officer(unit, "Wira Petugas")
    return unit


def owed(case: Case) -> set[tuple[str, Organisation, Organisation | None]]:
    """The letters that are waited for: by rule, who owes each and to whom."""
    running = case.deadlines.filter(kind="expected", met_at=None, ended_at=None)
    return {(letter.rule.code, letter.duty_of, letter.owed_to) for letter in running}


def test_what_the_police_owe_is_owed_by_the_unit_they_pass_the_report_on_to(
    world: World, at_police: Referral, other_police: Organisation
) -> None:
    transferred(at_police, world.agus_sup, other_police)
    assert owed(at_police) == {("D19", other_police, world.bp3mi), ("D22", other_police, world.bp3mi)}


@pytest.mark.parametrize("back", ["returned", "recalled"])
def test_what_comes_back_to_the_police_is_owed_by_them_again(
    world: World, at_police: Referral, other_police: Organisation, back: str
) -> None:
    sent = transferred(at_police, world.agus_sup, other_police)
    if back == "returned":
        returned(sent, world.member(other_police))
    else:
        recalled(sent, world.agus_sup)
    assert owed(at_police) == {("D19", world.police, world.bp3mi), ("D22", world.police, world.bp3mi)}


def test_what_the_police_ask_of_others_is_owed_to_the_unit_that_asks_by_now(
    world: World, at_police: Referral, other_police: Organisation
) -> None:
    """Whoever works on what was asked gets the case above it, and passes that on while he goes on with his own."""
    asked = given.referral(world, at_police, world.agus, other_police, "police_report")
    asked = move(asked, "accept_referral", world.member(other_police))
    do(asked, "record_police_progress", world.agus, reported_on=day(), **FILED)
    assert owed(asked) == {("D19", other_police, world.police), ("D22", other_police, world.police)}
    there = transferred(at_police, world.agus_sup, other_police)
    assert owed(asked) == {("D19", other_police, None), ("D22", other_police, None)}
    third = an_office(Level.POLICE, SOUTH_SUMATRA, name="Polda Sumatera Selatan")
    an_officer(third, "Yoga Petugas")
    transferred(there, an_officer(other_police, "Wira Penyelia", Role.SUPERVISOR), third)
    assert owed(asked) == {("D19", other_police, third), ("D22", other_police, third)}


def test_what_is_still_waited_for_when_the_answer_comes_is_owed_to_nobody_else(
    world: World, at_police: Referral
) -> None:
    teleport(at_police, "answered", holder=world.bp3mi)
    assert owed(at_police) == {("D19", world.bp3mi, None), ("D22", world.bp3mi, None)}


def test_what_comes_back_to_the_sender_is_owed_to_nobody_else(world: World, parent: Case) -> None:
    """Police who got an account meanwhile send back what the sender had accepted for them."""
    police = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    case = given.referral(world, parent, world.rina, police, "police_report")
    officer = an_officer(police, "Adi Petugas")
    by_letter = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}
    case = move(case, "accept_referral", world.rina, **by_letter)
    do(case, "record_police_progress", world.rina, reported_on=day(), **FILED)
    assert owed(case) == {("D19", police, world.bp3mi), ("D22", police, world.bp3mi)}
    assert returned(case, officer, "not_competent").holder == world.bp3mi
    assert owed(case) == {("D19", world.bp3mi, None), ("D22", world.bp3mi, None)}


@pytest.fixture
def unopened(world: World, parent: Case) -> Referral:
    """A report at a unit where nobody has looked into Kawal yet, with what its sender brought home from there."""
    case = given.referral(world, parent, world.rina, world.police, "police_report")
    return do(case, "record_police_progress", world.rina, reported_on=day(), **FILED)


def test_what_the_sender_knows_is_tracked_before_the_police_accept(world: World, unopened: Referral) -> None:
    assert owed(unopened) == {("D19", world.police, world.bp3mi), ("D22", world.police, world.bp3mi)}
    assert unopened.deadlines.get(rule__code="D40").ended_at is None


def test_nothing_of_it_is_lost_when_they_do(world: World, unopened: Referral) -> None:
    waited_for = set(unopened.deadlines.filter(kind="expected", ended_at=None).values_list("pk", flat=True))
    case = move(unopened, "accept_referral", world.agus)
    assert set(case.deadlines.filter(kind="expected", ended_at=None).values_list("pk", flat=True)) == waited_for
    assert owed(case) == {("D19", world.police, world.bp3mi), ("D22", world.police, world.bp3mi)}
    assert (case.state, case.police_report.number) == ("working", "LP/B/7/2026")
    after = do(case, "record_police_progress", world.agus, **FILED | {"status": "inquiry"})
    assert after.police_report.status == "inquiry"


def test_the_police_decline_no_trafficking_that_is_filed_though_they_never_accepted_it(
    world: World, unopened: Referral
) -> None:
    put(unopened, is_trafficking=True)
    declined = {"ask_instead": "Polda", "reason": "not_competent", "reason_text": "Bukan wilayah kami."}
    with pytest.raises(GuardFailed, match="yang sudah terbit"):
        move(unopened, "decline_referral", world.agus, **declined)


def test_of_a_referral_that_is_answered_no_progress_is_recorded(world: World, at_police: Referral) -> None:
    teleport(at_police, "answered", holder=world.bp3mi)
    with pytest.raises(GuardFailed, match="sudah dijawab"):
        do(at_police, "record_police_progress", world.rina, reported_on=day(), **FILED)
