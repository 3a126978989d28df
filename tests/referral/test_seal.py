"""A referral follows its parent under the seal."""

from __future__ import annotations

from casework import access
from casework.access import Depth
from tests.complaint.given import at_bp3mi, referral
from tests.factories.cases import do, fresh, move, teleport
from tests.world import World


def test_sealing_a_case_seals_what_was_referred_before(world: World) -> None:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    child = move(referral(world, parent, world.rina, world.legal_aid), "accept_referral", world.maya)
    assert access.view_of(world.maya2, child) == Depth.FULL
    do(parent, "raise_seal", world.rina, reason="victim_safety", reason_text="Korban terancam.")
    child = fresh(child)
    assert child.sealed
    assert access.view_of(world.maya2, child) == Depth.STATUS
    assert access.view_of(world.maya, child) == Depth.FULL
    assert access.view_of(world.maya_head, child) == Depth.FULL
    assert access.view_of(world.rina, child) > Depth.STATUS


def test_an_emergency_seals_what_was_referred_before(world: World) -> None:
    parent = teleport(at_bp3mi(world), "assigned", holder=world.bp3mi)
    child = referral(world, parent, world.rina, world.legal_aid)
    do(parent, "set_severity", world.rina, severity="E", why="Korban terancam.")
    child = fresh(child)
    assert (child.sealed, child.severity) == (True, "E")
    assert access.view_of(world.maya_head, child) == Depth.FULL
