"""Asking another body for help from a page that is no longer true: refused with what changed, the text kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from casework.models import Case
from tests.factories.cases import do, teleport
from tests.screens.pages import carried, signed_in, text_of
from tests.world import World
from workflows.referral.models import Referral

pytestmark = pytest.mark.usefixtures("monday_morning")

ASKED = "Mohon didampingi segera di pengadilan."


@pytest.fixture
def rina(world: World) -> Client:
    return signed_in(world.rina)


def page_of(parent: Case) -> str:
    return f"/kasus/{parent.uid}/rujukan/"


def typed(world: World, rina: Client, parent: Case, **more: str) -> dict[str, str]:
    """The page's form, filled in."""
    about = {"receiving_office": str(world.legal_aid.uid), "purpose": "legal_aid", "asked": ASKED}
    said = {**about, "package": "Pokok perkara", "legal_basis": "public_duty", **more}
    return {**carried(rina.get(page_of(parent))), **said}


def refused(rina: Client, parent: Case, form: dict[str, str], says: str) -> Any:
    answer = rina.post(page_of(parent), form)
    assert answer.status_code == 409
    assert ASKED in answer.content.decode()
    assert says in text_of(answer)
    return answer


def test_after_the_case_moved_on_it_is_refused_once(world: World, rina: Client, parent: Case) -> None:
    form = typed(world, rina, parent)
    teleport(parent, "mediation", holder=world.bp3mi)
    again = refused(rina, parent, form, "sudah berubah sejak halaman Anda dibuka")
    assert not Referral.objects.exists()
    assert rina.post(page_of(parent), {**form, **carried(again)}).status_code == 302
    assert Referral.objects.count() == 1


def test_what_a_colleague_has_asked_meanwhile_is_not_asked_twice(world: World, rina: Client, parent: Case) -> None:
    form, other = typed(world, rina, parent), signed_in(world.rina2)
    assert other.post(page_of(parent), typed(world, other, parent)).status_code == 302
    refused(rina, parent, form, Referral.objects.get().number)
    assert Referral.objects.count() == 1


def test_a_seal_raised_meanwhile_is_told_first(world: World, rina: Client, parent: Case) -> None:
    form = typed(world, rina, parent)
    do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Korban terancam.")
    refused(rina, parent, form, "Identitas: sekarang disegel")


def test_a_consent_withdrawn_meanwhile_is_told_first(world: World, rina: Client, parent: Case) -> None:
    consent = {"purpose": "Rujukan ke LBH", "form_of": "spoken", "given_by": "Sumiati"}
    do(parent, "record_consent", world.rina, given="yes", **consent)
    form = typed(world, rina, parent, legal_basis="consent", consent_note="Sumiati, lisan")
    do(parent, "record_consent", world.rina2, given="no", **consent)
    refused(rina, parent, form, "Rujukan ke LBH: ditarik")
    assert not Referral.objects.exists()


def test_a_wrong_field_does_not_hide_what_changed(world: World, rina: Client, parent: Case) -> None:
    form = typed(world, rina, parent, package="")
    do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Korban terancam.")
    corrected = {**carried(rina.post(page_of(parent), form)), "package": "Pokok perkara"}
    refused(rina, parent, {**form, **corrected}, "Identitas: sekarang disegel")


def test_what_was_typed_is_shown_when_the_case_has_left(world: World, rina: Client, parent: Case) -> None:
    form = typed(world, rina, parent)
    teleport(parent, "assigned", holder=world.district)
    said = text_of(refused(rina, parent, form, "tidak lagi dipegang kantor Anda"))
    assert "Bantuan hukum" in said
    assert "legal_aid" not in said
    assert rina.get(page_of(parent)).status_code == 404
    assert not Referral.objects.exists()


def test_sent_again_after_the_case_has_left_it_gets_the_first_answer(world: World, rina: Client, parent: Case) -> None:
    form = typed(world, rina, parent)
    first = rina.post(page_of(parent), form)
    teleport(parent, "assigned", holder=world.district)
    again = rina.post(page_of(parent), form)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Referral.objects.count() == 1
