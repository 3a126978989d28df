"""Who leaves, hands over first; administrators name the successor and see no case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from casework.administration.people import Successor, deactivate
from casework.administration.reach import Reach
from casework.models import Event, Membership, User
from casework.organisations import appoint, end_membership
from casework.roles import Role
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.screens.pages import signed_in, text_of
from tests.staff.handing import hand_over
from tests.toy.models import Parcel
from tests.world import World, request_id

TODAY = "2026-01-01"


@pytest.fixture
def admin(world: World) -> Any:
    return signed_in(an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR))


def leave(admin: Any, person: User, office: Any, successor: User | None, shown: int, address: str = "") -> str:
    """Send the page on which an account ends; what it answers."""
    data = {f"successor_{office.pk}": successor.uid if successor else "", f"shown_{office.pk}": shown}
    address = address or reverse("account_deactivate", args=[person.uid])
    response: Any = admin.post(address, data, follow=True)
    return str(response.content.decode())


def test_the_successor_has_the_work_when_the_account_ends(world: World, parcels: list[Parcel], admin: Any) -> None:
    asked = admin.get(reverse("account_deactivate", args=[world.siti.uid])).content.decode()
    assert "Siapa menerima 3 kasus terbuka di Desa Ulak Paceh" in asked
    assert parcels[0].number not in asked

    leave(admin, world.siti, world.village, world.siti2, 3)

    assert not User.objects.get(pk=world.siti.pk).is_active
    assert {fresh(one).officer for one in parcels} == {world.siti2}
    event = Event.objects.filter(case_uid=parcels[0].uid).order_by("-seq")[0].content
    assert (event["act"], event["actor"]["role"]) == ("toy.work_moved", "administrator")
    assert event["actor"]["office"] == str(world.ministry.uid)


def test_who_moves_work_by_administrating_is_shown_with_his_own_office(
    world: World, parcels: list[Parcel], admin: Any
) -> None:
    leave(admin, world.siti, world.village, world.siti2, 3)

    shown = text_of(signed_in(world.siti2).get(f"/kasus/{parcels[0].uid}/")).partition("Riwayat")[2]
    assert f"Ani Pengelola, {world.ministry.short_name}" in shown
    assert f"Ani Pengelola, {world.village.short_name}" not in shown


def test_without_a_successor_nothing_ends(world: World, parcels: list[Parcel], admin: Any) -> None:
    said = leave(admin, world.siti, world.village, None, 3)

    assert "Pilih siapa yang menggantikannya." in said
    assert User.objects.get(pk=world.siti.pk).is_active


def test_what_must_be_answered_is_not_called_optional(world: World, parcels: list[Parcel], admin: Any) -> None:
    role = Membership.objects.get(user=world.siti)
    for name, about in (("account_deactivate", world.siti.uid), ("membership_end", role.pk)):
        assert "(boleh kosong)" not in admin.get(reverse(name, args=[about])).content.decode()


def test_a_role_does_not_end_today_without_a_successor(world: World, parcels: list[Parcel], admin: Any) -> None:
    role = Membership.objects.get(user=world.siti)
    sent = {"on": TODAY, f"successor_{world.village.pk}": "", f"shown_{world.village.pk}": 3}

    said = admin.post(reverse("membership_end", args=[role.pk]), sent, follow=True).content.decode()

    assert "Pilih siapa yang menggantikannya." in said
    assert Membership.objects.get(user=world.siti).until is None


def test_when_the_number_changed_meanwhile_nothing_happens_until_sent_again(
    world: World, parcels: list[Parcel], admin: Any
) -> None:
    said = leave(admin, world.siti, world.village, world.siti2, 2)

    assert "Tidak ada yang dialihkan" in said
    assert f'name="shown_{world.village.pk}" value="3"' in said
    assert User.objects.get(pk=world.siti.pk).is_active


def test_a_sealed_case_goes_to_a_head_but_not_to_whom_the_administrator_likes(world: World, admin: Any) -> None:
    parcel = a_parcel(world)
    move(parcel, "alarm", world.siti)
    move(parcel, "accept_handover", world.budi_head, officer=str(world.budi.uid))

    said = leave(admin, world.budi, world.district, world.budi2, 1)

    assert "1 kasus disegel, dan orang itu tidak disebut namanya" in said
    assert "minta kepala lebih dulu mengalihkan" in said
    assert parcel.number not in said
    leave(admin, world.budi, world.district, world.budi_head, 1)
    assert fresh(parcel).officer == world.budi_head
    assert not User.objects.get(pk=world.budi.pk).is_active


def test_the_last_role_in_an_office_ends_with_a_successor(world: World, parcels: list[Parcel], admin: Any) -> None:
    membership = Membership.objects.get(user=world.siti)
    address = reverse("membership_end", args=[membership.pk])

    admin.post(
        address,
        {"on": TODAY, f"successor_{world.village.pk}": world.siti2.uid, f"shown_{world.village.pk}": 3},
    )

    membership.refresh_from_db()
    assert membership.until == date(2026, 1, 1)
    assert {fresh(one).officer for one in parcels} == {world.siti2}


def test_a_role_that_ends_later_is_said_to_pass_on_what_is_held_by_then(
    world: World, parcels: list[Parcel], admin: Any
) -> None:
    address = reverse("membership_end", args=[Membership.objects.get(user=world.siti).pk])
    sent = {"on": "2027-02-01", f"successor_{world.village.pk}": "", f"shown_{world.village.pk}": 3}

    said = admin.post(address, sent, follow=True).content.decode()

    assert "yang masih dipegang Siti Petugas pada 1 Februari 2027 berpindah hari itu kepada kepala kantor" in said


def test_an_account_that_ends_twice_by_one_request_moves_its_work_once(world: World, parcels: list[Parcel]) -> None:
    reach, same = Reach(world.hadi, (world.ministry,)), request_id()

    for _each in range(2):
        deactivate(reach, world.siti, [Successor(world.village, world.siti2, 3)], same)

    said = Event.objects.filter(case_uid=world.village.uid, act="office.work_moved")
    assert [event.content["x"]["cases"] for event in said] == [3]


def test_who_moves_to_another_office_keeps_authorship_and_leaves_the_work(world: World, parcels: list[Parcel]) -> None:
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup, reason="departure")
    end_membership(Membership.objects.get(user=world.siti), date(2026, 1, 1), None)
    appoint(world.siti, world.other_village, Role.OFFICER, date(2026, 1, 1), None, None)

    assert signed_in(world.siti).get(reverse("case", args=[parcels[0].uid])).status_code == 404
    assert fresh(parcels[0]).opened_by == world.siti
    opening = Event.objects.get(case_uid=parcels[0].uid, seq=1).content
    assert opening["actor"]["office"] == str(world.village.uid)
    said = signed_in(world.siti2).get(reverse("case", args=[parcels[0].uid])).content.decode()
    assert "Siti Petugas" in said
