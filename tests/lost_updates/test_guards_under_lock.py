"""What a form showed and was changed otherwise meanwhile, without raising the version: guards see it after the lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from casework import engine
from casework.errors import Refused, Stale
from casework.models import Case, User
from tests.complaint.given import FILLED, at_district, closed_with_referrals, tries
from tests.conftest import Clock
from tests.factories.cases import do, fresh
from tests.factories.parcels import a_parcel
from tests.journey.cases import add_paper, at
from tests.journey.scenarios import SCENARIOS, as_sent
from tests.meeting import meet
from tests.world import World, request_id

pytestmark = pytest.mark.django_db(transaction=True)


def moving(case: Case, verb: str, actor: User, **data: Any) -> Callable[[], Any]:
    """A move by somebody whose page shows the case as it stands now."""
    seen = fresh(case).version
    arguments = {"actor": actor, "version": seen, "request_id": request_id(), "data": data}
    return lambda: engine.advance(case, verb, **arguments)


def refused_after(case: Case, meanwhile: Callable[[], Any], act: Callable[[], Any], words: str) -> None:
    """Somebody else's change is done and not committed when the move comes; the move waits, and is refused."""
    before = fresh(case)
    changed, answer = meet(meanwhile, act)
    assert not isinstance(changed, Exception)
    assert isinstance(answer, Refused)
    assert not isinstance(answer, Stale)
    assert words in str(answer)
    assert (fresh(case).version, fresh(case).state) == (before.version, before.state)


def test_a_document_that_was_refused_meanwhile(world: World) -> None:
    case = at(world, "village_verification")
    paper = add_paper(case, "DOC_FAMILY_PERMIT", world.siti)
    clearing = moving(case, "clear_at_village", world.siti_head, **as_sent(SCENARIOS["clear_at_village"].data))
    refused_after(
        case,
        lambda: do(
            case,
            "refuse_document",
            world.siti2,
            document=str(paper.uid),
            reason="mismatch",
            reason_text="Nama tidak sama dengan KTP.",
        ),
        clearing,
        "Belum ada atau tidak berlaku",
    )


def test_a_severity_that_was_raised_meanwhile(world: World) -> None:
    case = at_district(world, "triage", severity="N")
    voiding = moving_with(case, "void", world.budi_sup, world.budi, **FILLED["void"])
    refused_after(
        case,
        lambda: do(case, "set_severity", world.budi, severity="H", why="Gajinya ditahan."),
        voiding,
        "dilakukan kepala",
    )


def test_a_party_that_was_added_meanwhile(world: World) -> None:
    parcel = a_parcel(world)
    transferring = moving(
        parcel,
        "transfer",
        world.siti_sup,
        receiving_office=str(world.other_village.uid),
        summary="Pindah desa",
        reason="moved",
        reason_text="Pindah domisili",
    )
    refused_after(
        parcel,
        lambda: do(
            parcel,
            "add_party",
            world.siti,
            role="respondent",
            sort="office",
            name="Desa Tebing Bulang",
            organisation=str(world.other_village.uid),
        ),
        transferring,
        "pihak dalam kasus ini",
    )


def test_a_deadline_that_was_extended_meanwhile(world: World, clock: Clock) -> None:
    case = at_district(world, "awaiting_completion", completion_asked_in="triage")
    deadline = case.deadlines.get(rule__code="D03", met_at=None, ended_at=None)
    tries(case, world.budi)
    clock.advance(timedelta(days=31))
    closing = moving(case, "close_administratively", world.budi_head, **closed_with_referrals(case, "incomplete"))
    refused_after(
        case,
        lambda: do(
            case,
            "extend_deadline",
            world.budi_sup,
            deadline=deadline.pk,
            amount=20,
            reason="other",
            reason_text="Pengadu minta waktu karena sedang sakit.",
        ),
        closing,
        "belum lewat",
    )


def moving_with(case: Case, verb: str, actor: User, second: User, **data: Any) -> Callable[[], Any]:
    """A move that a second person confirms, proposed from the case as it stands now."""
    arguments = {"actor": actor, "version": fresh(case).version, "request_id": request_id(), "data": data}
    return lambda: engine.advance(case, verb, confirmed_by=second, **arguments)
