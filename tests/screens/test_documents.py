"""Files leave the house as attachments, to those only who read the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from casework import documents
from casework.models import Document
from casework.models.participation import Part
from tests.factories.cases import do, move, put
from tests.screens.pages import signed_in
from tests.screens.test_acts import PDF, a_paper
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Any) -> None:
    settings.KAWAL_MEDIA = tmp_path


@pytest.fixture
def paper(world: World, parcel: Parcel) -> Document:
    file = SimpleUploadedFile("ktp siti.pdf", PDF, "application/pdf")
    do(parcel, "add_document", world.siti, files={"file": file}, **a_paper())
    return parcel.documents.get()


def address(parcel: Parcel, paper: Document) -> str:
    return f"/kasus/{parcel.uid}/dokumen/{paper.uid}/"


def test_it_is_an_attachment_whose_name_names_nobody(world: World, parcel: Parcel, paper: Document) -> None:
    response = signed_in(world.siti).get(address(parcel, paper))
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"] == f'attachment; filename="{parcel.number}-other.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]


def test_an_office_that_takes_no_part_gets_nothing(world: World, parcel: Parcel, paper: Document) -> None:
    assert signed_in(world.outsider).get(address(parcel, paper)).status_code == 404


def test_an_office_with_status_gets_nothing(world: World, parcel: Parcel, paper: Document) -> None:
    put(parcel, parts={world.police: Part.STATUS})
    assert signed_in(world.agus).get(address(parcel, paper)).status_code == 404


def test_of_a_sealed_case_the_persons_named_only(world: World, parcel: Parcel, paper: Document) -> None:
    move(parcel, "alarm", world.siti)
    assert signed_in(world.siti2).get(address(parcel, paper)).status_code == 404
    assert signed_in(world.siti).get(address(parcel, paper)).status_code == 200


def test_a_paper_is_found_only_with_its_own_case(world: World, parcel: Parcel, paper: Document) -> None:
    other = move(parcel, "send", world.siti)
    foreign = f"/kasus/{other.uid}/dokumen/{other.uid}/"
    assert signed_in(world.siti).get(foreign).status_code == 404


def test_a_paper_without_a_file_and_a_file_that_is_lost_are_not_found(
    world: World, parcel: Parcel, paper: Document
) -> None:
    do(parcel, "add_document", world.siti, **a_paper(title="Tanpa berkas"))
    without = parcel.documents.get(file_name="")
    assert signed_in(world.siti).get(address(parcel, without)).status_code == 404
    documents.path_of(paper.file_name).unlink()
    assert signed_in(world.siti).get(address(parcel, paper)).status_code == 404
