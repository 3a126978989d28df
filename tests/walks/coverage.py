"""What the walks reached: states, moves and acts by kind; adds up over blocks, processes and runs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.specification import tables
from tests.walks import law

Goal = tuple[str, str]
GOALS: list[Goal] = [(kind, verb) for kind in tables.KINDS for verb in tables.moves(kind)]
"""Every move of every workflow: each is the goal of some walk."""
STATES = [(kind, code) for kind in tables.KINDS for code in tables.states(kind)]
_COUNTERS = ("states", "moves", "acts", "refused")


class Coverage:
    """How often each state, move and act was reached, and how often an attempt was refused as it must be."""

    def __init__(self) -> None:
        self.states: Counter[tuple[str, str]] = Counter()
        self.moves: Counter[tuple[str, str]] = Counter()
        self.acts: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[str] = Counter()
        self.walks = 0

    def add(self, other: Coverage) -> None:
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.walks += other.walks

    @classmethod
    def sum(cls, parts: Iterable[Coverage]) -> Coverage:
        """All of them together."""
        whole = cls()
        for part in parts:
            whole.add(part)
        return whole

    @property
    def played(self) -> int:
        """How many moves, openings and acts were accepted."""
        return self.moves.total() + self.acts.total()

    def missing(self, block: int = 0, blocks: int = 1) -> list[str]:
        """Every state and move of the tables that was not reached; of several blocks, of the share of one."""
        states, moves, engine = (each[block::blocks] for each in (STATES, GOALS, list(law.ENGINE)))
        lacking = [f"state {kind}.{code}" for kind, code in states if not self.states[kind, code]]
        lacking += [f"move {kind}.{verb}" for kind, verb in moves if not self.moves[kind, verb]]
        unmade = [verb for verb in engine if not any(self.moves[kind, verb] for kind in tables.KINDS)]
        return lacking + [f"move of every case {verb}" for verb in unmade]

    def __str__(self) -> str:
        lines = [f"{self.walks} walks, {self.played} moves and acts, {self.refused.total()} attempts rightly refused"]
        for kind in tables.KINDS:
            states, moves = tables.states(kind), tables.moves(kind)
            reached = sum(1 for code in states if self.states[kind, code])
            made = {verb: self.moves[kind, verb] for verb in moves}
            rarest = sorted(made, key=made.__getitem__)[:3]
            engine = ", ".join(f"{verb} {self.moves[kind, verb]}" for verb in law.ENGINE)
            lines.append(
                f"  {kind:10} states {reached}/{len(states)}, moves {sum(map(bool, made.values()))}/{len(moves)}; "
                f"rarest {', '.join(f'{verb} {made[verb]}' for verb in rarest)}; {engine}"
            )
        lines.append("  refused: " + ", ".join(f"{why} {count}" for why, count in self.refused.most_common()))
        return "\n".join(lines)

    def to_json(self) -> str:
        """All of it as text, to be kept or sent to another process."""
        rows = {name: [[*_words(key), count] for key, count in getattr(self, name).items()] for name in _COUNTERS}
        return json.dumps({**rows, "walks": self.walks})

    @classmethod
    def from_json(cls, text: str) -> Coverage:
        found, rows = cls(), json.loads(text)
        for name in _COUNTERS:
            for *key, count in rows[name]:
                getattr(found, name)[tuple(key) if len(key) > 1 else key[0]] = count
        found.walks = rows["walks"]
        return found

    def keep(self, file: Path) -> None:
        """Store it, to be taken up again."""
        draft = file.with_suffix(".draft")
        draft.write_text(self.to_json())
        draft.replace(file)

    @classmethod
    def kept(cls, file: Path) -> Coverage:
        """What was stored; empty if nothing was."""
        return cls.from_json(file.read_text()) if file.exists() else cls()


def _words(key: tuple[str, str] | str) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else key
