"""What is known of a person, corrected or completed by two people at once: neither overwrites what he did not see."""

from __future__ import annotations

from functools import partial

import pytest

from casework import engine
from casework.acts import act_kind
from casework.engine.preparing import prepare
from casework.errors import Stale
from casework.forms import plain_form
from casework.models import Person, Proposal
from casework.people import merge
from casework.shown import shown_values
from tests.complaint.given import at_district
from tests.factories.cases import do, fresh, put
from tests.journey.cases import a_journey
from tests.lost_updates.pages import Page, correction, pages
from tests.meeting import meet
from tests.screens.pages import carried, signed_in, text_of
from tests.world import World, request_id

NIK, OTHER_NIK = "1606131705950001", "1606131705950002"


def test_a_correction_does_not_overwrite_one_made_meanwhile(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "correct_data", world.budi, world.budi2)
    first.send(**correction("address", "Jalan Merdeka 5"))

    answer = second.send(**correction("address", "Jalan Merdeka 15"))

    shown = text_of(answer)
    assert "Kasus sudah berubah" in shown
    assert "Ada yang perlu diperbaiki" not in shown
    assert "Alamat: sekarang Jalan Merdeka 5." in shown
    assert "Perbaiki data · Budi Petugas · Disnakertrans Musi Banyuasin · " in shown
    assert 'value="Jalan Merdeka 15"' in answer.content.decode()
    assert "Salah ketik pada KTP." in shown
    assert fresh(case).person.address == "Jalan Merdeka 5"
    assert second.send(**correction("address", "Jalan Merdeka 15")).status_code == 302
    assert fresh(case).person.address == "Jalan Merdeka 15"


def test_corrections_of_different_fields_do_not_hinder_each_other(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "correct_data", world.budi, world.budi2)
    first.send(**correction("address", "Jalan Merdeka 5"))
    assert second.send(**correction("education", "senior")).status_code == 302
    assert (fresh(case).person.address, fresh(case).person.education) == ("Jalan Merdeka 5", "senior")


def test_the_same_correction_is_no_conflict(world: World) -> None:
    case = at_district(world, "triage")
    first, second = pages(case, "correct_data", world.budi, world.budi2)
    assert [each.send(**correction("address", "Jalan Merdeka 5")).status_code for each in (first, second)] == [302] * 2


def test_a_correction_made_in_another_case_of_the_person_counts_too(world: World) -> None:
    journey = put(a_journey(world), parts={world.district: None})
    case = put(at_district(world, "triage"), person=journey.person)
    page = Page(case, "correct_data", world.budi)
    do(journey, "correct_data", world.siti, **correction("address", "Dusun II"))

    shown = text_of(page.send(**correction("address", "Jalan Merdeka 15")))

    assert "Alamat: sekarang Dusun II." in shown
    assert "Siti" not in shown  # whose case it is, Budi may not read
    assert fresh(case).person.address == "Dusun II"


def test_what_was_filled_in_by_a_merge_counts_too_and_who_merged_is_told(world: World) -> None:
    case = at_district(world, "triage")
    page = Page(case, "correct_data", world.budi)
    double = Person.objects.create(
        full_name="Rudi H.",
        address="Jalan Baru 2",
        created_at=case.created,
        created_by=world.budi,
        created_office=world.district,
    )
    merge(case.person, double, world.budi2, world.district, "Orang yang sama")

    shown = text_of(page.send(**correction("address", "Jalan Merdeka 15")))

    assert "Alamat: sekarang Jalan Baru 2." in shown
    assert "Budi Kedua · Disnakertrans Musi Banyuasin · " in shown


def test_the_page_says_what_each_field_says_now_and_no_nik_in_full(world: World) -> None:
    case = at_district(world, "triage", opening={"person_nik": NIK})
    page = Page(case, "correct_data", world.budi).shown.content.decode()
    assert "Nama lengkap (sekarang Rudi Hartono)" in page
    assert "NIK (sekarang 1606••••••••0001)" in page
    assert NIK not in page


def test_a_new_nik_is_not_said_in_full_when_it_was_corrected_meanwhile(world: World) -> None:
    case = at_district(world, "triage", opening={"person_nik": NIK})
    page = Page(case, "correct_data", world.budi)
    do(case, "correct_data", world.budi2, confirmed_by=world.budi, **correction("nik", OTHER_NIK))

    shown = text_of(page.send(**correction("nik", "1606131705950003")))

    assert "NIK: sekarang 1606••••••••0002." in shown
    assert OTHER_NIK not in shown
    assert not Proposal.objects.filter(case_id=case.pk).exists()


