"""Double clicks, two tabs, two officers, a retry after a lost answer: one effect; the second answer is the first's."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from casework import engine
from casework.errors import NotPossible
from casework.models import Case, Event, HandledForm, Membership, Organisation, Person, Phone, Proposal, SavedForm, User
from casework.models.person import Merge
from casework.roles import Role
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.screens.pages import carried, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World, request_id


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do acts in the same moment, each on a connection of its own."""
    together = Barrier(len(acts))

    def doing(act: Callable[[], Any]) -> Any:
        try:
            together.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(60) for each in [pool.submit(doing, act) for act in acts]]


def where(response: Any) -> tuple[int, str]:
    return response.status_code, response.headers.get("Location", "")


def held(world: World) -> Parcel:
    return move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)


def events_of(case: Case) -> int:
    return Event.objects.filter(case_uid=case.uid).count()


# --- At once, with real commits ------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_double_click_moves_once_and_both_are_led_to_the_case(world: World) -> None:
    parcel = held(world)
    address = f"/kasus/{parcel.uid}/langkah/weigh/"
    browsers = [signed_in(world.budi), signed_in(world.budi)]
    data = {**carried(browsers[0].get(address)), "grams": "4"}
    before = events_of(parcel)

    answers = at_once(*(lambda browser=browser: browser.post(address, data) for browser in browsers))

    assert [where(answer) for answer in answers] == [(302, f"/kasus/{parcel.uid}/")] * 2
    assert events_of(parcel) == before + 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_moves_and_the_other_is_told_who(world: World) -> None:
    parcel = held(world)
    address = f"/kasus/{parcel.uid}/langkah/weigh/"
    one, other = signed_in(world.budi), signed_in(world.budi2)
    first, second = ({**carried(each.get(address)), "grams": "4"} for each in (one, other))

    answers = at_once(lambda: one.post(address, first), lambda: other.post(address, second))

    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "Timbang · Budi " in text_of(refused)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_proposes_once(world: World) -> None:
    parcel = held(world)
    address = f"/kasus/{parcel.uid}/langkah/finish/"
    browsers = [signed_in(world.budi), signed_in(world.budi)]
    data = carried(browsers[0].get(address))

    answers = at_once(*(lambda browser=browser: browser.post(address, data) for browser in browsers))

    assert [where(answer) for answer in answers] == [(302, f"/kasus/{parcel.uid}/")] * 2
    assert Proposal.objects.filter(case_id=parcel.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_opens_one_case_and_both_are_led_to_it(world: World) -> None:
    browsers = [signed_in(world.siti), signed_in(world.siti)]
    data = {**carried(browsers[0].get("/baru/toy/")), "content": "Beras"}

    answers = at_once(*(lambda browser=browser: browser.post("/baru/toy/", data) for browser in browsers))

    parcel = Parcel.objects.get()
    assert [where(answer) for answer in answers] == [(302, f"/kasus/{parcel.uid}/")] * 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_adds_one_office(world: World) -> None:
    admin = an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR)
    browsers = [signed_in(admin), signed_in(admin)]
    address = f"/pengaturan/kantor/{world.village.uid}/undang/"
    data = carried(browsers[0].get(address)) | {
        "full_name": "Wati Baru",
        "username": "wati",
        "email": "",
        "role": "officer",
        "since": "2026-11-23",
    }

    answers = at_once(*(lambda browser=browser: browser.post(address, data) for browser in browsers))

    assert answers[0].status_code == 302
    assert where(answers[0]) == where(answers[1])
    assert Membership.objects.filter(user__username="wati").count() == 1


# --- One after the other -------------------------------------------------------------------------


def test_two_tabs_move_once_and_the_second_is_told_so(world: World) -> None:
    parcel = held(world)
    browser = signed_in(world.budi)
    address = f"/kasus/{parcel.uid}/langkah/weigh/"
    one, other = (carried(browser.get(address)) for _ in range(2))
    browser.post(address, {**one, "grams": "4"})
    before = events_of(parcel)

    assert "Kasus sudah berubah" in text_of(browser.post(address, {**other, "grams": "4"}))
    assert events_of(parcel) == before


def test_confirming_twice_is_answered_alike(world: World) -> None:
    parcel = held(world)
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={}
    )
    browser = signed_in(world.budi2)
    address = f"/kasus/{parcel.uid}/usulan/{proposal.pk}/"
    data = {**carried(browser.get(address)), "decision": "confirm"}

    answers = [where(browser.post(address, data)) for _ in range(2)]

    assert answers == [(302, f"/kasus/{parcel.uid}/")] * 2
    assert fresh(parcel).state == "done"


