"""Cases that a changed workflow left behind: they stand in states it does not know any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from casework.stages import Ended, Stage, flows


class Cursor(Protocol):
    """A cursor of Django or of psycopg itself."""

    def execute(self, query: Any, params: Any = None) -> Any: ...
    def fetchall(self) -> list[Any]: ...


@dataclass(frozen=True)
class Stranded:
    """Open cases that stand in a state which their workflow does not declare as open any more."""

    kind: str
    state: str
    definition: str
    cases: int

    def __str__(self) -> str:
        cases = "1 open case stands" if self.cases == 1 else f"{self.cases} open cases stand"
        return f"{cases} in {self.kind}.{self.state} of the definition {self.definition}, which no longer exists"


def faults(cursor: Cursor) -> list[str]:
    """Everything that keeps Kawal from starting on a database, each with what to do; empty where all is well."""
    found = [
        f"{each}: move them with manage.py migrate_cases --plan FILE (docs/operating.md)" for each in stranded(cursor)
    ]
    found += [
        f"the state {code} was an ended one and is declared open, or the other way round: give it another code"
        for code in reused(cursor)
    ]
    return found


def stranded(cursor: Cursor) -> list[Stranded]:
    """Where open cases, and with them their open steps, stand in states that are no open states now.

    One statement while every state that ever was is still declared. `casework_stage` holds each of them,
    since a case cannot stand anywhere else.
    """
    gone = [(kind, state) for kind, state in _open_rows(cursor) if state not in _open_states(kind)]
    found: list[Stranded] = []
    for kind, state in gone:
        cursor.execute(
            "SELECT definition, count(*) FROM casework_case WHERE kind = %s AND state = %s AND finished IS NULL "
            "GROUP BY definition ORDER BY definition",
            [kind, state],
        )
        found += [Stranded(kind, state, definition, cases) for definition, cases in cursor.fetchall()]
    return found


def reused(cursor: Cursor) -> list[str]:
    """States that are declared open but once were ended ones, or the other way round, as `kind.state`.

    A case could not enter them: what a code means does not change, a new state gets a new code.
    """
    cursor.execute("SELECT kind, state, is_open FROM casework_stage ORDER BY kind, state")
    rows = cursor.fetchall()
    return [
        f"{kind}.{state}"
        for kind, state, is_open in rows
        if (node := _declared(kind).get(state)) is not None and node.is_open != is_open
    ]


def _open_rows(cursor: Cursor) -> list[tuple[str, str]]:
    cursor.execute("SELECT kind, state FROM casework_stage WHERE is_open ORDER BY kind, state")
    return cursor.fetchall()


def _open_states(kind: str) -> set[str]:
    return {state for state, node in _declared(kind).items() if node.is_open}


def _declared(kind: str) -> dict[str, Stage | Ended]:
    flow = flows().get(kind)
    return flow.stages() if flow is not None else {}
