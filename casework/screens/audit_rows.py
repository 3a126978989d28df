"""Events in words for auditors: only what is neither personal nor free text is read from them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import clock
from casework.forms import OUTSIDERS
from casework.history import act_label, reason_label
from casework.models import Case, Event, Organisation, User
from casework.stages import flows


@dataclass(frozen=True)
class Named:
    """The cases, offices and officers that a page of events names, by opaque id; three statements."""

    cases: dict[uuid.UUID, Case]
    offices: dict[str, Organisation]
    users: dict[str, User]

    @classmethod
    def of(cls, events: Sequence[Event]) -> Named:
        bodies = [event.content for event in events]
        offices = {body["actor"]["office"] for body in bodies} | {body["x"].get("sent_to") for body in bodies}
        users = {body["actor"][who] for body in bodies for who in ("user", "second")}
        cases = Case.objects.filter(uid__in={event.case_uid for event in events})
        return cls(
            {case.uid: case for case in cases},
            {str(office.uid): office for office in Organisation.objects.filter(uid__in=offices - {None})},
            {str(user.uid): user for user in User.objects.filter(uid__in=users - {None})},
        )


def rows_of(events: Sequence[Event], zone: str, named: Named | None = None) -> list[dict[str, Any]]:
    """The events as auditors read them, times by the clock of a zone."""
    named = named or Named.of(events)
    return [_row(event, named, zone) for event in events]


def _row(event: Event, named: Named, zone: str) -> dict[str, Any]:
    body, case = event.content, named.cases[event.case_uid]
    actor = body["actor"]
    return {
        "number": case.number,
        "url": reverse("audit_case", args=[case.uid]),
        "at": clock.format_local(event.at, zone),
        "label": act_label(event.act),
        "office": named.offices.get(actor["office"]),
        "officer": named.users.get(actor["user"]),
        "details": list(_details(body, case.kind, event.act, named, zone)),
        "seq": event.seq,
        "hash": bytes(event.hash).hex()[:12],
    }


def _details(body: dict[str, Any], kind: str, act: str, named: Named, zone: str) -> Iterable[str]:
    actor = body["actor"]
    if actor["second"] in named.users:
        yield _("Dikonfirmasi %(who)s") % {"who": named.users[actor["second"]]}
    if actor["for"]:
        yield _("Atas nama: %(who)s") % {"who": OUTSIDERS.get(actor["for"], actor["for"])}
    if body["to"] and body["to"] != body["from"]:
        path = " → ".join(_stage(kind, body[side]) for side in ("from", "to") if body[side])
        yield _("Tahap: %(path)s") % {"path": path}
    if body["x"].get("proposal"):
        yield _("Usulan: %(act)s") % {"act": act_label(f"{kind}.{body['x']['proposal']}")}
    sent_to = named.offices.get(body["x"].get("sent_to"))
    if sent_to is not None:
        yield _("Dikirim ke %(office)s") % {"office": sent_to}
    if body["reason"]:
        yield _("Alasan: %(reason)s") % {"reason": reason_label(kind, act.partition(".")[2], body["reason"])}
    for due in body["due"]:
        yield _due(due, zone)


def _stage(kind: str, state: str) -> str:
    stages = flows()[kind].stages()
    return str(stages[state].label) if state in stages else state


def _due(due: dict[str, Any], zone: str) -> str:
    if due["met"]:
        return _("Tenggat %(rule)s terpenuhi") % {"rule": due["rule"]}
    if due["ended"]:
        return _("Tenggat %(rule)s berakhir") % {"rule": due["rule"]}
    if due["due"] is None:
        return _("Tenggat %(rule)s dijeda") % {"rule": due["rule"]}
    day = clock.format_local(datetime.fromisoformat(due["due"]), zone)
    return _("Tenggat %(rule)s: %(day)s") % {"rule": due["rule"], "day": day}