@pytest.mark.parametrize("settle", ["confirm", "decline", ""])
def test_proposing_a_move_again_is_answered_alike_whatever_became_of_it(world: World, settle: str) -> None:
    parcel = held(world)
    browser, address = signed_in(world.budi), f"/kasus/{parcel.uid}/langkah/finish/"
    data = carried(browser.get(address))
    first = browser.post(address, data)
    settled(Proposal.objects.get(case_id=parcel.pk), settle, world.budi2)
    before = events_of(parcel)

    again = browser.post(address, data)

    assert where(again) == where(first) == (302, f"/kasus/{parcel.uid}/")
    assert "Selesai diusulkan" in text_of(browser.get(f"/kasus/{parcel.uid}/"))
    assert (Proposal.objects.filter(case_id=parcel.pk).count(), events_of(parcel)) == (1, before)


@pytest.mark.parametrize("settle", ["confirm", "decline", ""])
def test_proposing_an_act_again_does_not_do_it(world: World, settle: str) -> None:
    parcel = do(a_parcel(world), "set_severity", world.siti, severity="H", why="Diancam penagih")
    browser, address = signed_in(world.siti_sup), f"/kasus/{parcel.uid}/tindakan/set_severity/"
    data = {**carried(browser.get(address)), "severity": "N", "why": "Sudah aman"}
    first = browser.post(address, data)
    settled(Proposal.objects.get(case_id=parcel.pk), settle, world.siti_head)
    before = events_of(parcel)

    assert where(browser.post(address, data)) == where(first) == (302, f"/kasus/{parcel.uid}/")
    assert (Proposal.objects.filter(case_id=parcel.pk).count(), events_of(parcel)) == (1, before)


def settled(proposal: Proposal, how: str, by: User) -> None:
    """Let the second person decide about a proposal, or leave it waiting."""
    if how == "confirm":
        engine.confirm(proposal, actor=by, request_id=request_id())
    elif how == "decline":
        engine.decline(proposal, actor=by)


def test_declining_twice_is_answered_alike_and_told_once(world: World) -> None:
    parcel = held(world)
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={}
    )
    browser = signed_in(world.budi2)
    address = f"/kasus/{parcel.uid}/usulan/{proposal.pk}/"
    data = {**carried(browser.get(address)), "decision": "decline"}

    answers = [where(browser.post(address, data)) for _ in range(2)]

    assert answers == [(302, f"/kasus/{parcel.uid}/")] * 2
    assert [event.act for event in Event.objects.filter(case_uid=parcel.uid, act="toy.declined")] == ["toy.declined"]


def test_what_was_confirmed_is_not_declined_afterwards(world: World) -> None:
    parcel = held(world)
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={}
    )
    engine.confirm(proposal, actor=world.budi2, request_id=request_id())
    with pytest.raises(NotPossible, match="sudah diselesaikan"):
        engine.decline(proposal, actor=world.budi_sup)


def test_a_confirmation_of_somebody_else_is_not_the_same_one(world: World) -> None:
    parcel = held(world)
    proposal = engine.propose(
        parcel, "finish", actor=world.budi, version=parcel.version, request_id=request_id(), data={}
    )
    same = uuid.uuid4()
    first = engine.confirm(proposal, actor=world.budi2, request_id=same)
    assert engine.confirm(proposal, actor=world.budi2, request_id=same) == first
    with pytest.raises(NotPossible, match="sudah diselesaikan"):
        engine.confirm(proposal, actor=world.budi_sup, request_id=same)


def test_what_is_proposed_anew_of_a_case_that_moved_takes_the_place_of_the_former(world: World) -> None:
    parcel = held(world)
    for _time in range(2):
        seen = {"version": parcel.version, "request_id": request_id()}
        engine.propose(parcel, "finish", actor=world.budi, data={}, **seen)
        parcel = move(parcel, "weigh", world.budi, grams=5)
    proposals = Proposal.objects.filter(case_id=parcel.pk).order_by("pk")
    assert list(proposals.values_list("settled_as", flat=True)) == [Proposal.Settled.WITHDRAWN, ""]


def test_reassigning_again_gets_the_first_answer_and_is_bound_to_its_case(world: World) -> None:
    parcel, other = a_parcel(world), a_parcel(world)
    same = uuid.uuid4()
    first = engine.reassign(parcel, version=parcel.version, request_id=same, office=world.other_village)
    assert engine.reassign(parcel, version=parcel.version, request_id=same, office=world.other_village) == first
    with pytest.raises(NotPossible, match="sudah dipakai"):
        engine.reassign(other, version=other.version, request_id=same, office=world.other_village)


