"""Guard 6: who works in an office that a case is about handles it for no other office either.

No case goes to an office where only people work who are kept out of it.
"""

from __future__ import annotations

from datetime import date

import pytest

from casework import access
from casework.access import Depth
from casework.errors import GuardFailed, Invalid, NotAllowed, Refused
from casework.levels import Level
from casework.models import Case, Organisation, User
from casework.organisations import appoint
from casework.people import visible_people
from casework.roles import Role
from notifications.models import Notice
from notifications.relaying import relay
from tests.complaint import given as complaint
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.parcels import a_parcel
from tests.factories.places import an_office, an_officer
from tests.handover.given import MONDAY, at_district, sent, transferred
from tests.handover.test_conflict_of_interest import about_office, about_officer
from tests.journey import cases as journey
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.legal_aid.cases import at_body
from tests.screens.pages import rows_of, signed_in
from tests.staff.handing import hand_over
from tests.world import World


@pytest.fixture
def siti(world: World) -> User:
    """She works in the village, and in its district too."""
    appoint(world.siti, world.district, Role.OFFICER, date(2026, 11, 1), None, by=world.hadi)
    return world.siti


@pytest.fixture
def lone(world: World) -> Organisation:
    """A village in which nobody works but Sari."""
    office = an_office(Level.VILLAGE, "16.06.03.2002", name="Desa Sepi")
    an_officer(office, "Sari Kades", Role.HEAD)
    return office


@pytest.fixture
def case(world: World, siti: User) -> Case:
    """Held by the district, and about the village."""
    return about_office(at_district(world), world.budi, world.village)


def test_she_moves_nothing_for_her_other_office(case: Case, siti: User) -> None:
    with pytest.raises(NotAllowed, match="Kantor tempat Anda bertugas"):
        move(case, "weigh", siti, grams=5)
    with pytest.raises(NotAllowed):
        do(case, "add_note", siti, text="Catatan")


def test_she_sees_nothing_of_it(world: World, case: Case, siti: User) -> None:
    browser = signed_in(siti)
    assert access.view_of(siti, case) == Depth.NONE
    assert browser.get(f"/kasus/{case.uid}/").status_code == 404
    assert case.number not in rows_of(browser.get("/kerja/?daftar=kantor"))
    assert case.number in rows_of(signed_in(world.budi).get("/kerja/?daftar=kantor"))
    assert not type(case).objects.visible_to(siti).filter(pk=case.pk).exists()


def test_the_list_of_her_office_goes_on_behind_what_she_does_not_see(world: World, siti: User) -> None:
    """What is left out is no candidate: a page full of it would end the list."""
    kept_out = {about_office(at_district(world), world.budi, world.village).number for _each in range(3)}
    other = at_district(world)
    shown = rows_of(signed_in(siti).get("/kerja/?daftar=kantor"))
    assert other.number in shown
    assert kept_out.isdisjoint(shown)


def test_whom_it_is_about_she_does_not_find(world: World, siti: User) -> None:
    case = complaint.at_district(world, "triage")
    assert visible_people(siti).filter(pk=case.person_id).exists()
    about_office(case, world.budi, world.village)
    assert not visible_people(siti).filter(pk=case.person_id).exists()


def test_she_is_not_named_as_its_officer(world: World, case: Case, siti: User) -> None:
    page = signed_in(world.budi_sup).get(f"/kasus/{case.uid}/tindakan/assign_officer/").content.decode()
    assert str(world.budi2.uid) in page
    assert str(siti.uid) not in page
    with pytest.raises(Invalid, match="kantor lainnya"):
        do(case, "assign_officer", world.budi_sup, officer=str(siti.uid), why="Beban kerja")


def test_as_its_officer_she_loses_it_when_her_other_office_is_named(world: World, siti: User) -> None:
    case = move(sent(world), "accept_handover", world.budi_head, officer=str(siti.uid))
    case = about_office(case, world.budi, world.village)
    assert (case.holder, case.officer) == (world.district, None)


def test_where_nobody_else_works_the_case_goes_one_level_up(world: World, lone: Organisation) -> None:
    sari = world.member(lone, Role.HEAD)
    appoint(sari, world.other_village, Role.OFFICER, date(2026, 11, 1), None, by=world.hadi)
    parcel = a_parcel(world)
    case = about_office(teleport(parcel, parcel.state, holder=lone), sari, world.other_village)
    assert case.holder == world.district


