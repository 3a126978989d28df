"""The hand-over record of a referral: it waits until `accept_referral`, and says so."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from casework.levels import Level
from casework.models import Event, Organisation, User
from casework.roles import Role
from tests.complaint.given import TODAY, WIB, at_district, referral
from tests.conftest import Clock
from tests.factories.cases import fresh, move, put
from tests.factories.places import an_office, an_officer
from tests.handover.given import all_passed_on, transferred
from tests.screens.pages import signed_in, text_of
from tests.world import World
from workflows.referral.models import Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}
FOR_RECEIVER = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}
WAITING = "Menunggu diterima LBH Sekayu sejak 23 November 2026, 09.00 WIB"


@pytest.fixture
def asked(world: World, clock: Clock) -> Referral:
    """Legal aid asked of the body in Sekayu on Monday at 9 o'clock; it is 10 o'clock when anything else happens."""
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
    case = referral(world, at_district(world, "triage"), world.budi, world.legal_aid)
    clock.advance(timedelta(hours=1))
    return case


def page_of(case: Referral, user: User) -> Any:
    return signed_in(user).get(f"/kasus/{case.uid}/")


def record(case: Referral, user: User, seq: int = 1) -> str:
    return text_of(signed_in(user).get(f"/kasus/{case.uid}/serah-terima/{seq}/"))


def answers(case: Referral, user: User) -> list[str]:
    """What became of each hand-over, newest first, as the case's page says it."""
    return [shown["answer"] for shown in page_of(case, user).context["handovers"]]


def declined(case: Referral, by: User) -> Referral:
    return move(case, "decline_referral", by, ask_instead="LBH Palembang", reason="no_capacity", **WHY)


def answered(case: Referral, by: User) -> Referral:
    return move(case, "answer_referral", by, reason="case_opened", result_text="Kasus dibuka.", **WHY)


def row_of(case: Referral, user: User) -> dict[str, Any]:
    """The case in the user's list of what others do."""
    (group,) = signed_in(user).get("/kerja/?daftar=menunggu").context["groups"]
    return next(row for row in group["rows"] if row["number"] == case.number)


@pytest.fixture
def muara_enim(world: World) -> Organisation:
    """The district office that takes over what Budi's passes on, with Wati in it."""
    return an_office(Level.DISTRICT, "16.03", name="Disnaker Muara Enim")


@pytest.fixture
def wati(muara_enim: Organisation) -> User:
    return an_officer(muara_enim, "Wati Petugas")


@pytest.fixture
def passed_on(world: World, muara_enim: Organisation, wati: User, clock: Clock) -> Referral:
    """Asked of the mission, which has no account, by Budi at 9 o'clock; at 10 his office passes everything on."""
    clock.set(datetime.combine(TODAY, time(9, 0), WIB))
    case = referral(world, at_district(world, "triage"), world.budi, world.mission, "mission")
    clock.advance(timedelta(hours=1))
    all_passed_on(world.district, muara_enim, world.budi_sup)
    clock.advance(timedelta(hours=1))
    return fresh(case)


def hash_of(case: Referral, act: str) -> str:
    return bytes(Event.objects.filter(case_uid=case.uid, act=act)[0].hash).hex()


def test_until_the_receiver_accepts_nobody_has_received_it(world: World, asked: Referral) -> None:
    said = record(asked, world.budi)
    assert "Yang menyerahkan Disnakertrans Musi Banyuasin, Budi Petugas" in said
    assert "Yang menerima LBH Sekayu (belum menerima)" in said
    assert "Diserahkan 23 November 2026, 09.00 WIB" in said
    assert "Diterima –" in said
    assert said.count("Budi Petugas") == 2, "once as who handed over, once under that signature"
    assert answers(asked, world.budi) == ["menunggu diterima"]


def test_sender_and_receiver_read_who_has_to_accept_it_and_since_when(world: World, asked: Referral) -> None:
    for user in (world.budi, world.maya):
        assert WAITING in text_of(page_of(asked, user))
        assert "batas 25 November 2026, 23.59 WIB" in text_of(page_of(asked, user))


def test_so_does_the_senders_list_of_what_others_do(world: World, asked: Referral) -> None:
    assert "Menunggu diterima LBH Sekayu" in text_of(signed_in(world.budi).get("/kerja/?daftar=menunggu"))
    assert "Belum diterima" in text_of(signed_in(world.budi).get("/kerja/?daftar=menunggu"))
    move(asked, "accept_referral", world.maya)
    assert "Menunggu diterima" not in text_of(signed_in(world.budi).get("/kerja/?daftar=menunggu"))


