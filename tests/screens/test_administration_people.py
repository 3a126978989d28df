"""Administrators invite people, give and end roles, and deactivate accounts; each person chooses the own password."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Event, Membership, Organisation, User
from casework.roles import Role
from tests.factories.cases import move
from tests.factories.places import LONG_AGO, a_user, an_officer
from tests.world import World

PASSWORD = "lima ekor kerbau berenang"


@pytest.fixture
def admin(world: World) -> User:
    return an_officer(world.ministry, "Ani Pengelola", Role.ADMINISTRATOR)


@pytest.fixture
def district_admin(world: World) -> User:
    return an_officer(world.district, "Doni Pengelola", Role.ADMINISTRATOR)


def invitation(**more: Any) -> dict[str, Any]:
    return {
        "full_name": "Wati Lestari",
        "username": "wati.lestari",
        "email": "wati@example.org",
        "role": "officer",
        "since": "2026-01-01",
        "until": "",
        **more,
    }


def invite(client: Client, office: Organisation, **more: Any) -> str:
    """Send the invitation; returns the path of the link that the next page shows."""
    response = client.post(reverse("office_invite", args=[office.uid]), invitation(**more), follow=True)
    return link_in(response.content.decode())


def link_in(html: str) -> str:
    found = re.search(r"http://testserver(/undangan/[^\"<]+)", html)
    assert found, "no link is shown"
    return found[1]


def refusal(client: Client, name: str, *arguments: Any, **data: Any) -> str:
    """What the page says instead of doing it."""
    response = client.post(reverse(name, args=arguments), data)
    assert response.status_code == 200
    return response.content.decode()


# Invitation ----------------------------------------------------------------------------------------


def test_the_person_chooses_the_first_password_by_the_link_and_logs_in(client, world, admin):
    client.force_login(admin)
    path = invite(client, world.village)
    wati = User.objects.get(username="wati.lestari")
    assert not wati.has_usable_password()
    hers = Client()

    form = hers.get(path, follow=True)
    done = hers.post(form.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    assert done.status_code == 302
    assert hers.login(username="wati.lestari", password=PASSWORD, request=form.wsgi_request)
    assert "tidak berlaku lagi" in Client().get(path, follow=True).content.decode()


def test_the_link_is_shown_once(client, world, admin):
    client.force_login(admin)
    invite(client, world.village)
    wati = User.objects.get(username="wati.lestari")

    again = client.get(reverse("account", args=[wati.uid])).content.decode()

    assert "/undangan/" not in again
    assert "Belum memilih kata sandi." in again


def test_a_new_link_ends_the_one_before(client, world, admin):
    client.force_login(admin)
    first = invite(client, world.village)
    wati = User.objects.get(username="wati.lestari")

    response = client.post(reverse("account_link", args=[wati.uid]), follow=True)

    second = link_in(response.content.decode())
    assert "tidak berlaku lagi" in Client().get(first, follow=True).content.decode()
    assert "Buat kata sandi Anda" in Client().get(second, follow=True).content.decode()


def test_the_invitation_is_in_the_offices_history_without_names(client, world, admin):
    client.force_login(admin)
    invite(client, world.village)

    said = [event.content for event in Event.objects.filter(case_uid=world.village.uid)[:2]]

    assert [one["act"] for one in said] == ["office.membership_begun", "user.invited"]
    assert {one["actor"]["user"] for one in said} == {str(admin.uid)}
    assert "Wati" not in str(said)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("username", "wati lestari", "Masukkan nama pengguna"),
        ("full_name", "", "Bidang ini tidak boleh kosong"),
        ("until", "2025-01-01", "Akhir penugasan harus sesudah awalnya"),
        ("role", "king", "Masukkan pilihan yang valid"),
    ],
)
def test_a_wrong_invitation_is_refused_whole(client, world, admin, field, value, complaint):
    client.force_login(admin)

    said = refusal(client, "office_invite", world.village.uid, **invitation(**{field: value}))

    assert complaint in said
    assert not User.objects.filter(full_name="Wati Lestari").exists()


def test_a_login_that_differs_in_case_only_is_taken(client, world, admin):
    client.force_login(admin)
    invite(client, world.village)

    said = refusal(client, "office_invite", world.village.uid, **invitation(username="Wati.Lestari"))

    assert "sudah dipakai" in said


def test_a_local_administrator_invites_into_his_offices_only(client, world, district_admin):
    client.force_login(district_admin)

    invite(client, world.village)

    stranger = client.post(reverse("office_invite", args=[world.bp3mi.uid]), invitation(username="lain"))
    assert stranger.status_code == 404


# Roles ---------------------------------------------------------------------------------------------


def role_data(username: str, role: str = "officer") -> dict[str, str]:
    return {"username": username, "role": role, "since": "2026-01-01", "until": ""}


def test_somebody_with_an_account_gets_a_role_and_loses_it(client, world, admin):
    client.force_login(admin)
    wati = a_user("Wati Lestari")

    client.post(reverse("office_appoint", args=[world.village.uid]), role_data(wati.username, "head"))
    membership = Membership.objects.get(user=wati)
    assert wati.has_perm("sign", world.village)
    client.post(reverse("membership_end", args=[membership.pk]), {"on": "2026-11-21"})

    membership.refresh_from_db()
    assert (membership.until, membership.ended_by) == (date(2026, 11, 21), admin)
    assert not User.objects.get(pk=wati.pk).has_perm("sign", world.village)


def test_whoever_manages_accounts_works_no_cases(client, world, admin, district_admin):
    client.force_login(admin)

    made_officer = refusal(client, "office_appoint", world.village.uid, **role_data(district_admin.username))
    made_manager = refusal(
        client, "office_appoint", world.village.uid, **role_data(world.siti.username, "administrator")
    )

    assert "tidak mengerjakan atau memeriksa kasus" in made_officer
    assert "tidak mengerjakan atau memeriksa kasus" in made_manager


def test_nobody_gives_himself_a_role_or_ends_his_own(client, world, admin):
    client.force_login(admin)
    own = Membership.objects.get(user=admin)

    assert "diri sendiri" in refusal(client, "office_appoint", world.village.uid, **role_data(admin.username))
    assert "pengelola lain" in refusal(client, "membership_end", own.pk, on="2026-11-21")


def test_a_role_is_not_ended_while_cases_need_the_person(client, world, admin, parcel):
    client.force_login(admin)
    membership = Membership.objects.get(user=world.siti)

    said = refusal(client, "membership_end", membership.pk, on="2026-11-01")

    assert "Pilih siapa yang menggantikannya." in said
    membership.refresh_from_db()
    assert membership.until is None


def test_a_role_may_be_ended_for_a_day_to_come(client, world, admin, parcel):
    client.force_login(admin)
    membership = Membership.objects.get(user=world.siti)

    client.post(reverse("membership_end", args=[membership.pk]), {"on": "2099-01-01"})

    membership.refresh_from_db()
    assert membership.until == date(2099, 1, 1)


# Deactivation --------------------------------------------------------------------------------------


def test_a_deactivated_account_cannot_be_used_until_it_is_activated(client, world, admin):
    client.force_login(admin)
    theirs = Client()
    theirs.force_login(world.siti2)

    client.post(reverse("account_deactivate", args=[world.siti2.uid]))

    assert theirs.get(reverse("work")).status_code == 302
    assert Event.objects.filter(case_uid=world.village.uid).first().act == "user.deactivated"
    client.post(reverse("account_activate", args=[world.siti2.uid]))
    assert User.objects.get(pk=world.siti2.pk).is_active


def test_the_officer_of_open_cases_is_not_deactivated(client, world, admin, parcel):
    client.force_login(admin)

    said = refusal(client, "account_deactivate", world.siti.uid)

    assert "Pilih siapa yang menggantikannya." in said
    assert User.objects.get(pk=world.siti.pk).is_active


def test_the_last_person_who_may_open_a_sealed_case_is_not_deactivated(client, world, admin, parcel):
    move(parcel, "alarm", world.siti)
    client.force_login(admin)

    said = refusal(client, "account_deactivate", world.budi_head.uid)

    assert "Hanya Budi Kepala yang dapat membuka 1 kasus disegel" in said
    assert parcel.number not in said


def test_a_local_administrator_touches_no_account_that_works_elsewhere_too(client, world, district_admin, admin):
    both = an_officer(world.village, "Lina Dua")
    Membership.objects.create(user=both, organisation=world.bp3mi, role="officer", since=LONG_AGO)
    client.force_login(district_admin)

    assert "juga bekerja di kantor yang tidak Anda kelola" in refusal(client, "account_link", both.uid)
    assert "juga bekerja" in refusal(client, "account_deactivate", both.uid)
    assert client.post(reverse("account_link", args=[admin.uid])).status_code == 404
    assert client.get(reverse("account", args=[world.rina.uid])).status_code == 404


def test_nobody_touches_his_own_account(client, world, admin):
    client.force_login(admin)

    assert "diurus pengelola lain" in refusal(client, "account_deactivate", admin.uid)


def test_an_ended_administrator_manages_nothing(client, world, district_admin, admin):
    membership = Membership.objects.get(user=district_admin)
    client.force_login(admin)
    client.post(reverse("membership_end", args=[membership.pk]), {"on": "2026-01-01"})

    client.force_login(district_admin)

    assert client.get(reverse("administration")).status_code == 404


def test_accounts_are_found_by_name(client, world, district_admin):
    client.force_login(district_admin)

    said = client.get(reverse("accounts"), {"cari": "petugas"}).content.decode()

    assert "Budi Petugas" in said
    assert "Siti Petugas" in said
    assert "Rina Petugas" not in said