def test_where_the_last_one_besides_her_is_named_another_office_gets_it(world: World, clock: Clock) -> None:
    """A legal-aid body, where nobody asks for a head: Sari works for the party named first, Wahyu is the second."""
    clock.set(MONDAY)
    body = an_office(Level.LEGAL_AID, "16.06.03", name="LBH Sepi")
    sari, wahyu = an_officer(body, "Sari Kepala", Role.HEAD), an_officer(body, "Wahyu Petugas")
    appoint(sari, world.other_legal_aid, Role.OFFICER, date(2026, 11, 1), None, by=world.hadi)
    case = teleport(at_body(world), "intake", holder=body)
    case = about_office(case, wahyu, world.other_legal_aid)
    assert case.holder == body
    assert about_officer(case, wahyu, wahyu).holder == world.legal_aid


def test_as_head_she_is_not_named_in_what_is_sealed(world: World) -> None:
    deputy = an_officer(world.district, "Wakil Kepala", Role.HEAD)
    appoint(world.budi_head, world.village, Role.OFFICER, date(2026, 11, 1), None, by=world.hadi)
    case = about_office(at_district(world), world.budi, world.village)
    do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Keselamatan korban")
    assert set(case.named.values_list("user_id", flat=True)) == {world.budi.pk, deputy.pk}


def test_work_is_not_given_to_her(world: World, case: Case, siti: User) -> None:
    with pytest.raises(GuardFailed, match=case.number):
        hand_over(world.budi, world.district, siti, actor=world.budi_sup)
    assert hand_over(world.budi, world.district, world.budi2, actor=world.budi_sup).cases == 1


def test_a_supervisor_who_works_for_the_party_leaves_it_to_others(world: World, case: Case) -> None:
    appoint(world.budi_sup, world.village, Role.OFFICER, date(2026, 11, 1), None, by=world.hadi)
    other = at_district(world)
    seen = {other.number: other.version}
    assert hand_over(world.budi, world.district, world.budi2, actor=world.budi_sup, shown=seen).cases == 1
    assert fresh(case).officer == world.budi


def test_she_hears_nothing_of_it(world: World, siti: User) -> None:
    parcel = sent(world)
    parcel.parties.create(role="respondent", sort="office", organisation=world.village, since=parcel.created)
    relay()
    told = set(Notice.objects.filter(case_id=parcel.pk).values_list("user__username", flat=True))
    assert world.budi.username in told
    assert siti.username not in told


def test_only_for_the_office_that_holds_it_about_itself_she_passes_it_on(world: World) -> None:
    """The ministry has nobody above it and keeps a case about itself until it passes it on."""
    supervisor = world.hadi_sup
    appoint(supervisor, world.bp3mi, Role.SUPERVISOR, date(2026, 11, 1), None, by=world.hadi)
    case = about_office(complaint.at_bp3mi(world, "triage"), world.rina, world.bp3mi)
    case = about_office(move(case, "accept_handover", world.hadi), world.hadi, world.ministry)
    assert (case.holder, access.view_of(supervisor, case)) == (world.ministry, Depth.STATUS)
    assert type(case).objects.visible_to(supervisor).filter(pk=case.pk).exists()
    other = an_office(Level.OVERSIGHT, "11", kind="ministry", name="Kementerian lain")
    an_officer(other, "Ketua Lain")
    assert transferred(case, supervisor, other).holder == other


def test_a_case_is_not_transferred_to_where_only_its_party_works(world: World, lone: Organisation) -> None:
    case = about_officer(a_parcel(world), world.siti, world.member(lone, Role.HEAD))
    page = signed_in(world.siti_sup).get(f"/kasus/{case.uid}/langkah/transfer/").content.decode()
    assert str(world.other_village.uid) in page
    assert str(lone.uid) not in page
    with pytest.raises(Invalid, match="hanya pihak kasus ini yang bertugas di sana"):
        transferred(case, world.siti_sup, lone)
    an_officer(lone, "Wahyu Petugas")
    assert transferred(case, world.siti_sup, lone).holder == lone


def test_nor_is_such_an_office_found_by_its_level(world: World, lone: Organisation, clock: Clock) -> None:
    clock.set(MONDAY)
    sari = world.member(lone, Role.HEAD)
    case = journey.a_journey(world, "in_placement", by=sari, office=lone, full_name="Wati", village="16.06.03.2002")
    case = about_officer(move(case, "accept_handover", world.rina), world.rina, sari)
    case = teleport(case, "return_in_progress")
    case = move(case, "receive_home", world.rina, **as_sent(SCENARIOS["receive_home"].data))
    assert case.holder == world.district


def test_nobody_is_appointed_to_an_office_about_which_he_works_on_a_case(world: World) -> None:
    parcel = at_district(world)
    about_office(parcel, world.budi, world.village)
    with pytest.raises(Refused, match="memegang 1 kasus terbuka yang menyangkut Desa Ulak Paceh"):
        appoint(world.budi, world.village, Role.OFFICER, MONDAY.date(), None, None)
