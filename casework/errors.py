"""What the engine answers when an act cannot be done; every message is for the person who tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _


class Refused(Exception):
    """An act that was not done. `reasons` says in words what is wrong and what to do."""

    code = "refused"

    def __init__(self, *reasons: Any) -> None:
        self.reasons: Sequence[Any] = reasons
        super().__init__(" ".join(str(reason) for reason in reasons))


class NotAllowed(Refused):
    """The person may not do this to this case."""

    code = "not_allowed"


class NotPossible(Refused):
    """The move does not start from the state the case is in."""

    code = "not_possible"


class GuardFailed(Refused):
    """Something the move needs is missing."""

    code = "guard"


class Invalid(Refused):
    """The data is wrong; `errors` holds the messages by field."""

    code = "invalid"

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(*[message for messages in errors.values() for message in messages])


class Stale(Refused):
    """The case, or what else `what` names in a sentence, changed since the screen was made."""

    code = "stale"

    def __init__(self, changed: Sequence[Any] = (), what: Any = None) -> None:
        self.changed = changed
        case = _("Kasus ini sudah berubah sejak halaman Anda dibuka.")
        super().__init__(what or case, *changed)


class WorkChanged(Refused):
    """Somebody's work changed since the page showed it; `cases` are the numbers of those that differ."""

    code = "work_changed"

    def __init__(self, cases: Sequence[str]) -> None:
        self.cases = cases
        said = _("Pekerjaan itu berubah sejak halaman Anda dibuka. Tidak ada yang dialihkan; periksa lalu kirim lagi.")
        named = [_("Berubah: %s.") % ", ".join(cases)] if cases else []
        super().__init__(said, *named)


class NeedsSecondPerson(Refused):
    """The act must be confirmed by another user; propose it instead."""

    code = "second_person"

    def __init__(self) -> None:
        super().__init__(_("Langkah ini perlu dikonfirmasi orang kedua."))
