"""The screens of people: entering, completing, comparing them, and never showing who may not be seen."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import Event, Person
from casework.people import visible_people
from casework.roles import Role
from tests.factories.people import a_case_about
from tests.factories.places import LONG_AGO, TEBING_BULANG, ULAK_PACEH
from tests.world import World

NIK = "1606131705950001"


@pytest.fixture
def siti(client: Client, world: World) -> Client:
    client.force_login(world.siti)
    return client


def a_form(**typed: Any) -> dict[str, Any]:
    """What the registration form sends, with these fields filled in."""
    return {"request_id": str(uuid.uuid4()), **typed}


def acts_on(person: Person) -> list[str]:
    return list(Event.objects.filter(case_uid=person.uid).order_by("seq").values_list("act", flat=True))


def test_the_form_offers_the_officers_own_village_from_the_start(siti: Client) -> None:
    page = siti.get(reverse("person_new")).content.decode()
    assert f'value="{ULAK_PACEH}" id="id_village_1" checked' in page


def test_a_single_name_is_enough(siti: Client, world: World) -> None:
    answer = siti.post(reverse("person_new"), a_form(full_name="Sumiati"), follow=True)
    person = Person.objects.get(full_name="Sumiati")
    assert answer.redirect_chain == [(reverse("person", args=[person.uid]), 302)]
    assert person.created_office == world.village
    assert "Sumiati sudah tercatat" in answer.content.decode()
    assert acts_on(person) == ["person.registered"]


def test_somebody_without_a_name_is_described(siti: Client) -> None:
    siti.post(reverse("person_new"), a_form(description="Perempuan di Johor"))
    assert Person.objects.get().shown_name == "Perempuan di Johor"


def test_neither_name_nor_description_is_refused_and_what_was_typed_stays(siti: Client) -> None:
    page = siti.post(reverse("person_new"), a_form(address="Dusun Dua")).content.decode()
    assert "Isi nama, atau keterangan bila nama belum diketahui." in page
    assert 'value="Dusun Dua"' in page
    assert not Person.objects.exists()


def test_a_nik_that_cannot_be_one_is_refused(siti: Client) -> None:
    page = siti.post(reverse("person_new"), a_form(full_name="Rudi", nik="1606139905950001")).content.decode()
    assert "Angka ke-7 dan ke-8 NIK bukan tanggal" in page
    assert not Person.objects.exists()


def test_a_doubtful_nik_is_kept_with_a_warning(siti: Client) -> None:
    answer = siti.post(reverse("person_new"), a_form(full_name="Rudi", nik=NIK, sex="F"), follow=True)
    assert "Jenis kelamin berbeda dari yang tertulis pada NIK." in answer.content.decode()
    assert Person.objects.get().nik == NIK


def test_everything_known_is_kept(siti: Client) -> None:
    typed = a_form(
        full_name="Rudi Hartono",
        birth_year="1995",
        sex="M",
        village=TEBING_BULANG,
        education="senior",
        phone="0812 3456 7890",
        phone_owner="Majikan",
        phone_is_unsafe="on",
        passport_country="ID",
        passport_number="c 1234567",
        kin_name="Aminah",
        kin_relation="mother",
        kin_phone="081234567891",
    )
    answer = siti.post(reverse("person_new"), typed, follow=True)
    person = Person.objects.get()
    assert (person.birth_year, person.village_id, person.education) == (1995, TEBING_BULANG, "senior")
    phone, passport, kin = person.phones.get(), person.passports.get(), person.next_of_kin.get()
    assert (phone.number, phone.label, phone.unsafe) == ("+6281234567890", "Majikan", True)
    assert (passport.country.code, passport.number) == ("ID", "C1234567")
    assert (kin.name, kin.phone) == ("Aminah", "+6281234567891")
    assert "Tidak aman" in answer.content.decode()


def test_a_wrong_telephone_number_is_shown_at_its_field(siti: Client) -> None:
    page = siti.post(reverse("person_new"), a_form(full_name="Rudi", phone="12")).content.decode()
    assert 'href="#id_phone"' in page
    assert "Nomor telepon tidak lengkap" in page


def test_a_village_is_found_by_its_name_without_losing_what_was_typed(siti: Client) -> None:
    typed = a_form(full_name="Rudi Hartono", nik="1", village_query="tebing bulang", cari_nama="village")
    page = siti.post(reverse("person_new"), typed).content.decode()
    assert f'value="{TEBING_BULANG}"' in page
    assert "Tebing Bulang, Sungai Keruh, Musi Banyuasin, Sumatera Selatan" in page
    assert 'value="Rudi Hartono"' in page
    assert "NIK terdiri dari 16 angka" not in page
    assert not Person.objects.exists()


def test_a_village_typed_but_not_searched_for_is_searched_for_first(siti: Client) -> None:
    page = siti.post(reverse("person_new"), a_form(full_name="Rudi", village_query="tebing bulang")).content.decode()
    assert f'value="{TEBING_BULANG}"' in page
    assert not Person.objects.exists()


def test_a_village_nobody_knows_is_said_so(siti: Client) -> None:
    typed = a_form(village_query="qqqq", cari_nama="village")
    assert "Tidak ada tempat bernama itu" in siti.post(reverse("person_new"), typed).content.decode()


def test_a_form_sent_twice_enters_one_person(siti: Client) -> None:
    typed = a_form(description="Perempuan di Johor")
    first = siti.post(reverse("person_new"), typed)
    second = siti.post(reverse("person_new"), typed)
    assert first.url == second.url
    assert Person.objects.count() == 1


def test_a_known_nik_leads_whoever_may_see_him_to_his_record(siti: Client, world: World) -> None:
    person = world.worker(nik=NIK)
    answer = siti.post(reverse("person_new"), a_form(full_name="Nama Lain", nik=NIK), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("person", args=[person.uid])
    assert "sudah tercatat: Rudi Hartono" in answer.content.decode()
    assert Person.objects.count() == 1


def test_a_known_nik_tells_nothing_to_whoever_may_not_see_him(client: Client, world: World) -> None:
    person = world.worker(nik=NIK)
    case = a_case_about(person, world.village, world.siti)
    client.force_login(world.outsider)
    answer = client.post(reverse("person_new"), a_form(full_name="Nama Lain", nik=NIK), follow=True)
    page = answer.content.decode()
    typed = Person.objects.exclude(pk=person.pk).get()
    assert answer.redirect_chain[-1][0] == reverse("person", args=[typed.uid])
    assert "Nama Lain sudah tercatat." in page
    assert "Rudi" not in page
    assert case.number not in page
    told = Event.objects.filter(case_uid=case.uid).latest("seq")
    assert (told.act, told.actor) == (f"{case.kind}.known_elsewhere", None)


def test_his_page_masks_the_nik_until_asked_and_remembers_who_asked(siti: Client, world: World) -> None:
    person = world.worker(nik=NIK)
    page = siti.get(reverse("person", args=[person.uid])).content.decode()
    assert "1606••••••••0001" in page
    assert NIK not in page
    assert NIK in siti.post(reverse("person_nik", args=[person.uid])).content.decode()
    shown = Event.objects.filter(case_uid=person.uid).latest("seq")
    assert (shown.act, shown.actor) == ("person.nik_shown", world.siti.uid)


def test_a_stranger_finds_nobody(client: Client, world: World) -> None:
    person, other = world.worker(), world.worker("Rudi Hartanto")
    client.force_login(world.outsider)
    for address in (
        reverse("person", args=[person.uid]),
        reverse("person_add", args=[person.uid, "telepon"]),
        reverse("merge", args=[person.uid, other.uid]),
        reverse("unmerge", args=[person.uid]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(reverse("person_nik", args=[person.uid])).status_code == 404
    assert "Rudi" not in client.get(reverse("people")).content.decode()


def test_whoever_has_no_office_with_cases_sees_no_people(client: Client, world: World) -> None:
    from tests.factories.places import an_officer

    client.force_login(an_officer(world.village, "Auditor", Role.AUDITOR))
    assert client.get(reverse("people")).status_code == 404
    assert client.get(reverse("person_new")).status_code == 404


def test_nobody_gets_in_without_logging_in(client: Client, world: World) -> None:
    for name in ("people", "person_new", "search", "new"):
        assert client.get(reverse(name)).url.startswith(reverse("login"))


def test_his_page_lists_only_the_cases_the_reader_may_read(client: Client, world: World) -> None:
    person = world.worker()
    seen = a_case_about(person, world.village, world.siti)
    unseen = a_case_about(person, world.police, world.agus)
    client.force_login(world.siti)
    page = client.get(reverse("person", args=[person.uid])).content.decode()
    assert seen.number in page
    assert unseen.number not in page


@pytest.mark.parametrize(
    ("what", "typed", "act"),
    [
        ("telepon", {"phone": "081234567890", "phone_is_unsafe": "on"}, "person.phone_added"),
        ("paspor", {"passport_country": "ID", "passport_number": "C1234567"}, "person.passport_added"),
        ("keluarga", {"kin_name": "Aminah", "kin_relation": "mother"}, "person.kin_added"),
        ("nama-lain", {"alias": "Rudy"}, "person.alias_added"),
        ("nik", {"nik": NIK}, "person.nik_given"),
    ],
)
def test_what_becomes_known_later_is_added_and_recorded(
    siti: Client, world: World, what: str, typed: dict[str, str], act: str
) -> None:
    person = world.worker()
    answer = siti.post(reverse("person_add", args=[person.uid, what]), typed)
    assert answer.url == reverse("person", args=[person.uid])
    assert acts_on(person) == [act]


def test_adding_what_is_there_already_changes_nothing(siti: Client, world: World) -> None:
    person = world.worker()
    for _time in range(2):
        siti.post(
            reverse("person_add", args=[person.uid, "paspor"]),
            {"passport_country": "ID", "passport_number": "C 1234567"},
        )
    assert person.passports.count() == 1
    assert acts_on(person) == ["person.passport_added"]


def test_a_nik_that_is_there_is_not_overwritten(siti: Client, world: World) -> None:
    person = world.worker(nik=NIK)
    assert siti.get(reverse("person_add", args=[person.uid, "nik"])).status_code == 404


def test_doubles_are_offered_compared_merged_and_separated_again(siti: Client, world: World) -> None:
    keep, double = world.worker(nik=NIK), world.worker("Rudi Hartono", address="Dusun Dua")
    assert (
        reverse("merge", args=[keep.uid, double.uid]) in siti.get(reverse("person", args=[keep.uid])).content.decode()
    )
    compared = siti.get(reverse("merge", args=[keep.uid, double.uid])).content.decode()
    assert "Dusun Dua" in compared
    assert NIK not in compared

    siti.post(reverse("merge", args=[keep.uid, double.uid]), {"reason": "Orang yang sama menurut keluarga"})
    keep.refresh_from_db()
    assert keep.address == "Dusun Dua"
    assert list(visible_people(world.siti)) == [keep]
    page = siti.get(reverse("person", args=[double.uid])).content.decode()
    assert reverse("unmerge", args=[double.uid]) in page

    siti.post(reverse("unmerge", args=[double.uid]), {"reason": "Ternyata saudara kembarnya"})
    assert set(visible_people(world.siti)) == {keep, double}
    assert acts_on(keep) == ["person.merged", "person.unmerged"]


def test_merging_asks_for_a_reason(siti: Client, world: World) -> None:
    keep, double = world.worker(), world.worker("Rudi Hartanto")
    page = siti.post(reverse("merge", args=[keep.uid, double.uid]), {"reason": ""}).content.decode()
    assert "Ada yang perlu diperbaiki" in page
    assert set(visible_people(world.siti)) == {keep, double}


def test_two_different_niks_are_not_merged(siti: Client, world: World) -> None:
    keep, double = world.worker(nik=NIK), world.worker("Rudi", nik="1606131705950002")
    page = siti.post(reverse("merge", args=[keep.uid, double.uid]), {"reason": "Sama orangnya"}).content.decode()
    assert "NIK keduanya berbeda" in page


def test_an_officer_of_two_offices_says_for_which_one_he_acts(client: Client, world: World) -> None:
    from casework.organisations import appoint

    appoint(world.siti, world.district, Role.OFFICER, LONG_AGO, None, None)
    client.force_login(world.siti)
    typed = a_form(full_name="Sumiati")
    assert "Anda bertindak untuk kantor" in client.post(reverse("person_new"), typed).content.decode()
    client.post(reverse("person_new"), {**typed, "acting_office": str(world.district.uid)})
    assert Person.objects.get().created_office == world.district


def test_the_list_pages_on_from_the_last_person_shown(siti: Client, world: World) -> None:
    for number in range(26):
        world.worker(f"Orang {number:02}")
    first = siti.get(reverse("people")).content.decode()
    last = Person.objects.get(full_name="Orang 01")
    assert "Orang 25" in first
    assert "Orang 00" not in first
    second = siti.get(reverse("people"), {"sesudah": str(last.uid)}).content.decode()
    assert "Orang 00" in second
