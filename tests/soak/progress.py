"""How far a long random run has come, kept so that it can be stopped and taken up again."""

from __future__ import annotations

import json
import os
import random
import secrets
from collections.abc import Iterator
from pathlib import Path

from config.database import BASE_DIR

FOLDER = BASE_DIR / ".kawal-soak"


class Progress:
    """Rounds of one run. Round n is random, but always the same for the same seed.

    ``KAWAL_SOAK_SEED`` starts a new run with that seed, ``KAWAL_SOAK_ROUNDS`` says how many rounds a run has.
    """

    def __init__(self, name: str, *, rounds: int, folder: Path = FOLDER) -> None:
        self._file = folder / f"{name}.json"
        self.rounds = int(os.environ.get("KAWAL_SOAK_ROUNDS", rounds))
        kept = json.loads(self._file.read_text()) if self._file.exists() else {"seed": None, "done": 0}
        wanted = os.environ.get("KAWAL_SOAK_SEED")
        if kept["seed"] is None or kept["done"] >= self.rounds or (wanted and int(wanted) != kept["seed"]):
            kept = {"seed": int(wanted) if wanted else secrets.randbelow(2**32), "done": 0}
        self.seed: int = kept["seed"]
        self.done: int = kept["done"]

    def __iter__(self) -> Iterator[random.Random]:
        """Yield the random source of each round still to do; a round counts when the next one is asked for."""
        self._file.parent.mkdir(exist_ok=True)
        while self.done < self.rounds:
            self._keep()
            yield random.Random(f"{self.seed}:{self.done}")
            self.done += 1
        self._keep()

    def __str__(self) -> str:
        return f"{self._file.stem}: seed {self.seed}, round {self.done} of {self.rounds}"

    def _keep(self) -> None:
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps({"seed": self.seed, "done": self.done}))
        draft.replace(self._file)
