"""Handing over a person's work through the engine, as the screen does it."""

from __future__ import annotations

from typing import Any

from casework import engine
from casework.engine.staffing import open_work
from casework.models import Organisation, User
from tests.world import request_id


def shown(person: User, office: Organisation) -> dict[str, int]:
    """What a page made now would show of a person's work."""
    return dict(open_work(person, office).values_list("number", "version"))


def hand_over(person: User, office: Organisation, to: User | None, *, actor: User, **more: Any) -> engine.WorkMoved:
    """Give a person's work away as it stands now; `more` says what is different from an absence."""
    said = {
        "shown": shown(person, office),
        "single": {},
        "reason": "away",
        "reason_text": "Rawat inap",
        "request_id": request_id(),
        **more,
    }
    return engine.hand_over_work(person, office, actor=actor, everything_to=to, **said)
