"""Walks one after the other, each with a goal and a seed of its own, each rolled back; what they reached is added up.

A walk is played again, and made as short as Hypothesis can, by its goal and seed, whatever was played before it::

    KAWAL_WALK=complaint.merge:1234567 .venv/bin/python -m pytest tests/walks -k again
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import Clock
from tests.walks import routes
from tests.walks.choosing import Choices
from tests.walks.coverage import Coverage, Goal
from tests.walks.people import more_people
from tests.walks.walking import Walk
from tests.world import World


class Player:
    """Plays walks in the test's transaction and keeps what they reached."""

    def __init__(self, world: World, clock: Clock, *, shrinks: bool = False) -> None:
        self._world, self._clock = world, clock
        self._phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
        self.coverage = Coverage()
        more_people()

    def play(
        self, goals: Sequence[Goal], walks: int, chance: random.Random, states: Sequence[tuple[str, str]] = ()
    ) -> None:
        """Play so many walks: to each goal once, again to those never reached, into states never reached, to any."""
        due = list(goals)
        for _walk in range(walks):
            goal = due.pop(0) if due else chance.choice(self._missed(goals, states) or list(goals))
            self.walk(goal, chance.randrange(2**32))

    def _missed(self, goals: Sequence[Goal], states: Sequence[tuple[str, str]]) -> list[Goal]:
        missed = [goal for goal in goals if not self.coverage.moves[goal]]
        unseen = [(kind, code) for kind, code in states if not self.coverage.states[kind, code]]
        return missed or [(kind, verb) for kind, code in unseen for verb in routes.into(kind, code)]

    def walk(self, goal: Goal, number: int) -> None:
        """Play the walk of a goal and a seed; a failure is told act by act, and how to play it again."""

        @seed(number)
        @settings(
            max_examples=1,
            database=None,
            deadline=None,
            phases=self._phases,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        @given(st.data())
        def played(data: st.DataObject) -> None:
            assume(data.draw(st.integers(0, 2**32)))  # not the simplest walk, which Hypothesis tries before any other
            coverage = Coverage()
            walk = Walk(self._world, self._clock, Choices(data.draw), goal, coverage)
            try:
                _rolled_back(walk)
            except Exception as wrong:
                again = f"KAWAL_WALK={'.'.join(goal)}:{number} pytest tests/walks -k again"
                wrong.add_note("\n".join(["What happened:", *walk.told, f"Play it again: {again}"]))
                raise
            self.coverage.add(coverage)

        played()
        self.coverage.walks += 1


def _rolled_back(walk: Walk) -> None:
    with transaction.atomic():
        try:
            walk.play()
        finally:
            transaction.set_rollback(True)
