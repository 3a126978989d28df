"""What somebody of a participating office who is not named may do on a sealed case: add a note, nothing else."""

from __future__ import annotations

import pytest

from casework import access
from casework.errors import NeedsSecondPerson, NotAllowed
from casework.models import Event, Note
from casework.roles import Role
from tests.factories.cases import do, fresh, move
from tests.factories.parcels import a_parcel
from tests.factories.places import an_officer
from tests.toy.models import Parcel
from tests.world import World

WHY = {"reason": "victim_safety", "reason_text": "Terduga pelaku tinggal di dekat korban."}


@pytest.fixture
def sealed(world: World) -> Parcel:
    """Sealed in the village: siti and the head are named, her colleague is not."""
    return do(a_parcel(world), "raise_seal", world.siti, **WHY)


def test_a_note_is_taken_from_everybody(world: World, sealed: Parcel) -> None:
    do(sealed, "add_note", world.siti2, text="Ada orang asing di rumahnya.")
    assert Note.objects.get(case_id=sealed.pk).by == world.siti2


def test_nobody_lets_others_in_who_is_not_in_himself(world: World, sealed: Parcel) -> None:
    with pytest.raises(NotAllowed):
        do(sealed, "raise_seal", world.siti2, named=[str(world.siti_sup.pk)], **WHY)
    assert access.view_of(world.siti_sup, fresh(sealed)) == access.Depth.STATUS


def test_who_is_named_names_others(world: World, sealed: Parcel) -> None:
    do(sealed, "raise_seal", world.siti, named=[str(world.siti_sup.pk)], **WHY)
    assert access.view_of(world.siti_sup, fresh(sealed)) == access.Depth.FULL


def test_papers_are_not_checked_by_who_may_not_read_them(world: World, sealed: Parcel) -> None:
    do(sealed, "add_document", world.siti, kind="OTHER", title="Foto")
    paper = sealed.documents.get()
    with pytest.raises(NotAllowed):
        do(sealed, "verify_document", world.siti2, document=str(paper.uid))


@pytest.mark.parametrize("answer", ["accept_handover", "return_handover"])
def test_a_hand_over_is_not_answered_by_who_is_not_named(world: World, sealed: Parcel, answer: str) -> None:
    sent = move(sealed, "send", world.siti)
    for unnamed in (world.budi, world.budi_sup):
        with pytest.raises(NotAllowed, match="disegel"):
            move(sent, answer, unnamed, reason="wrong_region", reason_text="Bukan wilayah kami")
        assert access.view_of(unnamed, fresh(sent)) == access.Depth.STATUS


def test_the_head_accepts_and_names_the_officer_by_it(world: World, sealed: Parcel) -> None:
    sent = move(sealed, "send", world.siti)

    accepted = move(sent, "accept_handover", world.budi_head, officer=str(world.budi.uid))

    assert accepted.officer == world.budi
    assert access.view_of(world.budi, accepted) == access.Depth.FULL


def test_a_head_who_came_after_the_hand_over_answers_it_too(world: World, sealed: Parcel) -> None:
    sent = move(sealed, "send", world.siti)
    new_head = an_officer(world.district, "Kepala Baru", Role.HEAD)

    assert move(sent, "accept_handover", new_head).officer == new_head


def test_the_history_says_whom_an_act_named(world: World, sealed: Parcel) -> None:
    sent = move(sealed, "send", world.siti)
    move(sent, "accept_handover", world.budi_head, officer=str(world.budi.uid))

    events = Event.objects.filter(case_uid=sealed.uid).order_by("seq")
    said = {event.act: event.content["x"].get("named") for event in events}
    head, officer = str(world.budi_head.uid), str(world.budi.uid)
    assert (said["toy.open"], said["toy.send"], said["toy.accept_handover"]) == (None, [head], [officer])
    assert str(world.siti_head.uid) in said["toy.raise_seal"]


def test_a_seal_is_lifted_by_the_head_and_a_second_person(world: World, sealed: Parcel) -> None:
    why = {"reason": "danger_past", "reason_text": "Terduga pelaku sudah ditahan."}
    with pytest.raises(NotAllowed):
        do(sealed, "lower_seal", world.siti_head, world.budi, **why)
    at_district = move(move(sealed, "send", world.siti), "accept_handover", world.budi_head)
    with pytest.raises(NeedsSecondPerson):
        do(at_district, "lower_seal", world.budi_head, **why)
    assert not do(at_district, "lower_seal", world.budi_head, world.siti, **why).sealed
