"""Referrals of an office that closes go to its successor, who asks or answers in its place."""

from __future__ import annotations

from datetime import date

from casework.levels import Level
from casework.models import Organisation, User
from casework.organisations import close_organisation
from tests.complaint.given import at_village, referral
from tests.factories.cases import fresh, move, put
from tests.factories.places import an_office
from tests.handover.given import all_passed_on
from tests.world import World
from workflows.referral.models import Referral

WHY = {"reason_text": "Sudah dibicarakan dengan kantor tujuan."}


def closed(office: Organisation, successor: Organisation, actor: User, world: World) -> None:
    """The office passes everything on and closes."""
    all_passed_on(office, successor, actor)
    close_organisation(office, date(2026, 11, 21), world.hadi)


def test_a_report_held_for_police_without_an_account_is_held_by_the_successor(world: World) -> None:
    police = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    report = put(referral(world, at_village(world), world.siti, police, "police_report"), is_trafficking=True)
    assert (report.state, report.holder) == ("requested", world.village)

    closed(world.village, world.other_village, world.siti_sup, world)

    after = fresh(report)
    assert isinstance(after, Referral)
    assert (after.holder, after.sender, after.receiver) == (world.other_village, world.other_village, police)
    for_police = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}
    assert move(after, "accept_referral", world.tono, **for_police).state == "working"


def test_what_was_asked_of_it_is_answered_by_the_successor(world: World) -> None:
    asked = referral(world, at_village(world), world.siti, world.legal_aid)

    closed(world.legal_aid, world.other_legal_aid, world.maya_sup, world)

    move(asked, "accept_referral", world.dewi)
    answered = move(asked, "answer_referral", world.dewi, reason="case_opened", result_text="Kami dampingi.", **WHY)
    assert (answered.holder, fresh(asked).receiver) == (world.village, world.other_legal_aid)


def test_the_successor_takes_over_what_was_answered_or_sends_it_back(world: World) -> None:
    asked = move(referral(world, at_village(world), world.siti, world.legal_aid), "accept_referral", world.maya)
    move(asked, "answer_referral", world.maya, reason="case_opened", result_text="Kami dampingi.", **WHY)

    closed(world.village, world.other_village, world.siti_sup, world)

    back = move(
        asked, "send_back", world.tono, missing="Nomor", agreed_date="2026-12-30", reason="incomplete_answer", **WHY
    )
    assert back.holder == world.legal_aid
    move(asked, "accept_handover", world.maya)
    again = move(asked, "answer_referral", world.maya, reason="case_opened", result_text="Kami dampingi.", **WHY)
    assert again.holder == world.other_village
    assert move(asked, "take_over_result", world.tono, outcome="Didampingi.").state == "closed"