def test_a_correction_proposed_from_an_older_value_is_not_confirmed(world: World) -> None:
    case = at_district(world, "triage")
    Page(case, "correct_data", world.budi).send(**correction("full_name", "Rudi Hartanto"))
    proposal = Proposal.objects.get(case_id=case.pk)
    do(case, "correct_data", world.budi_sup, confirmed_by=world.budi2, **correction("full_name", "Rudy Hartono"))
    second = signed_in(world.budi2)
    address = f"/kasus/{case.uid}/usulan/{proposal.pk}/"
    page = second.get(address)

    shown = text_of(second.post(address, {**carried(page), "decision": "confirm"}))

    assert "Nama lengkap: sekarang Rudy Hartono." in text_of(page)
    assert 'value="confirm"' not in page.content.decode()
    assert "Nama lengkap: sekarang Rudy Hartono." in shown
    assert "Perbaiki data · " in shown
    assert fresh(case).person.full_name == "Rudy Hartono"


def test_a_proposal_that_no_page_carried_anything_for_is_looked_at_again_too(world: World) -> None:
    case = at_district(world, "triage")
    arguments = {"actor": world.budi, "version": case.version, "request_id": request_id()}
    proposal = engine.propose(case, "correct_data", data=correction("full_name", "Rudi Hartanto"), **arguments)
    do(case, "correct_data", world.budi_sup, confirmed_by=world.budi2, **correction("full_name", "Rudy Hartono"))
    with pytest.raises(Stale, match="Rudy Hartono"):
        engine.confirm(proposal, actor=world.budi2, request_id=request_id())
    assert fresh(case).person.full_name == "Rudy Hartono"


def test_what_is_kept_of_a_proposal_says_the_older_value_to_nobody(world: World) -> None:
    case = at_district(world, "triage", opening={"person_nik": NIK})
    Page(case, "correct_data", world.budi).send(**correction("nik", OTHER_NIK))
    assert NIK not in str(Proposal.objects.get(case_id=case.pk).data)


def test_a_nik_given_meanwhile_is_not_replaced_by_another_one(world: World) -> None:
    person = world.worker(birth_date=None, sex="")
    address = f"/orang/{person.uid}/ubah/nik/"
    one, other = signed_in(world.siti), signed_in(world.siti2)
    first, second = carried(one.get(address)), carried(other.get(address))
    one.post(address, {**first, "nik": "1606035205900001"})

    answer = other.post(address, {**second, "nik": "1606035205900002"})

    assert "Orang ini sudah mempunyai NIK lain." in text_of(answer)
    assert 'value="1606035205900002"' in answer.content.decode()
    assert Person.objects.get(pk=person.pk).nik == "1606035205900001"


def test_a_number_that_somebody_called_unsafe_meanwhile_is_not_called_safe_by_an_older_page(world: World) -> None:
    person = world.worker()
    address = f"/orang/{person.uid}/ubah/telepon/"
    one, other = signed_in(world.siti), signed_in(world.siti2)
    first, second = carried(one.get(address)), carried(other.get(address))
    one.post(address, {**first, "phone": "+62 812 3456 7890", "phone_is_unsafe": "on"})

    answer = other.post(address, {**second, "phone": "+62 812 3456 7890"})

    shown = text_of(answer)
    assert "Data ini sudah diubah sejak halaman Anda dibuka." in shown
    assert "Nomor yang tercatat: sekarang +6281234567890 (tidak aman dihubungi)." in shown
    assert person.phones.get().unsafe
    assert other.post(address, {**carried(answer), "phone": "+62 812 3456 7890"}).status_code == 302
    assert not person.phones.get().unsafe


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_the_one_that_waited_is_refused(world: World) -> None:
    case = at_district(world, "triage")
    act = prepare(case, "correct_data", actor=world.budi)
    shown = shown_values(plain_form(act_kind("correct_data").form, act, "", None, None))

    def correcting(address: str) -> partial[object]:
        arguments = {"actor": world.budi, "version": case.version, "request_id": request_id()}
        return partial(
            engine.amend, case, "correct_data", data={**correction("address", address), **shown}, **arguments
        )

    done, refused = meet(correcting("Jalan Merdeka 5"), correcting("Jalan Merdeka 15"))

    assert not isinstance(done, Exception)
    assert isinstance(refused, Stale)
    assert fresh(case).person.address == "Jalan Merdeka 5"
