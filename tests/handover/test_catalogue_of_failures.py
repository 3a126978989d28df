"""How cases get lost between two offices in other systems, one named test for each: it does not happen here."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from casework import engine
from casework.engine.preparing import look, possible_moves
from casework.errors import Invalid, NotAllowed, NotPossible, Stale
from casework.models import Case, Deadline, Event
from tests.complaint import given as complaint
from tests.factories.cases import do, fresh, move, put
from tests.factories.parcels import a_parcel
from tests.factories.places import TEBING_BULANG
from tests.handover.given import MONDAY, at_district, recalled, returned, running, sent, transferred
from tests.screens.pages import signed_in, text_of
from tests.staff.handing import hand_over
from tests.world import World


def test_pushed_without_acceptance_who_may_accept_until_when_and_can_the_sender_take_it_back(
    world: World, clock: Any
) -> None:
    """A case was pushed to another office that never accepted it, and nobody knew who might accept, whether
    there was a time limit, or whether the sender could take it back."""
    clock.set(MONDAY)
    parcel = sent(world)
    for stranger in (world.siti, world.siti_head, world.tono, world.rina, world.outsider):
        with pytest.raises(NotAllowed):
            move(parcel, "accept_handover", stranger)
    limit = running(parcel, "acceptance")
    assert (limit.rule.code, limit.amount, limit.unit, limit.duty_of) == ("D40", 2, "WD", world.district)
    parcel = recalled(parcel, world.siti)
    assert (parcel.holder, parcel.officer) == (world.village, world.siti)


def test_the_silence_of_a_receiver_is_no_acceptance(world: World, clock: Any) -> None:
    """A share nobody answered counted as taken after a while."""
    clock.set(MONDAY)
    parcel = sent(world)
    clock.advance(timedelta(days=30))
    with pytest.raises(NotPossible, match="Terima dulu"):
        move(parcel, "weigh", world.budi, grams=5)
    assert recalled(parcel, world.siti).holder == world.village


def test_the_new_owner_sees_the_case_in_the_moment_it_is_his(world: World) -> None:
    """Ownership moved but the field by which people find cases did not: the new owner could not see his case."""
    parcel = a_parcel(world)
    assert not Case.objects.visible_to(world.budi).filter(pk=parcel.pk).exists()
    sent(world, parcel)
    assert parcel.number in text_of(signed_in(world.budi).get("/kerja/"))
    assert signed_in(world.budi).get(f"/kasus/{parcel.uid}/").status_code == 200


def test_a_transfer_moves_holder_part_deadlines_and_event_together(world: World) -> None:
    """The case was moved to another district, its jurisdiction was not."""
    parcel = transferred(a_parcel(world), world.siti_sup, world.other_village)
    part = parcel.participations.get(until=None, part="holder")
    assert parcel.holder == part.organisation == parcel.steps.get(finished=None).holder == world.other_village
    bound = parcel.deadlines.filter(met_at=None, ended_at=None, kind__in=["stage", "acceptance"])
    assert {deadline.duty_of for deadline in bound} == {world.other_village}
    assert Event.objects.filter(case_uid=parcel.uid)[0].content["x"]["sent_to"] == str(world.other_village.uid)


@pytest.mark.parametrize(
    ("act", "data"),
    [
        ("add_party", {"role": "witness", "sort": "person", "name": "Bu Yuni"}),
        ("log_contact", {"on": "2026-11-23", "channel": "phone", "person": "Bu Yuni", "reached": "yes"}),
        ("add_note", {"text": "Keluarga menelepon."}),
    ],
)
def test_adding_a_contact_does_not_bounce_the_case_back(
    world: World, clock: Any, act: str, data: dict[str, str]
) -> None:
    """Adding a contact to a case that had been handed over bounced its ownership back to the sender."""
    clock.set(MONDAY)
    parcel = do(at_district(world), act, world.budi, **data)
    assert (parcel.holder, parcel.officer, parcel.state) == (world.district, world.budi, "checked")
    assert parcel.steps.count() == 2


def test_a_note_of_the_sender_does_not_bounce_it_back_either(world: World) -> None:
    """Whatever the former owner added pulled the case back to him."""
    parcel = do(at_district(world), "add_note", world.siti, text="Ibu korban datang lagi ke desa.")
    assert (parcel.holder, parcel.officer) == (world.district, world.budi)


@pytest.mark.parametrize("accepted", [False, True])
def test_never_can_both_sides_change_it(world: World, accepted: bool) -> None:
    """After a hand-over both offices could edit the case."""
    parcel = at_district(world) if accepted else sent(world)
    before = possible_moves(look(parcel), world.siti)
    assert {one.move.verb for one in before} <= {"recall_handover", "alarm"}
    for name, data in {
        "set_severity": {"severity": "H", "why": "Mendesak"},
        "add_party": {"role": "witness", "sort": "person", "name": "Saksi"},
        "assign_officer": {"officer": str(world.siti2.uid), "why": "Beban"},
        "link_case": {"number": a_parcel(world).number, "kind": "duplicate"},
    }.items():
        with pytest.raises(NotAllowed):
            do(parcel, name, world.siti_head, **data)


def test_a_stale_tab_of_the_old_owner_writes_nothing(world: World) -> None:
    """A tab opened before the hand-over still let the old owner write into the case."""
    parcel = a_parcel(world)
    seen = {"actor": world.siti, "version": parcel.version, "request_id": uuid.uuid4()}
    sent(world, parcel)
    with pytest.raises(Stale):
        engine.advance(parcel, "drop", data={"reason": "duplicate_entry", "reason_text": "Ganda"}, **seen)
    with pytest.raises((Stale, NotAllowed)):
        engine.amend(parcel, "set_severity", data={"severity": "H", "why": "Mendesak"}, **seen)
    assert fresh(parcel).holder == world.district


@pytest.mark.parametrize("answer", ["accept_handover", "return_handover"])
def test_what_was_recalled_can_be_neither_accepted_nor_returned(world: World, answer: str) -> None:
    """A share that its sender had deleted could still be accepted; the case then had no owner."""
    parcel = sent(world)
    seen = {"actor": world.budi, "version": parcel.version, "request_id": uuid.uuid4()}
    recalled(parcel, world.siti)
    with pytest.raises(Stale):
        engine.advance(parcel, answer, data={"reason": "wrong_region", "reason_text": "Bukan kami"}, **seen)
    with pytest.raises((NotAllowed, NotPossible)):
        move(parcel, answer, world.budi, reason="wrong_region", reason_text="Bukan kami")
    assert fresh(parcel).holder == world.village


def test_a_recall_that_meets_an_acceptance_changes_nothing(world: World) -> None:
    """The sender took back what the receiver had just accepted: both thought it was theirs."""
    parcel = sent(world)
    seen = {"actor": world.siti, "version": parcel.version, "request_id": uuid.uuid4()}
    move(parcel, "accept_handover", world.budi)
    with pytest.raises(Stale):
        engine.advance(
            parcel, "recall_handover", data={"reason": "sent_in_error", "reason_text": "Salah kirim"}, **seen
        )
    assert fresh(parcel).holder == world.district


def test_what_hangs_on_a_case_travels_with_it(world: World) -> None:
    """The samples that belonged to a case stayed behind when it was handed over."""
    case = complaint.at_district(world, "triage")
    child = complaint.referral(world, case, world.budi, world.legal_aid)
    complaint.respondent(case)
    case.documents.create(kind="OTHER", title="Kontrak", by=world.budi, office=world.district, at=case.created)
    case = move(case, "raise_emergency", world.budi, danger="on", facts="Korban disekap majikan.")
    assert case.holder == world.bp3mi
    page = signed_in(world.rina_head).get(f"/kasus/{case.uid}/")
    assert "Kontrak" in text_of(page)
    assert "PT Contoh" in text_of(page)
    assert list(case.children.values_list("pk", flat=True)) == [child.pk]
    assert child.number in text_of(page)
    assert signed_in(world.rina_head).get(f"/kasus/{child.uid}/").status_code == 200
    move(child, "accept_referral", world.maya_head)
    answered = {"reason": "case_opened", "reason_text": "Dibicarakan dengan klien.", "result_text": "Kami dampingi."}
    move(child, "answer_referral", world.maya_head, **answered)
    assert move(child, "take_over_result", world.rina_head, outcome="Didampingi.").state == "closed"


def test_running_duties_travel_too(world: World) -> None:
    """A task stayed on the list of the office that no longer had the case."""
    parcel = sent(world)
    duties = parcel.deadlines.filter(met_at=None, ended_at=None).exclude(kind="overall")
    assert {duty.duty_of for duty in duties} == {world.district}
    assert not Deadline.objects.filter(case_id=parcel.pk, duty_of=world.village, met_at=None, ended_at=None).exclude(
        kind="overall"
    )


def test_work_is_assigned_only_to_whoever_can_see_it(world: World) -> None:
    """A task was assigned to a user who had no access to the case it belonged to."""
    parcel = at_district(world)
    for elsewhere in (world.siti, world.outsider, world.rina):
        with pytest.raises(Invalid):
            do(parcel, "assign_officer", world.budi_sup, officer=str(elsewhere.uid), why="Beban kerja")
    parcel = do(parcel, "assign_officer", world.budi_sup, officer=str(world.budi2.uid), why="Beban kerja")
    assert signed_in(world.budi2).get(f"/kasus/{parcel.uid}/").status_code == 200


def test_work_on_a_sealed_case_opens_it_to_its_new_officer(world: World) -> None:
    """The same, where only persons named may open the case."""
    case = complaint.at_district(world, "triage")
    case = do(case, "raise_seal", world.budi, reason="victim_safety", reason_text="Keselamatan korban")
    case = do(case, "assign_officer", world.budi_head, officer=str(world.budi2.uid), why="Petugas sakit")
    assert world.budi2.pk in set(case.named.values_list("user_id", flat=True))


def test_when_staff_leave_all_their_work_moves_and_what_they_wrote_stays_theirs(world: World) -> None:
    """Somebody left: his reports had to be moved one by one, or ended up under the name of another author."""
    parcels = [do(a_parcel(world), "add_note", world.siti, text="Catatan Siti") for _each in range(3)]
    hand_over(world.siti, world.village, world.siti2, actor=world.siti_sup)
    for parcel in parcels:
        assert fresh(parcel).officer == world.siti2
        assert parcel.notes.get().by == world.siti
        first = Event.objects.filter(case_uid=parcel.uid).order_by("seq")[0].content
        assert first["actor"]["user"] == str(world.siti.uid)
    assert not Case.objects.open().filter(officer=world.siti).exists()


def test_a_case_moves_to_another_site_whole_and_the_old_site_follows_it(world: World) -> None:
    """A report could not be moved between sites at all; it was copied by hand and the history lost."""
    parcel = returned(sent(world), world.budi)
    chain = [bytes(event.hash) for event in Event.objects.filter(case_uid=parcel.uid).order_by("seq")]
    parcel = transferred(parcel, world.siti_sup, world.other_village)
    after = [bytes(event.hash) for event in Event.objects.filter(case_uid=parcel.uid).order_by("seq")]
    assert after[: len(chain)] == chain
    assert parcel.participations.get(until=None, organisation=world.village).part == "monitor"


def test_who_moves_to_another_area_keeps_one_case(world: World) -> None:
    """A client moved to another area: the new office opened a second case and the work was done twice."""
    parcel = put(a_parcel(world), person=world.worker())
    parcel = do(parcel, "correct_data", world.siti, field="village", value=TEBING_BULANG, why="Pindah domisili")
    parcel = transferred(parcel, world.siti_sup, world.other_village)
    assert (parcel.holder, parcel.region_id) == (world.other_village, TEBING_BULANG)
    assert parcel.steps.filter(finished=None).count() == 1
    assert parcel.number in text_of(signed_in(world.tono).get("/kerja/"))
    with pytest.raises(NotAllowed):
        move(parcel, "send", world.siti)
    sent_on = move(move(parcel, "accept_handover", world.tono), "send", world.tono)
    assert sent_on.holder == world.district
