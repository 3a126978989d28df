"""What an act adds, changes and stops of a case's deadlines; written by the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from casework.deadlines.computing import look_again
from casework.models.deadline import Deadline


@dataclass
class DeadlinePlan:
    """The rows an act adds and changes; `running` is what runs once it is done."""

    running: list[Deadline]
    new: list[Deadline] = field(default_factory=list)
    changed: list[Deadline] = field(default_factory=list)

    def add(self, deadline: Deadline) -> Deadline:
        look_again(deadline)
        self.new.append(deadline)
        self.running.append(deadline)
        return deadline

    def change(self, deadline: Deadline) -> None:
        look_again(deadline)
        if deadline.pk is not None and deadline not in self.changed:
            self.changed.append(deadline)

    def stop(self, deadline: Deadline, now: datetime, *, met: bool) -> None:
        """Take a deadline out of the running: met, or ended without being met."""
        if met:
            deadline.met_at = now
        else:
            deadline.ended_at = now
        self.running.remove(deadline)
        if deadline in self.new:
            self.new.remove(deadline)
        else:
            self.change(deadline)

    def earliest(self) -> datetime | None:
        """The case's due date: the earliest of those that bind it (others' periods do not)."""
        dates = [d.due_at for d in self.running if d.due_at and d.kind != Deadline.Kind.EXPECTED]
        return min(dates, default=None)
