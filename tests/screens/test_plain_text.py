"""What no database stores is left out of what was sent; everything else is taken as it was typed."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from casework.models import SavedForm
from tests.handover.given import at_district
from tests.screens.pages import carried, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_form_that_is_saved_half_typed_keeps_all_but_the_nul(world: World) -> None:
    siti, page = signed_in(world.siti), reverse("open_case", args=["toy"])
    form = carried(siti.get(page))
    assert siti.post(page, {**form, "content": "Bea\0siswa", "simpan_dulu": "1"}).status_code == 302
    assert SavedForm.objects.get().data["content"] == "Beasiswa"


@pytest.mark.parametrize("name", ["foo", "initial-x\0", "initial-beside-due"])
def test_a_proposal_is_made_whatever_else_was_sent(world: World, name: str) -> None:
    case, budi = at_district(world), signed_in(world.budi)
    page = f"/kasus/{case.uid}/langkah/finish/"
    form = {**carried(budi.get(page)), "request_id": str(uuid.uuid4()), name: "a\0b"}
    assert budi.post(page, form).status_code == 302
    assert case.proposals.count() == 1
