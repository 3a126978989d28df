"""Acts that change no state: each is declared once, and each is an event.

Declared with `@act` in this package, or beside a workflow for one kind of case.
"""

from casework.acts.declaring import ActKind, Amendment, act, act_kind, acts_of

__all__ = ["ActKind", "Amendment", "act", "act_kind", "acts_of"]
