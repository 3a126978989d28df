"""Events in words for auditors: only what is neither personal nor free text is read from them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import clock, rulebook
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
    named, version = named or Named.of(events), clock.reference_version()
    return [_row(event, named, zone, version) for event in events]


def _row(event: Event, named: Named, zone: str, version: int) -> dict[str, Any]:
    body, case = event.content, named.cases[event.case_uid]
    actor = body["actor"]
    return {
        "number": case.number,
        "url": reverse("audit_case", args=[case.uid]),
        "at": clock.format_local(event.at, zone),
        "label": act_label(event.act),
        "office": named.offices.get(actor["office"]),
        "officer": named.users.get(actor["user"]),
        "details": [
            *_details(body, case.kind, event.act, named),
            *(_due(due, event.at, zone, version) for due in body["due"]),
        ],
        "seq": event.seq,
        "hash": bytes(event.hash).hex()[:12],
    }


def _details(body: dict[str, Any], kind: str, act: str, named: Named) -> Iterable[str]:
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


def _stage(kind: str, state: str) -> str:
    stages = flows()[kind].stages()
    return str(stages[state].label) if state in stages else state


def _due(due: dict[str, Any], at: datetime, zone: str, version: int) -> str:
    """What an act of that moment made of a deadline; one that had passed by then was not kept, whatever ended it."""
    said = {"rule": rulebook.rule(due["rule"], date.fromisoformat(due["since"]), version).name}
    until = datetime.fromisoformat(due["due"]) if due["due"] else None
    if due["met"] and until is not None and until < at:
        return _("Tenggat “%(rule)s” berakhir sesudah lewat") % said
    if due["met"]:
        return _("Tenggat “%(rule)s” terpenuhi") % said
    if due["ended"]:
        return _("Tenggat “%(rule)s” berakhir") % said
    if until is None:
        return _("Tenggat “%(rule)s” dijeda") % said
    return _("Tenggat “%(rule)s”: %(day)s") % {**said, "day": clock.format_local(until, zone)}
