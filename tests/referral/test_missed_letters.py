"""A letter of the police that did not come is told to who waits for it, and marked in his lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casework import clock as kawal_clock
from casework import engine, outbox
from casework.board import Filters, every_item, figures, offices_answered_for
from casework.levels import Level
from casework.models import Case, CaseLink, Organisation, Person, User
from notifications.delivering import message_of
from notifications.models import Envelope, Notice
from notifications.relaying import relay
from tests.complaint import given
from tests.conftest import Clock
from tests.factories.cases import do, move, teleport
from tests.factories.places import an_office
from tests.legal_aid.cases import at_body, at_village
from tests.screens.pages import signed_in, text_of
from tests.world import World
from workflows.legal_aid.models import LegalAidCase

pytestmark = pytest.mark.usefixtures("monday_morning")

SEAL = {"reason": "victim_safety", "reason_text": "Korban terancam."}


@pytest.fixture
def parent(world: World) -> Case:
    """A complaint at BP3MI that Rina works on."""
    return teleport(given.at_bp3mi(world), "assigned", holder=world.bp3mi, officer=world.rina)


@pytest.fixture
def report(world: World, parent: Case) -> Case:
    return reported(world, parent)


@pytest.fixture
def help_given(world: World, parent: Case, report: Case) -> LegalAidCase:
    """What the legal-aid body does for the same person, on which Maya works."""
    return linked(world, parent, at_body(world))


def reported(world: World, parent: Case) -> Case:
    """Reported to the police today, who owe their first letter in three days."""
    case = move(given.referral(world, parent, world.rina, world.police, "police_report"), "accept_referral", world.agus)
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "investigator": "Ipda Wulan"}
    return do(case, "record_police_progress", world.agus, reported_on=given.TODAY.isoformat(), **filed)


def linked(world: World, parent: Case, other: LegalAidCase) -> LegalAidCase:
    CaseLink.objects.create(one=parent, other=other, kind="follow_up", since=parent.created, by=world.rina)
    return other


def unassigned(case: Any, state: str, holder: Organisation) -> Any:
    """A case that came to an office where nobody has been named to work on it yet."""
    case = teleport(case, state, holder=holder)
    assert case.officer is None
    return case


def missed(clock: Clock) -> None:
    """Four days pass; the sweep runs, twice, and what is owed is passed on."""
    clock.advance(timedelta(days=4))
    for _time in range(2):
        engine.sweep()
        relay()


def told() -> set[tuple[str, str]]:
    """Who was told of the missed letter, each by the number of which case."""
    found = Notice.objects.filter(kind=outbox.EXPECTED_MISSED).select_related("user", "case")
    assert len(set(found.values_list("user", "case"))) == len(found)
    return {(one.user.full_name, one.case.number) for one in found if one.case is not None}


def people_of(office: str) -> set[str]:
    """The officer, his colleague, the supervisor and the head of an office, by the officer's name."""
    return {f"{office} {rank}" for rank in ("Petugas", "Kedua", "Penyelia", "Kepala")}


def test_the_senders_officer_is_told_by_the_case_he_works_on(
    world: World, parent: Case, report: Case, clock: Clock
) -> None:
    missed(clock)
    assert told() == {("Rina Petugas", parent.number)}
    notice = Notice.objects.get(kind=outbox.EXPECTED_MISSED)
    opened = signed_in(world.rina).get(f"/pemberitahuan/{notice.pk}/", follow=True)
    assert "Surat dari polisi terlambat." in text_of(opened)


def test_where_nobody_works_on_it_yet_the_whole_office_is_told(world: World, clock: Clock) -> None:
    parent = unassigned(given.at_village(world), "assigned", world.bp3mi)
    reported(world, parent)
    missed(clock)
    assert told() == {(name, parent.number) for name in people_of("Rina")}


def test_a_sender_who_holds_the_parent_no_more_is_told_by_the_referral(
    world: World, parent: Case, report: Case, clock: Clock
) -> None:
    teleport(parent, "assigned", holder=world.district)
    missed(clock)
    assert told() == {(name, report.number) for name in people_of("Rina")}


