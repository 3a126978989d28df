"""An office closes only when it holds nothing; everything goes to its successor in one act before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework import engine
from casework.engine.loading import look
from casework.engine.preparing import possible_moves
from casework.errors import GuardFailed, NotAllowed, NotPossible, Refused, WorkChanged
from casework.handover import receiver_may_hold
from casework.holders import holder_of
from casework.levels import Level
from casework.models import Case, Event, Organisation, Party, User
from casework.organisations import close_organisation
from casework.roles import Role
from casework.stages import Placement, Stage
from tests.conftest import Clock
from tests.factories.cases import do, fresh, move, teleport
from tests.factories.places import TANAH_LAUT, an_office, an_officer
from tests.handover.given import MONDAY, at_district, transferred
from tests.journey.cases import at as journey_at
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.legal_aid import cases as legal_aid
from tests.screens.pages import carried, signed_in, text_of
from tests.toy.models import Parcel
from tests.world import World, request_id


def empty(office: Organisation, to: Organisation, actor: User, **more: Any) -> engine.WorkMoved:
    shown = Case.objects.open().filter(holder=office).count()
    said = {"shown": shown, "reason": "competence", "reason_text": "Desa digabung", "request_id": request_id(), **more}
    return engine.transfer_everything(office, to, actor=actor, **said)


def test_an_office_that_holds_cases_does_not_close_and_says_what_to_do(world: World, parcels: list[Parcel]) -> None:
    with pytest.raises(Refused, match="masih memegang 3 kasus terbuka") as refused:
        close_organisation(world.village, date(2026, 11, 21), world.hadi)

    assert "Limpahkan seluruh kasus" in str(refused.value)
    assert "serah terima" not in str(refused.value), "no hand-over is among them"


def test_a_hand_over_that_waits_to_be_accepted_keeps_it_open_too(world: World, parcels: list[Parcel]) -> None:
    move(parcels[0], "send", world.siti)

    with pytest.raises(Refused, match="1 serah terima yang belum diterima"):
        close_organisation(world.district, date(2026, 11, 21), world.hadi)


def test_the_last_day_it_held_a_case_is_one_entry_of_an_index(world: World) -> None:
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as said:
        for other in ("seqscan", "bitmapscan", "sort"):  # what a planner prefers that knows a nearly empty table
            cursor.execute(f"SET LOCAL enable_{other} = off")
        close_organisation(world.faraway, date(2026, 11, 21), world.hadi)
        [asked] = [one["sql"] for one in said if 'MAX("casework_step"."finished")' in one["sql"]]
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Limit" in plan
    assert "Index Only Scan Backward using step_ended" in plan


def test_an_office_is_not_closed_ahead_as_it_would_hold_cases_by_then(world: World) -> None:
    boss = signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR))
    address = f"/pengaturan/kantor/{world.faraway.uid}/tutup/"
    page = boss.post(address, {**carried(boss.get(address)), "on": "2026-12-01"}, follow=True)
    assert "Tanggal itu belum tiba" in text_of(page)
    assert Organisation.objects.get(pk=world.faraway.pk).closed_on is None


def test_everything_goes_to_the_successor_and_the_office_closes(world: World, parcels: list[Parcel]) -> None:
    due = parcels[0].deadlines.get(kind="stage").due_at

    moved = empty(world.village, world.other_village, world.siti_sup)

    assert moved.cases == 3
    after = fresh(parcels[0])
    assert after.holder == world.other_village
    assert after.deadlines.get(kind="stage", ended_at=None).due_at == due
    assert after.deadlines.filter(kind="acceptance", ended_at=None).exists()
    events = [Event.objects.filter(case_uid=one.uid).order_by("-seq")[0].content for one in parcels]
    assert {event["x"]["batch"] for event in events} == {str(moved.batch)}
    close_organisation(world.village, date(2026, 11, 21), world.hadi)


def test_a_supervisor_of_the_overseer_may_do_it_and_strangers_may_not(world: World, parcels: list[Parcel]) -> None:
    for stranger in (world.siti, world.tono_head, world.rina_head):
        with pytest.raises(NotAllowed):
            empty(world.village, world.other_village, stranger)

    assert empty(world.village, world.other_village, world.budi_sup).cases == 3


def test_one_case_the_successor_may_not_hold_keeps_all_and_is_named(world: World, parcels: list[Parcel]) -> None:
    parcels[1].parties.create(
        role="respondent", sort="office", organisation=world.other_village, since=parcels[1].created
    )

    with pytest.raises(GuardFailed, match=parcels[1].number):
        empty(world.village, world.other_village, world.siti_sup)

    assert {fresh(one).holder for one in parcels} == {world.village}


def test_the_successor_is_an_office_of_the_same_sort(world: World, parcels: list[Parcel]) -> None:
    with pytest.raises(NotPossible, match="bukan kantor sejenis"):
        empty(world.village, world.district, world.siti_sup)


def test_when_the_number_changed_meanwhile_nothing_moves(world: World, parcels: list[Parcel]) -> None:
    with pytest.raises(WorkChanged):
        empty(world.village, world.other_village, world.siti_sup, shown=2)


def test_sealed_cases_go_too_and_name_the_receivers_people(world: World, parcels: list[Parcel]) -> None:
    for parcel in parcels:
        move(parcel, "alarm", world.siti)
        move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))
    other = Organisation.objects.create(
        name="Disnaker B", short_name="B", level="district", region=world.district.region, opened_on=date(2024, 1, 1)
    )
    from_bp3mi = world.rina_sup

    with pytest.raises(GuardFailed, match="belum mempunyai petugas"):
        empty(world.district, other, from_bp3mi)

    assert {fresh(one).holder for one in parcels} == {world.district}


def test_what_would_come_back_to_a_closed_office_goes_to_who_stands_in_for_it(
    world: World, parcels: list[Parcel]
) -> None:
    office = world.village
    Organisation.objects.filter(pk=office.pk).update(closed_on=date(2026, 1, 1))
    comes_back = Stage(Placement.OPENER, "Kembali", due="D02", escalates_to="head")

    found = holder_of(look(parcels[0]).act("move"), comes_back, current=world.district)

    assert (found.office, found.held_for) == (world.district, "village")


def test_in_the_place_of_a_closed_office_one_of_its_own_sort_stands(world: World, parcels: list[Parcel]) -> None:
    place = world.district.region_id
    closed = an_office(Level.OTHER, place, kind="health", name="Dinkes", serves=False)
    same = an_office(Level.OTHER, place, kind="health", name="Dinkes Baru")
    an_officer(same, "Nina Petugas")
    Organisation.objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    act = look(parcels[0]).act("move")
    closed.refresh_from_db()
    act.case.opener = closed
    comes_back = Stage(Placement.OPENER, "Kembali", due="D02", escalates_to="head")

    found = holder_of(act, comes_back, current=world.district)

    assert (found.office, found.held_for) == (same, "")


def about(case: Case, **whom: Any) -> None:
    case.parties.create(role="respondent", sort="office", since=case.created, **whom)


def test_a_case_about_whoever_passes_everything_on_is_left_to_others(world: World, parcels: list[Parcel]) -> None:
    about(parcels[0], user=world.budi_sup)
    about(parcels[1], organisation=world.district)

    assert empty(world.village, world.other_village, world.budi_sup, shown=1).cases == 1

    assert [fresh(one).holder for one in parcels] == [world.village, world.village, world.other_village]
    assert empty(world.village, world.other_village, world.siti_sup).cases == 2


def test_a_case_about_the_closing_office_goes_one_level_up(world: World, parcels: list[Parcel]) -> None:
    about(parcels[1], organisation=world.village)

    empty(world.village, world.other_village, world.siti_sup)

    assert [fresh(one).holder for one in parcels] == [world.other_village, world.district, world.other_village]


def test_what_it_holds_in_the_place_of_a_lower_level_goes_to_its_successor_too(world: World) -> None:
    parcel = at_district(world)
    named = {"role": "respondent", "sort": "office", "name": "Dinas", "organisation": str(world.district.uid)}
    parcel = do(parcel, "add_party", world.budi, **named)
    parcel = move(parcel, "accept_handover", world.rina)
    do(parcel, "end_party", world.rina, party=parcel.parties.get().pk, why="Salah catat")
    successor = an_office(Level.BP3MI, TANAH_LAUT)
    an_officer(successor, "Eni Petugas")

    empty(world.bp3mi, successor, world.rina_sup)

    assert (fresh(parcel).holder, fresh(parcel).held_for) == (successor, "district")


def test_a_receiver_of_another_level_is_refused_whoever_transfers(world: World, parcels: list[Parcel]) -> None:
    def refused(to: Organisation) -> bool:
        act = look(parcels[0]).act("transfer", relation="holder", data={"receiving_office": to})
        return bool(receiver_may_hold(act))

    assert [refused(world.other_village), refused(world.district)] == [False, True]
    about(parcels[0], organisation=world.village)
    assert [refused(world.other_village), refused(world.district)] == [True, False]


def test_the_same_request_twice_gets_the_first_answer(world: World, parcels: list[Parcel]) -> None:
    same = {"shown": 3, "request_id": request_id()}

    empty(world.village, world.other_village, world.siti_sup, **same)
    again = empty(world.village, world.other_village, world.siti_sup, **same)

    assert (again.cases, again.repeated) == (3, True)


def test_it_is_done_on_the_screen(world: World, parcels: list[Parcel]) -> None:
    client = signed_in(world.budi_sup)
    chosen = client.post(reverse("staff_which_office"), {"office": world.village.uid})
    address = chosen.headers["Location"]
    form = client.get(address)

    done = client.post(
        address,
        {
            "successor": world.other_village.uid,
            "reason": "competence",
            "reason_text": "Desa digabung",
            "shown": 3,
            "request_id": form.context["form"]["request_id"].value(),
        },
        follow=True,
    )

    assert "3 kasus Desa Ulak Paceh dilimpahkan ke Desa Tebing Bulang." in done.content.decode()


def reopened_by(case: Case, verb: str) -> set[str]:
    """Whom a move out of the ending is offered to."""
    active = User.objects.filter(is_active=True)
    return {str(user) for user in active if verb in {one.move.verb for one in possible_moves(look(case), user)}}


def test_what_the_office_ended_is_reopened_by_its_successor(world: World, parcels: list[Parcel]) -> None:
    case = teleport(journey_at(world, "village_verification"), "withdrawn")
    empty(world.village, world.other_village, world.siti_sup)
    close_organisation(world.village, date(2026, 11, 21), world.hadi)

    event = Event.objects.filter(case_uid=case.uid).order_by("-seq")[0].content
    assert (event["act"], event["x"]["sent_to"]) == ("journey.succeeded", str(world.other_village.uid))
    assert {part.organisation for part in case.participations.filter(until=None, part="holder")} == {
        world.other_village
    }
    assert str(world.tono) in reopened_by(case, "reopen_withdrawn")
    case = move(fresh(case), "reopen_withdrawn", world.tono, **as_sent(SCENARIOS["reopen_withdrawn"].data))
    step = case.steps.get(finished=None)
    assert (case.holder, step.is_accepted, step.sent_by, case.officer) == (world.other_village, True, None, world.tono)
    assert not case.participations.filter(until=None, organisation=world.village).exists()


def test_so_is_a_legal_aid_case_whose_time_has_no_end(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    case = teleport(legal_aid.at_body(world), "closed")
    before = reopened_by(case, "reopen")
    empty(world.legal_aid, world.other_legal_aid, world.maya_sup)
    after = reopened_by(case, "reopen")
    assert before
    assert after
    assert before.isdisjoint(after)


def test_an_office_that_holds_nothing_open_is_succeeded_in_what_it_ended(world: World) -> None:
    case = teleport(journey_at(world, "village_verification"), "withdrawn")
    moved = empty(world.village, world.other_village, world.siti_sup)
    assert moved.cases == 0
    assert case.participations.filter(until=None, organisation=world.other_village, part="holder").exists()


def test_what_it_ended_long_ago_goes_along_as_new_evidence_has_no_end(world: World, clock: Clock) -> None:
    clock.set(MONDAY)
    case = teleport(legal_aid.at_body(world), "closed")
    clock.advance(timedelta(days=400))
    empty(world.legal_aid, world.other_legal_aid, world.maya_sup)
    assert case.participations.get(until=None, part="holder").organisation == world.other_legal_aid


def test_a_successor_that_ended_a_case_itself_stays_the_one_who_did(world: World) -> None:
    case = transferred(journey_at(world, "village_verification"), world.siti_sup, world.other_village)
    case = teleport(move(case, "accept_handover", world.tono), "withdrawn")
    empty(world.village, world.other_village, world.siti_sup)
    assert case.participations.get(until=None, part="holder").organisation == world.other_village
    assert not case.participations.filter(until=None, organisation=world.village).exists()


def test_where_the_case_is_about_the_successor_nothing_is_passed_on(world: World) -> None:
    case = teleport(journey_at(world, "village_verification"), "withdrawn")
    with_party = {"role": "respondent", "sort": "office", "organisation": world.other_village}
    Party.objects.create(case_id=case.pk, since=case.finished, **with_party)
    empty(world.village, world.other_village, world.siti_sup)
    assert case.participations.get(until=None, part="holder").organisation == world.village


def test_the_page_says_in_how_many_ended_cases_the_successor_follows(world: World, parcels: list[Parcel]) -> None:
    teleport(journey_at(world, "village_verification"), "withdrawn")
    page = text_of(signed_in(world.siti_sup).get(reverse("staff_empty", args=[world.village.uid])))
    assert "menggantikan kantor ini dalam 1 kasus berakhir" in page
