"""The engine: the only writers of a case.

`open_case()` begins one, `advance()` makes a move, `amend()` changes data without a move, `note()`
adds contacts and notes, `propose()` and `confirm()` are for acts that need a second person,
`sweep()`, `name_heads()` and `pass_on_work()` do what time brings about, `decline_closing()` is the head's
answer to it and `answer_escalation()` that of an office above,
`reassign()` is for a changed map, `redefine()` for a changed workflow, `hand_over_work()` for people who
are absent or leave, `transfer_everything()` for an office that closes. Each is one transaction in the one
lock order, and idempotent by request id.
"""

from casework.engine.amending import amend, note
from casework.engine.answering import answer_escalation
from casework.engine.deciding import decline_closing
from casework.engine.emptying import transfer_everything
from casework.engine.moving import advance
from casework.engine.opening import open_case, opened_before
from casework.engine.preparing import Possible, possible_acts, possible_moves, prepare, prepare_opening
from casework.engine.proposing import confirm, decline, propose
from casework.engine.reassigning import reassign
from casework.engine.redefining import redefine
from casework.engine.staffing import WorkMoved, hand_over_to_successor, hand_over_work
from casework.engine.sweeping import Swept, name_heads, pass_on_work, sweep
from casework.engine.writing import Outcome

__all__ = [
    "Outcome",
    "Possible",
    "Swept",
    "WorkMoved",
    "advance",
    "amend",
    "answer_escalation",
    "confirm",
    "decline",
    "decline_closing",
    "hand_over_to_successor",
    "hand_over_work",
    "name_heads",
    "note",
    "open_case",
    "opened_before",
    "pass_on_work",
    "possible_acts",
    "possible_moves",
    "prepare",
    "prepare_opening",
    "propose",
    "reassign",
    "redefine",
    "sweep",
    "transfer_everything",
]