def test_a_proposals_request_of_somebody_else_or_another_case_is_refused(world: World) -> None:
    parcel, other = held(world), held(world)
    same = uuid.uuid4()
    engine.propose(parcel, "finish", actor=world.budi, version=parcel.version, request_id=same, data={})
    for case, actor in ((parcel, world.budi2), (other, world.budi)):
        with pytest.raises(NotPossible, match="sudah dipakai"):
            engine.propose(case, "finish", actor=actor, version=case.version, request_id=same, data={})
        with pytest.raises(NotPossible, match="sudah dipakai"):
            engine.advance(case, "finish", actor=actor, version=case.version, request_id=same, data={})


def test_opening_again_from_a_saved_form_leads_to_the_case_although_the_saved_form_is_gone(world: World) -> None:
    browser = signed_in(world.siti)
    browser.post("/baru/toy/", {**carried(browser.get("/baru/toy/")), "content": "Beras", "simpan_dulu": "1"})
    address = f"/baru/toy/?lanjut={SavedForm.objects.get().uid}"
    data = {**carried(browser.get(address)), "content": "Beras"}

    answers = [where(browser.post(address, data)) for _ in range(2)]

    assert answers == [(302, f"/kasus/{Parcel.objects.get().uid}/")] * 2


def test_throwing_a_saved_form_away_twice_is_answered_alike(world: World) -> None:
    browser = signed_in(world.siti)
    browser.post("/baru/toy/", {**carried(browser.get("/baru/toy/")), "content": "Beras", "simpan_dulu": "1"})
    address = f"/baru/simpanan/{SavedForm.objects.get().uid}/buang/"
    assert [where(browser.post(address)) for _ in range(2)] == [(302, "/baru/")] * 2


def test_a_telephone_number_sent_twice_is_recorded_once(world: World) -> None:
    person = world.worker()
    browser = signed_in(world.siti)
    address = f"/orang/{person.uid}/ubah/telepon/"
    data = {**carried(browser.get(address)), "phone": "+62 812 3456 7890", "phone_label": "Ibu"}

    answers = [where(browser.post(address, data)) for _ in range(2)]

    assert answers == [(302, f"/orang/{person.uid}/")] * 2
    assert Phone.objects.filter(person=person).count() == 1
    assert Event.objects.filter(case_uid=person.uid, act="person.phone_added").count() == 1


def test_a_nik_sent_twice_is_answered_alike(world: World) -> None:
    person = world.worker(birth_date=None, sex="")
    browser = signed_in(world.siti)
    address = f"/orang/{person.uid}/ubah/nik/"
    data = {**carried(browser.get(address)), "nik": "1606035205900001"}
    assert [where(browser.post(address, data)) for _ in range(2)] == [(302, f"/orang/{person.uid}/")] * 2


def test_merging_twice_and_parting_twice_are_answered_alike(world: World) -> None:
    keep, double = world.worker("Rudi Hartono"), world.worker("Rudi H.")
    browser = signed_in(world.siti)
    for address in (f"/orang/{keep.uid}/ganda/{double.uid}/", f"/orang/{double.uid}/pisah/"):
        data = {**carried(browser.get(address)), "reason": "Orang yang sama, sudah ditanya."}
        assert [where(browser.post(address, data)) for _ in range(2)] == [(302, f"/orang/{keep.uid}/")] * 2
    assert Merge.objects.filter(undone_at=None).count() == 0
    assert Person.objects.get(pk=double.pk).merged_into is None


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR))


def test_closing_an_office_twice_is_answered_alike(world: World, admin: Client) -> None:
    address = f"/pengaturan/kantor/{world.faraway.uid}/tutup/"
    data = {**carried(admin.get(address)), "on": "2026-11-21"}
    assert [where(admin.post(address, data)) for _ in range(2)] == [
        (302, f"/pengaturan/kantor/{world.faraway.uid}/")
    ] * 2
    assert Organisation.objects.get(pk=world.faraway.pk).closed_on is not None


def test_an_administrators_form_is_not_taken_from_another_person_or_page(world: World, admin: Client) -> None:
    address = f"/pengaturan/kantor/{world.faraway.uid}/libur/"
    data = {**carried(admin.get(address)), "date": "2026-12-01", "name": "Banjir", "decided_by": "Bupati 7/2026"}
    admin.post(address, data)
    colleague = signed_in(an_officer(world.ministry, "Beni Pengelola", Role.ADMINISTRATOR))
    for browser, page in ((colleague, address), (admin, f"/pengaturan/kantor/{world.village.uid}/libur/")):
        response = browser.post(page, data)
        assert response.status_code == 409
        assert "sudah dipakai untuk hal lain" in text_of(response)
    assert HandledForm.objects.count() == 1
