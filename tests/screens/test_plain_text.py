"""What no database stores is left out of what was sent; everything else is taken as it was typed."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from casework.models import SavedForm
from tests.handover.given import at_district
from tests.screens.pages import carried, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


class Broken:
    """What is left to read of a connection that has broken off."""

    def read(self, *_size: int) -> bytes:
        raise OSError

    readline = read


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


def test_a_connection_that_breaks_off_is_no_error_of_the_server(world: World) -> None:
    siti = Client(enforce_csrf_checks=True)
    siti.force_login(world.siti, backend="config.logins.Accounts")
    kind = {"CONTENT_LENGTH": "100", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    answer = siti.generic("POST", reverse("open_case", args=["toy"]), **kind, **{"wsgi.input": Broken()})
    assert answer.status_code == 403
