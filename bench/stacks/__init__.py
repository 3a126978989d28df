"""What is measured side by side: each module has a class `Stack` whose `step()` does one operation."""

from __future__ import annotations

from typing import Protocol


class Contestant(Protocol):
    """One way to do an operation, in a process of its own.

    `backend` is the process id of its database connection; `statements` counts those of one operation, BEGIN and COMMIT
    with them (0: not known). Worker `number` of several works on rows of its own. A class may have a `ready()`: what
    has to happen before every step and is not measured. A stack `module:argument` gives its class that argument.
    """

    backend: int
    statements: float

    def step(self) -> None:
        """Do one operation and commit it."""
