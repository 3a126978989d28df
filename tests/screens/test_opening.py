"""Opening cases on screen: office, person, form, number; nothing typed is lost."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework import engine
from casework.errors import NotAllowed, NotPossible
from casework.models import Case, Person, SavedForm
from casework.organisations import appoint
from casework.roles import Role
from casework.stages import flow_of
from notifications.tasks import forget
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import LONG_AGO, MUSI_BANYUASIN, TEBING_BULANG
from tests.screens.pages import carried
from tests.toy.models import Parcel
from tests.world import World

TOY = "/baru/toy/"
COMPLAINT = "/baru/complaint/"


@pytest.fixture
def siti(client: Client, world: World) -> Client:
    client.force_login(world.siti)
    return client


def a_complaint(**typed: Any) -> dict[str, Any]:
    """What the opening form of a complaint sends."""
    return {
        "request_id": str(uuid.uuid4()),
        "danger": "no",
        "matter": "complaint",
        "complainant_kind": "family",
        "channel": "in_person",
        "summary": "Gaji tidak dibayar tiga bulan",
        "home_consent": "no",
        **typed,
    }


def test_the_kinds_an_office_may_open_are_listed_and_referrals_are_not(siti: Client) -> None:
    page = siti.get(reverse("new")).content.decode()
    assert reverse("open_case", args=["complaint"]) in page
    assert reverse("open_case", args=["toy"]) in page
    assert reverse("open_case", args=["referral"]) not in page


def test_kinds_that_other_levels_open_are_neither_listed_nor_reached(
    siti: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Parcel, "opened_by_levels", ("police",))
    assert reverse("open_case", args=["toy"]) not in siti.get(reverse("new")).content.decode()
    assert siti.get(TOY).status_code == 404


@pytest.mark.parametrize("kind", ["nothing", "referral"])
def test_what_is_no_kind_of_its_own_is_not_found(siti: Client, kind: str) -> None:
    assert siti.get(reverse("open_case", args=[kind])).status_code == 404


def test_a_case_is_opened_and_its_number_shown(siti: Client, world: World) -> None:
    answer = siti.post(TOY, {"request_id": str(uuid.uuid4()), "content": "Beras"}, follow=True)
    parcel = Parcel.objects.get()
    assert answer.redirect_chain == [(reverse("case", args=[parcel.uid]), 302)]
    page = answer.content.decode()
    assert f"<b>{parcel.number}</b>" in page
    assert reverse("acknowledgement", args=[parcel.uid]) in page
    assert (parcel.holder, parcel.opened_by) == (world.village, world.siti)


def test_a_form_sent_twice_opens_one_case(siti: Client) -> None:
    typed = {"request_id": str(uuid.uuid4()), "content": "Beras"}
    assert siti.post(TOY, typed).url == siti.post(TOY, typed).url
    assert Parcel.objects.count() == 1


def test_errors_keep_what_was_typed_and_open_nothing(siti: Client) -> None:
    typed = {"request_id": str(uuid.uuid4()), "fragile": "on"}
    page = siti.post(TOY, typed).content.decode()
    assert "Ada yang perlu diperbaiki" in page
    assert re.search(r'name="fragile"[^>]*checked', page)
    assert typed["request_id"] in page
    assert not Parcel.objects.exists()


def test_an_officer_of_two_offices_chooses_one_first(siti: Client, world: World) -> None:
    appoint(world.siti, world.district, Role.OFFICER, LONG_AGO, None, None)
    assert "untuk kantor mana?" in siti.get(TOY).content.decode()
    siti.post(f"{TOY}?kantor={world.village.uid}", {"request_id": str(uuid.uuid4()), "content": "Beras"})
    assert Parcel.objects.get().opener == world.village


def test_an_office_of_others_is_not_taken_from_the_address(siti: Client, world: World) -> None:
    appoint(world.siti, world.district, Role.OFFICER, LONG_AGO, None, None)
    assert "untuk kantor mana?" in siti.get(f"{TOY}?kantor={world.police.uid}").content.decode()


def test_a_complaint_first_asks_whom_it_is_about(siti: Client, world: World) -> None:
    person = world.worker()
    assert "tentang siapa?" in siti.get(COMPLAINT).content.decode()
    found = siti.post(COMPLAINT, {"query": "Rudi"}).content.decode()
    assert f'href="?person={person.uid}"' in found


def test_whoever_is_not_registered_is_entered_and_leads_back_to_the_opening(siti: Client) -> None:
    page = siti.get(COMPLAINT).content.decode()
    enter = re.search(r'href="(/orang/baru/\?[^"]+)"', page)[1]  # type: ignore[index]
    answer = siti.post(enter, {"request_id": str(uuid.uuid4()), "full_name": "Sumiati"})
    assert answer.url == f"{COMPLAINT}?person={Person.objects.get().uid}"
    assert "Sumiati" in siti.get(answer.url).content.decode()


def test_a_complaint_is_opened_about_the_person_chosen(siti: Client, world: World) -> None:
    person = world.worker()
    page = siti.get(f"{COMPLAINT}?person={person.uid}").content.decode()
    assert f'<input type="hidden" name="person" value="{person.uid}"' in page
    siti.post(f"{COMPLAINT}?person={person.uid}", a_complaint(person=str(person.uid)))
    assert Case.objects.get().person == person


@pytest.mark.parametrize("kind", ["complaint", "journey", "legal_aid"])
def test_of_a_person_chosen_nothing_is_asked_again(client: Client, world: World, kind: str) -> None:
    client.force_login(world.siti)
    address = reverse("open_case", args=[kind])
    names = flow_of(kind).process_class.opening_form.about_new_person
    assert names
    chosen = client.get(f"{address}?person={world.worker().uid}").content.decode()
    without = client.get(f"{address}?tanpa_orang=1").content.decode()
    asked = re.compile(rf'<(?:input type="(?:text|number|date)"|select)[^>]* name="(?:{"|".join(names)})(?:_query)?"')
    assert not asked.search(chosen)
    assert asked.search(without)


def test_a_complaint_about_nobody_known_goes_on_without_a_person(siti: Client) -> None:
    siti.post(f"{COMPLAINT}?tanpa_orang=1", a_complaint(is_anonymous="on"))
    assert Case.objects.get().person is None


def test_somebody_the_officer_may_not_see_cannot_be_chosen(client: Client, world: World) -> None:
    person = world.worker()
    client.force_login(world.outsider)
    assert client.get(f"{COMPLAINT}?person={person.uid}").status_code == 404


def test_the_form_does_not_list_everybody(siti: Client, world: World) -> None:
    world.worker("Orang Lain")
    assert "Orang Lain" not in siti.get(f"{COMPLAINT}?tanpa_orang=1").content.decode()


def test_a_home_is_found_by_name_in_an_opening_form_too(siti: Client) -> None:
    typed = a_complaint(home_query="tebing bulang", cari_nama="home")
    page = siti.post(f"{COMPLAINT}?tanpa_orang=1", typed).content.decode()
    assert f'value="{TEBING_BULANG}"' in page
    assert "Gaji tidak dibayar tiga bulan" in page
    assert not Case.objects.exists()
    siti.post(f"{COMPLAINT}?tanpa_orang=1", a_complaint(home=TEBING_BULANG, home_query="x", home_searched="x"))
    assert Case.objects.get().region_id == TEBING_BULANG


def test_what_only_the_opening_finds_wrong_is_shown_at_its_field(siti: Client, world: World) -> None:
    world.worker(nik="1606131705950001")
    typed = a_complaint(person_name="Rudi", person_nik="12", home=MUSI_BANYUASIN)
    page = siti.post(f"{COMPLAINT}?tanpa_orang=1", typed).content.decode()
    assert "NIK terdiri dari 16 angka." in page
    assert not Case.objects.exists()


def test_a_linked_case_must_be_one_the_officer_may_read(client: Client, world: World) -> None:
    parcel = a_parcel(world)
    client.force_login(world.outsider)
    assert client.get(f"{TOY}?linked={parcel.uid}").status_code == 404


def test_a_case_is_linked_from_the_start(siti: Client, world: World) -> None:
    parcel = a_parcel(world)
    siti.post(f"{TOY}?linked={parcel.uid}", {"request_id": str(uuid.uuid4()), "content": "Gula"})
    follow_up = Parcel.objects.get(content="Gula")
    assert parcel.links_from.get().other_id == follow_up.pk


@pytest.fixture
def referral_form(world: World) -> dict[str, str]:
    return {
        "request_id": str(uuid.uuid4()),
        "receiving_office": str(world.legal_aid.uid),
        "purpose": "legal_aid",
        "asked": "Mohon pendampingan",
        "package": "Gaji tidak dibayar",
        "legal_basis": "public_duty",
    }


def test_the_holder_asks_another_body_for_help(siti: Client, world: World, referral_form: dict[str, str]) -> None:
    parcel = a_parcel(world)
    address = reverse("open_referral", args=[parcel.uid])
    siti.post(address, {**carried(siti.get(address)), **referral_form})
    referral = flow_of("referral").process_class.objects.get()
    assert (referral.parent_id, referral.holder) == (parcel.pk, world.legal_aid)


def test_only_the_holder_opens_a_referral(client: Client, world: World, referral_form: dict[str, str]) -> None:
    parcel = move(a_parcel(world), "send", world.siti)
    for user, answer in ((world.siti, 409), (world.outsider, 404)):
        client.force_login(user)
        assert client.get(reverse("open_referral", args=[parcel.uid])).status_code == 404
        assert client.post(reverse("open_referral", args=[parcel.uid]), referral_form).status_code == answer
    assert not parcel.children.exists()


def test_a_case_that_has_ended_asks_nobody_for_help(siti: Client, world: World, referral_form: dict[str, str]) -> None:
    parcel = a_parcel(world)
    drop = {"reason": "duplicate_entry", "reason_text": "Sudah ada."}
    move(parcel, "drop", world.siti, **drop)
    assert not fresh(parcel).is_open
    assert siti.post(reverse("open_referral", args=[parcel.uid]), referral_form).status_code == 409
    assert not parcel.children.exists()


def test_a_half_typed_form_is_saved_and_gone_on_with(siti: Client, world: World) -> None:
    siti.post(TOY, {"fragile": "on", "simpan_dulu": "1"})
    assert not Parcel.objects.exists()
    page = siti.get(reverse("new")).content.decode()
    address = re.search(r'href="(/baru/toy/\?lanjut=[^"]+)"', page)[1]  # type: ignore[index]
    assert re.search(r'name="fragile"[^>]*checked', siti.get(address).content.decode())
    siti.post(address, {"request_id": str(uuid.uuid4()), "content": "Beras"})
    assert Parcel.objects.count() == 1
    assert "lanjut=" not in siti.get(reverse("new")).content.decode()


def test_saving_again_replaces_what_was_saved(siti: Client) -> None:
    siti.post(TOY, {"content": "Beras", "simpan_dulu": "1"})
    saved = SavedForm.objects.get()
    siti.post(f"{TOY}?lanjut={saved.uid}", {"content": "Gula", "simpan_dulu": "1"})
    saved.refresh_from_db()
    assert saved.data["content"] == "Gula"
    assert SavedForm.objects.count() == 1


def test_a_saved_form_is_its_writers_alone(client: Client, world: World) -> None:
    client.force_login(world.siti)
    client.post(TOY, {"content": "Beras", "simpan_dulu": "1"})
    saved = SavedForm.objects.get()
    client.force_login(world.siti2)
    assert str(saved.uid) not in client.get(reverse("new")).content.decode()
    assert client.get(f"{TOY}?lanjut={saved.uid}").status_code == 404
    assert client.post(reverse("saved_delete", args=[saved.uid])).status_code == 404
    client.force_login(world.siti)
    client.post(reverse("saved_delete", args=[saved.uid]))
    assert not SavedForm.objects.exists()


def test_a_saved_form_is_kept_through_its_seventh_day_and_no_longer(siti: Client, clock: Any) -> None:
    clock.set(datetime(2026, 11, 2, 3, 0, tzinfo=UTC))
    siti.post(TOY, {"content": "Beras", "simpan_dulu": "1"})
    clock.set(datetime(2026, 11, 9, 16, 59, tzinfo=UTC))
    forget()
    assert SavedForm.objects.exists()
    clock.set(datetime(2026, 11, 9, 17, 0, tzinfo=UTC))
    assert "lanjut=" not in siti.get(reverse("new")).content.decode()
    forget()
    assert not SavedForm.objects.exists()


def test_the_engine_too_lets_only_the_holder_open_a_referral(world: World, referral_form: dict[str, str]) -> None:
    parcel = a_parcel(world)
    appoint(world.siti, world.district, Role.OFFICER, LONG_AGO, None, None)
    for user, office in ((world.siti, world.district), (world.outsider, world.faraway)):
        with pytest.raises(NotAllowed, match="memegang kasus ini"):
            engine.open_case(
                flow_of("referral").process_class,
                actor=user,
                office=office,
                request_id=uuid.uuid4(),
                data=referral_form,
                parent=parcel,
            )


def test_a_referral_has_a_case_it_belongs_to(world: World, referral_form: dict[str, str]) -> None:
    with pytest.raises(NotPossible, match="dibuka dari kasus lain"):
        engine.open_case(
            flow_of("referral").process_class,
            actor=world.siti,
            office=world.village,
            request_id=uuid.uuid4(),
            data=referral_form,
        )