def test_the_officer_of_the_body_that_helps_is_told_by_his_own_case(
    world: World, parent: Case, report: Case, help_given: LegalAidCase, clock: Clock
) -> None:
    missed(clock)
    assert told() == {("Rina Petugas", parent.number), ("Maya Petugas", help_given.number)}
    theirs = Notice.objects.get(kind=outbox.EXPECTED_MISSED, user=world.maya)
    shown = text_of(signed_in(world.maya).get(f"/pemberitahuan/{theirs.pk}/", follow=True))
    assert "Surat dari polisi terlambat." in shown
    assert "Ipda Wulan" not in shown


def test_each_letter_that_did_not_come_is_told_once(world: World, parent: Case, report: Case, clock: Clock) -> None:
    missed(clock)
    clock.advance(timedelta(days=11))
    missed(clock)
    by_rina = Notice.objects.filter(kind=outbox.EXPECTED_MISSED, user=world.rina)
    assert by_rina.count() == report.deadlines.filter(kind="expected", breached_at__isnull=False).count() == 2


def test_of_a_sealed_case_only_who_may_open_it_is_told(world: World, clock: Clock) -> None:
    parent = unassigned(given.at_village(world), "assigned", world.bp3mi)
    help_given = linked(world, parent, unassigned(at_village(world), "intake", world.legal_aid))
    reported(world, parent)
    do(parent, "raise_seal", world.rina, **SEAL)
    do(help_given, "raise_seal", world.maya, **SEAL)
    missed(clock)
    assert {name for name, _case in told()} == {"Rina Petugas", "Rina Kepala", "Maya Petugas", "Maya Kepala"}


def test_a_sealed_referral_is_not_spoken_of_to_colleagues_who_may_not_open_it(
    world: World, parent: Case, report: Case, clock: Clock
) -> None:
    do(parent, "raise_seal", world.rina, **SEAL)
    teleport(parent, "assigned", holder=world.district)
    missed(clock)
    assert told() == {("Rina Petugas", report.number), ("Rina Kepala", report.number)}


def test_an_office_that_the_case_is_about_is_not_told(
    world: World, parent: Case, report: Case, help_given: LegalAidCase, clock: Clock
) -> None:
    report.parties.create(role="respondent", sort="office", organisation=world.legal_aid, since=report.created)
    missed(clock)
    assert told() == {("Rina Petugas", parent.number)}
    assert not report.participations.filter(organisation=world.legal_aid).exists()


def test_what_leaves_kawal_names_nobody_and_not_the_police(
    world: World, parent: Case, report: Case, clock: Clock, settings: Any
) -> None:
    settings.EMAIL_HOST = "mail.example"
    type(world.rina).objects.filter(pk=world.rina.pk).update(email="rina@bp3mi.example")
    missed(clock)
    envelope = Envelope.objects.get(notices__kind=outbox.EXPECTED_MISSED)
    message = message_of(envelope, "rina@bp3mi.example")
    said = f"{message.subject} {message.text} {message.html}"
    assert parent.number in said
    for secret in ("polisi", "Polres", "SP2HP", "LP/B/7", report.number, *_names()):
        assert secret not in said


def _names() -> list[str]:
    return list(Person.objects.values_list("full_name", flat=True))


def tags_of(user: User, address: str, case: Case) -> list[str]:
    """How a case is marked in somebody's work list."""
    context = signed_in(user).get(address).context
    groups = [*context["groups"], *([context["waiting"]] if context.get("waiting") else [])]
    (row,) = [row for group in groups for row in group["rows"] if row["number"] == case.number]
    return [str(tag["label"]) for tag in row["tags"]]


@pytest.mark.parametrize("address", ["/kerja/", "/kerja/?daftar=menunggu"])
def test_the_sender_finds_it_marked_among_what_he_waits_for(
    world: World, report: Case, clock: Clock, address: str
) -> None:
    assert "Surat terlambat" not in tags_of(world.rina, address, report)
    missed(clock)
    assert "Surat terlambat" in tags_of(world.rina, address, report)