def test_once_accepted_it_says_by_whom_and_when(world: World, asked: Referral) -> None:
    case = move(asked, "accept_referral", world.maya)
    said = record(case, world.budi)
    assert "Yang menerima LBH Sekayu, Maya" in said
    assert "Diterima 23 November 2026, 10.00 WIB" in said
    assert hash_of(case, "referral.accept_referral") in said
    assert answers(case, world.budi) == ["diterima 23 November 2026, 10.00 WIB"]
    assert "Menunggu diterima" not in text_of(page_of(case, world.budi))


def test_a_declined_one_was_never_received_and_says_who_declined_it(world: World, asked: Referral) -> None:
    case = declined(asked, world.maya)
    said = record(case, world.budi)
    assert "Yang menerima LBH Sekayu (tidak menerima)" in said
    assert "Ditolak 23 November 2026, 10.00 WIB, Maya" in said
    assert hash_of(case, "referral.decline_referral") in said
    assert "Diterima" not in said
    assert answers(case, world.budi) == ["ditolak 23 November 2026, 10.00 WIB, setelah 1 jam di kantor itu"]


def test_what_is_declined_after_it_was_accepted_stays_received(world: World, asked: Referral, clock: Clock) -> None:
    case = move(asked, "accept_referral", world.maya)
    clock.advance(timedelta(hours=1))
    assert answers(declined(case, world.maya), world.budi) == ["diterima 23 November 2026, 10.00 WIB"]


def test_a_recalled_one_says_so(world: World, asked: Referral) -> None:
    case = move(asked, "recall_referral", world.budi, reason="no_longer_needed", **WHY)
    said = record(case, world.budi)
    assert "Yang menerima LBH Sekayu (tidak menerima)" in said
    assert "Ditarik kembali 23 November 2026, 10.00 WIB, Budi" in said
    assert answers(case, world.budi) == ["ditarik kembali 23 November 2026, 10.00 WIB, setelah 1 jam di kantor itu"]


def test_an_acceptance_that_was_undone_is_none(world: World, asked: Referral, clock: Clock) -> None:
    case = move(move(asked, "accept_referral", world.maya), "undo", world.maya, reason="wrong_move", **WHY)
    assert "(belum menerima)" in record(case, world.budi)
    assert answers(case, world.budi) == ["menunggu diterima"]
    assert WAITING in text_of(page_of(case, world.budi))
    clock.advance(timedelta(hours=1))
    case = move(case, "accept_referral", world.maya)
    assert answers(case, world.budi) == ["diterima 23 November 2026, 11.00 WIB"]


def test_the_answer_needs_no_acceptance_and_nobody_is_said_to_have_received_it(world: World, asked: Referral) -> None:
    case = answered(move(asked, "accept_referral", world.maya), world.maya)
    said = record(case, world.budi, seq=3)
    assert "Yang menerima Disnakertrans Musi Banyuasin (tidak perlu diterima)" in said
    assert said.count("Maya") == 2, "once as who handed over, once under that signature"
    assert answers(case, world.budi)[0] == "tidak perlu diterima"


def test_nor_does_what_comes_back_to_be_completed(world: World, asked: Referral) -> None:
    case = answered(move(asked, "accept_referral", world.maya), world.maya)
    missing = {"missing": "Nomor kasus", "agreed_date": "2026-12-07", "reason": "incomplete_answer", **WHY}
    case = move(case, "send_back", world.budi, **missing)
    said = record(case, world.budi, seq=4)
    assert "Yang menerima LBH Sekayu (tidak perlu diterima)" in said
    assert said.count("Budi Petugas") == 2, "once as who handed over, once under that signature"
    assert answers(case, world.budi)[0] == "tidak perlu diterima"


def test_one_that_was_passed_on_waits_for_that_office_by_the_rules_of_every_case(world: World, asked: Referral) -> None:
    case = transferred(move(asked, "accept_referral", world.maya), world.maya_sup, world.other_legal_aid)
    assert answers(case, world.budi) == ["menunggu diterima", "diterima 23 November 2026, 10.00 WIB"]
    assert "(belum menerima)" in record(case, world.budi, seq=3)


