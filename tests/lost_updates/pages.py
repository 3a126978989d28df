"""The form of an act as two people have it open at once."""

from __future__ import annotations

from typing import Any

from casework.models import Case, User
from tests.screens.pages import carried, signed_in


class Page:
    """The form of an act as somebody has it open in his browser."""

    def __init__(self, case: Case, name: str, user: User) -> None:
        self.browser, self._address = signed_in(user), f"/kasus/{case.uid}/tindakan/{name}/"
        self.shown = self.browser.get(self._address)
        self.carries = carried(self.shown)

    def send(self, **typed: Any) -> Any:
        """Send it filled in; what is shown again is what is sent next."""
        answer = self.browser.post(self._address, {**self.carries, **typed})
        if answer.status_code == 200:
            self.carries = carried(answer)
        return answer


def pages(case: Case, name: str, *users: User) -> list[Page]:
    return [Page(case, name, user) for user in users]


def correction(field: str, value: str) -> dict[str, str]:
    """What is filled in to correct a person's data."""
    return {"field": field, "value": value, "why": "Salah ketik pada KTP."}