def test_the_police_find_it_marked_in_their_own_work(world: World, report: Case, clock: Clock) -> None:
    missed(clock)
    assert "Surat terlambat" in tags_of(world.agus, "/kerja/", report)


def test_a_letter_that_came_marks_nothing(world: World, report: Case, clock: Clock) -> None:
    missed(clock)
    came = {"status": "inquiry", "number": "LP/B/7/2026", "sp2hp_code": "A1", "sp2hp_on": given.TODAY.isoformat()}
    do(report, "record_police_progress", world.rina, **came)
    assert "Surat terlambat" not in tags_of(world.rina, "/kerja/", report)
    assert awaited(world.rina_sup) == []


def awaited(user: User, **wanted: str) -> list[tuple[str, Organisation]]:
    """Rule and office of the letters on somebody's board."""
    offices = list(offices_answered_for(user).values_list("pk", flat=True))
    found = every_item(user, offices, Filters(item="expected", **wanted), kawal_clock.now())
    return [(item.deadline.rule.code, item.office) for item in found]


def test_it_stands_on_the_board_of_who_waits_and_of_who_owes_it(world: World, report: Case, clock: Clock) -> None:
    clock.advance(timedelta(days=1))
    assert awaited(world.rina_sup, when="soon") == [("D19", world.bp3mi)]
    assert awaited(world.rina_sup) == []
    missed(clock)
    assert awaited(world.rina_sup) == [("D19", world.bp3mi)]
    assert awaited(world.agus_sup) == [("D19", world.police)]
    assert awaited(world.maya_sup) == []
    page = signed_in(world.rina_sup).get("/keterlambatan/?item=expected")
    assert report.number in text_of(page)
    assert page.context["tiles"][0]["value"] == "1"


def test_who_answers_for_both_finds_it_under_each_of_them_on_whatever_page(
    world: World, report: Case, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(timedelta(days=11))
    missed(clock)
    monkeypatch.setattr("casework.board.items.PAGE", 1)
    of_both = [(rule, office) for rule in ("D19", "D22") for office in (world.police, world.bp3mi)]
    assert awaited(world.hadi_head) == of_both
    assert awaited(world.hadi_head, office=str(world.bp3mi.uid)) == [("D19", world.bp3mi), ("D22", world.bp3mi)]
    counted = figures(world.hadi_head, [world.police.pk, world.bp3mi.pk], Filters(item="expected"), kawal_clock.now())
    assert counted.offices == {world.police.pk: 2, world.bp3mi.pk: 2}


def test_of_a_sealed_one_the_board_says_no_more_than_of_any_other(
    world: World, parent: Case, report: Case, clock: Clock
) -> None:
    do(parent, "raise_seal", world.rina, **SEAL)
    missed(clock)
    (row,) = signed_in(world.rina_sup).get("/keterlambatan/?item=expected").context["rows"]
    assert (row["case"].number, row["rule"]) == (report.number, "Identitas disegel")
    assert awaited(world.hadi_head) == []


def test_a_letter_that_the_sender_itself_has_to_ask_for_stands_on_his_board_once(world: World, clock: Clock) -> None:
    station = an_office(Level.POLICE, world.district.region_id, name="Polsek", serves=False)
    parent = teleport(given.at_bp3mi(world), "assigned", holder=world.bp3mi, officer=world.rina)
    case = given.referral(world, parent, world.rina, station, "police_report")
    for_police = {"behalf": "receiver", "behalf_how": "letter", "behalf_paper": "Surat 1/2026"}
    case = move(case, "accept_referral", world.rina, **for_police)
    filed = {"status": "report_filed", "number": "LP/B/7/2026", "reported_on": given.TODAY.isoformat()}
    do(case, "record_police_progress", world.rina, **filed)
    missed(clock)
    assert told() == {("Rina Petugas", parent.number)}
    assert awaited(world.rina_sup) == [("D19", world.bp3mi)]
