"""A legal-aid case belongs to its body alone."""

from __future__ import annotations

from casework import access, engine
from casework.access import Depth
from casework.models import Case, Participation
from casework.people import visible_people
from casework.stages import flow_of
from tests.factories.cases import fresh, move, opened
from tests.legal_aid.cases import FOR_CLIENT, WHY, at_body, at_village, open_at
from tests.world import World, request_id

PASS_ON = {"reason": "capacity", **WHY, "client_consents": "on", "other_body_willing": "Adv. Rahman"}


def parts(case: Case) -> dict[str, str]:
    rows = Participation.objects.filter(case=case, until=None).select_related("organisation")
    return {row.organisation.short_name: row.part for row in rows}


def test_a_post_that_forwards_a_case_keeps_its_status_only(world: World) -> None:
    case = at_village(world)
    case = move(
        case,
        "forward_to_body",
        world.siti,
        receiving_office=str(world.legal_aid.uid),
        no_conflict="on",
        **FOR_CLIENT,
    )
    assert parts(case) == {"Desa Ulak Paceh": "status", "LBH Sekayu": "holder"}
    assert access.view_of(world.siti, case) == Depth.STATUS
    assert access.view_of(world.maya, case) == Depth.FULL


def test_a_body_that_passes_a_case_on_keeps_its_status_only(world: World) -> None:
    case = at_body(world, "accepted")
    receiver = str(world.other_legal_aid.uid)
    case = move(case, "pass_to_other_body", world.maya_sup, receiving_office=receiver, **PASS_ON)
    assert parts(case) == {"LBH Sekayu": "status", "LBH Palembang": "holder"}


def test_whoever_oversees_the_body_or_the_post_sees_the_status_only(world: World) -> None:
    forwarded = move(
        at_village(world),
        "forward_to_body",
        world.siti,
        receiving_office=str(world.legal_aid.uid),
        no_conflict="on",
        **FOR_CLIENT,
    )
    for overseer in (world.budi_sup, world.hadi_sup):
        assert access.view_of(overseer, forwarded) == Depth.STATUS
        assert forwarded.person not in visible_people(overseer)
    assert access.view_of(world.hadi_sup, Case.objects.get(pk=forwarded.pk)) == Depth.STATUS


def test_village_district_and_bp3mi_of_the_client_do_not_join(world: World) -> None:
    case = at_body(world, opening={"village": world.worker().village_id})
    for stranger in (world.siti, world.budi, world.rina, world.agus, world.outsider, world.dewi):
        assert access.view_of(stranger, case) == Depth.NONE


def test_whoever_referred_the_client_sees_the_status_only(world: World) -> None:
    parent = open_at(world, world.other_legal_aid, world.dewi)
    outcome = engine.open_case(
        flow_of("referral").process_class,
        actor=world.dewi,
        office=world.other_legal_aid,
        request_id=request_id(),
        parent=parent,
        data={
            "receiving_office": str(world.legal_aid.uid),
            "purpose": "legal_aid",
            "asked": "Dampingi klien di Sekayu",
            "package": "Nama dan pokok perkara",
            "share_identity": "on",
            "legal_basis": "public_duty",
        },
    )
    referral = opened(outcome)
    case = open_at(world, world.legal_aid, world.maya, linked=referral, full_name="", applicant="referral")
    assert parts(case) == {"LBH Sekayu": "holder", "LBH Palembang": "status"}
    assert case.person == parent.person
    assert access.view_of(world.dewi, fresh(case)) == Depth.STATUS
