"""Which notices there are, and how an act addresses them; who sends them and how is not said here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casework.models import Case, Organisation, User
from casework.models.outbox import Audience

HANDED_OVER = "handed_over"
RETURNED = "returned"
RECALLED = "recalled"
ACCEPTED = "accepted"
ASSIGNED = "assigned"
REFERRAL_RECEIVED = "referral_received"
REFERRAL_ANSWERED = "referral_answered"
REFERRAL_DECLINED = "referral_declined"
CAME_BACK = "came_back"
CASE_NEWS = "case_news"
PROPOSAL_WAITING = "proposal_waiting"
HANDOVER_UNANSWERED = "handover_unanswered"
HANDOVER_DISPUTED = "handover_disputed"
REMINDER_HALF = "reminder_half"
REMINDER_DUE_SOON = "reminder_due_soon"
ESCALATED = "escalated"
EXPECTED_MISSED = "expected_missed"
EMERGENCY = "emergency"
DUTY_GAP = "duty_gap"
EXTENDED = "extended"
NUDGE = "nudge"
REPORT_ASKED = "report_asked"
BOARD_REPORT = "board_report"

_NAMESPACE = uuid.UUID("6f0c3f0e-5d3b-4f0f-9d5a-0c1d1a7f4b11")


@dataclass(frozen=True)
class Message:
    """One notice of an act: `kind`, and either `user` or those of `organisation` that `audience` means.

    `about`: the case it leads to, where that is another one than the event's; only the sweep writes such.
    """

    kind: str
    organisation: Organisation | None = None
    audience: str = ""
    user: User | None = None
    about: Case | None = None

    def row(self, event_id: uuid.UUID) -> dict[str, Any]:
        """Its row of the outbox, without time, and without case where that is the event's."""
        addressee = self.user or self.organisation
        assert addressee is not None
        named = [str(event_id), self.kind, str(addressee.uid), str(self.audience)]
        of_case = {}
        if self.about is not None:
            named.append(str(self.about.uid))
            of_case["case_id"] = self.about.pk
        return {
            **of_case,
            "key": uuid.uuid5(_NAMESPACE, ":".join(named)),
            "kind": self.kind,
            "organisation_id": self.organisation.pk if self.organisation else None,
            "audience": str(self.audience),
            "user_id": self.user.pk if self.user else None,
        }


def rows(messages: Iterable[Message], event_id: uuid.UUID) -> list[dict[str, Any]]:
    """The rows of the outbox for the messages of one event; the same message counts once."""
    return [message.row(event_id) for message in dict.fromkeys(messages)]


def to_office(kind: str, organisation: Organisation, audience: Audience) -> Message:
    """A message to those of an office that `audience` means."""
    return Message(kind, organisation=organisation, audience=audience)


def to_user(kind: str, user: User) -> Message:
    """A message to one person."""
    return Message(kind, user=user)