def test_what_the_sender_holds_for_a_receiver_without_an_account_was_handed_to_nobody(world: World) -> None:
    case = referral(world, at_district(world, "triage"), world.budi, world.mission, "mission")
    assert answers(case, world.budi) == []
    assert page_of(case, world.budi).context["ball"] is None


def test_nor_does_it_wait_for_the_office_that_takes_over_from_the_sender(
    world: World, passed_on: Referral, wati: User
) -> None:
    assert passed_on.holder == passed_on.sender
    assert answers(passed_on, wati) == ["tidak perlu diterima"]
    assert page_of(passed_on, wati).context["ball"] is None
    said = record(passed_on, wati, seq=2)
    assert "Yang menyerahkan Disnakertrans Musi Banyuasin, Budi Penyelia" in said
    assert "Yang menerima Disnaker Muara Enim (tidak perlu diterima)" in said
    assert "Diterima" not in said


def test_what_is_recorded_there_for_the_receiver_is_no_acceptance_by_that_office(
    world: World, passed_on: Referral, wati: User
) -> None:
    case = move(passed_on, "accept_referral", wati, **FOR_RECEIVER)
    assert answers(case, wati) == ["tidak perlu diterima"]
    said = record(case, wati, seq=2)
    assert "Yang menerima Disnaker Muara Enim (tidak perlu diterima)" in said
    assert "Wati" not in said


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("decline_referral", {"ask_instead": "KBRI", "reason": "no_capacity"}),
        ("recall_referral", {"reason": "no_longer_needed"}),
    ],
)
def test_nor_did_that_office_decline_what_ends_before_the_receiver_accepted(
    world: World, passed_on: Referral, wati: User, verb: str, said: dict[str, str]
) -> None:
    case = move(passed_on, verb, wati, **said, **WHY, **(FOR_RECEIVER if verb == "decline_referral" else {}))
    assert answers(case, wati) == ["tidak perlu diterima"]


def test_the_list_says_of_it_whom_it_waits_for_and_of_no_acceptance(world: World, passed_on: Referral) -> None:
    row = row_of(passed_on, world.budi)
    assert row["verb"] == "Menunggu Disnaker Muara Enim"
    assert "Belum diterima" not in [tag["label"] for tag in row["tags"]]


def test_nor_does_it_where_it_then_follows_its_case(
    world: World, passed_on: Referral, muara_enim: Organisation
) -> None:
    third = an_office(Level.DISTRICT, "16.03", name="Disnaker Lahat", serves=False)
    eni = an_officer(third, "Eni Petugas")
    transferred(fresh(passed_on.parent), an_officer(muara_enim, "Wati Penyelia", Role.SUPERVISOR), third)
    assert fresh(passed_on).holder == third
    assert answers(passed_on, eni) == ["tidak perlu diterima"]
    assert page_of(passed_on, eni).context["ball"] is None
    assert row_of(passed_on, world.budi)["verb"] == "Menunggu Disnaker Lahat"


def test_what_its_receiver_passes_on_with_everything_else_still_waits(world: World, asked: Referral) -> None:
    all_passed_on(world.legal_aid, world.other_legal_aid, world.maya_sup)
    assert answers(asked, world.budi) == ["menunggu diterima", "tidak diterima"]
    assert "Yang menerima LBH Palembang (belum menerima)" in record(asked, world.budi, seq=2)
    assert "Diterima –" in record(asked, world.budi, seq=2)


def test_who_passed_it_on_before_accepting_never_received_it(world: World, asked: Referral) -> None:
    all_passed_on(world.legal_aid, world.other_legal_aid, world.maya_sup)
    said = record(asked, world.budi)
    assert "Yang menerima LBH Sekayu (tidak menerima)" in said
    assert "Diterima" not in said


def test_who_asked_for_it_stays_its_sender_when_another_office_asks(
    world: World, asked: Referral, muara_enim: Organisation, wati: User
) -> None:
    all_passed_on(world.district, muara_enim, world.budi_sup)
    assert "Yang menyerahkan Disnakertrans Musi Banyuasin, Budi Petugas" in record(asked, wati)
    assert page_of(asked, wati).context["handovers"][0]["sender"] == str(world.district)


def test_who_sees_the_stage_only_reads_that_it_waits(world: World, asked: Referral) -> None:
    assert "Menunggu diterima LBH Sekayu" in text_of(page_of(put(asked, sealed=True), world.maya))
