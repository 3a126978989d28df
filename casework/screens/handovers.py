"""Hand-overs on screen: who has the ball and since when, where the case has been, and the record for paper."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access, clock, rulebook
from casework.access import Depth
from casework.acting import PastStep
from casework.facts import fact_in_words, form_fields, label_of_field
from casework.forms import MESSAGE_TO_RECEIVER
from casework.history import Timeline, act_label, reason_label
from casework.models import Case, Deadline, Event, Organisation, Step, User
from casework.screens.frame import zone_of
from casework.screens.seeing import Seen, see
from casework.stages import Asking, flow_of
from casework.stays import CAME_TO_NOTHING, FOLLOWS, of_one_handover

_SAID_APART = ("reason", "reason_text")


def steps_of(case: Case) -> list[Step]:
    """A case's steps in order, with the offices and people that a hand-over names; one query."""
    steps = Step.objects.filter(process_id=case.pk).order_by("seq")
    return list(steps.select_related("holder", "sent_by", "owner", "ended_by"))


def sendings(steps: Sequence[Step]) -> list[Step]:
    """The steps that began by handing the case to another office; not those by which it came back."""
    found = [step for step in steps[:1] if step.is_handover]
    for before, step in pairwise(steps):
        if (
            step.is_handover
            and step.holder_id != before.holder_id
            and step.entered_by not in (*CAME_TO_NOTHING, FOLLOWS)
        ):
            found.append(step)
    return found


def stays_of(sending: Step, case: Case, steps: Sequence[Step]) -> list[Step]:
    """The steps through which one hand-over has waited, oldest first; it is answered in the last of them.

    Another body that is asked may undo its acceptance: then it waits again.
    """
    if not _asking(case, sending):
        theirs = {stay.seq for stay in of_one_handover(sending.seq, [PastStep.of(step) for step in steps])}
        return [step for step in steps if step.seq in theirs]
    later = [step for step in steps if step.seq >= sending.seq and not step.undone]
    here = (sending.holder_id, sending.state)
    return list(takewhile(lambda step: (step.holder_id, step.state) == here, later))


def _asking(case: Case, step: Step) -> Asking | None:
    """How what was sent is accepted by moves of its own kind of case; None where by those of every hand-over."""
    asking: Asking | None = flow_of(case.kind).stage(step.state).asking
    return asking


def _in_place_of_receiver(case: Case, sending: Step, asking: Asking, steps: Sequence[Step]) -> bool:
    """Whether what was sent is with who asks, in the place of a receiver without an account; nobody accepts it there.

    Who takes over everything from an office stands where that one stood, so the last step in which it is asked tells.
    """
    later = (step for step in steps if step.seq >= sending.seq and not step.undone)
    *_earlier, last = takewhile(lambda step: step.state == sending.state, later)
    if not last.finished:
        return case.holds_for_receiver()
    asks_itself = last.outcome != asking.accepted_by and last.holder_id == case.relation_office_id("sender")
    return last.facts.get("behalf") == access.FOR_RECEIVER or asks_itself


@dataclass(frozen=True)
class Answer:
    """What has become of a hand-over so far.

    Arguments: `stays`, in which it waited; `accepted_at`, None while nobody accepted; `needs_none`, whether nobody has
    to (an answer comes back to who asked); `undone`, how it is said that it came to nothing; `by_own_moves`, whether it
    is accepted and declined by moves of its kind of case.
    """

    stays: list[Step]
    accepted_at: datetime | None
    needs_none: bool = False
    undone: Any = ""
    by_own_moves: bool = False

    @property
    def last(self) -> Step:
        return self.stays[-1]

    @property
    def waits(self) -> bool:
        return not self.last.finished and not self.accepted_at and not self.needs_none


def answer_to(sending: Step, case: Case, steps: Sequence[Step], came_back: Collection[int]) -> Answer:
    """What became of a hand-over, whether it is accepted as every case is or as the receiver of what was asked does.

    Arguments: `came_back`, the steps that `that_came_back()` finds.
    """
    stays, asking = stays_of(sending, case, steps), _asking(case, sending)
    last = stays[-1]
    if asking is not None and _in_place_of_receiver(case, sending, asking, steps):
        return Answer(stays, None, needs_none=True, by_own_moves=True)
    if asking is not None:
        accepted_at = last.finished if last.outcome == asking.accepted_by else None
        return Answer(stays, accepted_at, undone=asking.comes_to_nothing.get(last.outcome, ""), by_own_moves=True)
    if not flow_of(case.kind).stage(last.state).acceptance or sending.seq in came_back:
        return Answer(stays, None, needs_none=True)
    return Answer(stays, last.accepted_at, undone=CAME_TO_NOTHING.get(last.outcome, "") if last.finished else "")


def that_came_back(case: Case, steps: Sequence[Step]) -> set[int]:
    """The numbers of the steps by which the case came at once back to the office that had sent it to where it was.

    Not where that office itself took it back: it accepts by that. One query where there may be any.
    """
    at_once = [
        step
        for before, step in pairwise(steps)
        if before.sent_by_id == step.holder_id and step.accepted_at == step.created and not step.reopens
    ]
    if not at_once:
        return set()
    events = list(Event.objects.filter(case_uid=case.uid, at__in=[step.created for step in at_once]))
    taken = {
        step.seq for step in at_once for event in events if event.office == step.holder.uid and _began_with(step, event)
    }
    return {step.seq for step in at_once} - taken


def _began_with(step: Step, event: Event) -> bool:
    """Whether a step began with this event."""
    verb, begun = event.act.partition(".")[2], event.content["x"].get("step")
    return begun == step.seq and event.at == step.created and verb == (step.entered_by or "open")


def _sending_office(sending: Step, case: Case, steps: Sequence[Step]) -> Organisation | None:
    """The office that handed the case over; `sent_by` says who stands in its place since."""
    before = next((step for step in steps if step.seq == sending.seq - 1), None)
    if before is None:
        return case.opener
    return sending.sent_by if sending.reopens else before.holder


def who_has_the_ball(
    seen: Seen, zone: str, steps: Sequence[Step], history: Timeline | None = None
) -> dict[str, Any] | None:
    """What both offices read while a hand-over waits: who has to accept, since when, until when, what was said.

    None unless one waits. One query, for the date by which it has to be answered.
    """
    step = seen.loaded.step
    if step is None or step.finished or not seen.case.is_open:
        return None
    asking = _asking(seen.case, step)
    nobody_accepts = not step.is_handover or seen.case.holds_for_receiver() if asking else step.is_accepted
    if nobody_accepts:
        return None
    kind = Deadline.Kind.STAGE if asking else Deadline.Kind.ACCEPTANCE
    limit = seen.case.deadlines.filter(kind=kind, met_at__isnull=True, ended_at__isnull=True)
    due = limit.values_list("due_at", flat=True).first()
    first = sendings(steps)[-1] if asking else stays_of(step, seen.case, steps)[0]
    sent = next((entry for entry in history.entries if entry.step == first.seq), None) if history else None
    return {
        "office": step.holder.short_name,
        "since": clock.format_local(first.created, zone),
        "until": clock.format_local(due, zone) if due else "",
        "is_late": bool(due and due < seen.now),
        "sender": step.sent_by.short_name if step.sent_by else "",
        "sent": sent,
    }


def who_holds(seen: Seen, zone: str, steps: Sequence[Step]) -> dict[str, Any]:
    """Who has an open case and since when, and of one that came back by whom and why; without a query.

    `since` is when the case came to the office: the day, in an emergency the hour too. Names and reasons are for who
    reads the case, what was written for who may read free text of it (see `history.timeline`).
    """
    if not steps or not seen.case.is_open:
        return {}
    here = list(takewhile(lambda step: step.holder_id == steps[-1].holder_id, reversed(steps)))
    came = here[-1].created
    day = clock.format_local_date(clock.local(came, zone).date())
    return {
        "stage": seen.case.stage_label,
        "office": here[0].holder,
        "officer": here[0].owner if seen.in_full else None,
        "since": clock.format_local(came, zone) if seen.case.is_emergency else day,
        "back": _return_of(seen, zone, steps) if seen.in_full else None,
    }


def _return_of(seen: Seen, zone: str, steps: Sequence[Step]) -> dict[str, Any] | None:
    before, now = ([None, *steps])[-2:]
    if before is None or now is None or not is_return(seen.case.kind, now.entered_by):
        return None
    said, came_from_elsewhere = before.facts, before.holder_id != now.holder_id
    was_sent_back = came_from_elsewhere or now.entered_by == "return_handover"
    reads_all = seen.depth == Depth.FULL or not seen.case.sealed
    return {
        "how": _("Dikembalikan") if was_sent_back else _("Diminta dilengkapi"),
        "office": before.holder,
        "who": before.ended_by,
        "at": clock.format_local(now.created, zone),
        "reason": reason_label(seen.case.kind, now.entered_by, said["reason"]) if said.get("reason") else "",
        "text": str(said.get("reason_text") or "") if reads_all else "",
        "asked": _asked_with(seen.case.kind, now.entered_by, said) if reads_all else [],
    }


def _asked_with(kind: str, verb: str, said: dict[str, Any]) -> list[str]:
    """What the form of the move asked for and was told, one line each: what is missing above all."""
    return [
        f"{label_of_field(name, field)}: {fact_in_words(said[name], field)}"
        for name, field in form_fields(kind, verb).items()
        if name not in _SAID_APART and said.get(name) not in (None, "", [])
    ]


def is_return(kind: str, verb: str) -> bool:
    """Whether a move of this name gives a case back: a hand-over to its sender, or a file to be completed."""
    move = flow_of(kind).process_class.all_moves().get(verb)
    return verb == "return_handover" or (move is not None and move.reasons == "RETURN")


def handovers_shown(case: Case, steps: Sequence[Step], zone: str) -> list[dict[str, Any]]:
    """The case's hand-overs, newest first: from whom to whom, how each ended, how long the case was away."""
    came_back = that_came_back(case, steps)
    return [
        {
            "sender": str(_sending_office(step, case, steps)),
            "receiver": str(step.holder),
            "sent_at": clock.format_local(step.created, zone),
            "answer": _answer(answer_to(step, case, steps, came_back), zone),
            "url": record_url(case, step),
        }
        for step in reversed(sendings(steps))
    ]


def record_urls(case: Case, steps: Sequence[Step]) -> dict[int, str]:
    """Where the record of each hand-over is, by the number of the step it began."""
    return {step.seq: record_url(case, step) for step in sendings(steps)}


def record_url(case: Case, step: Step) -> str:
    return reverse("handover_record", args=[case.uid, step.seq])


def _answer(answer: Answer, zone: str) -> str:
    if answer.undone:
        there = [stay.finished - stay.created for stay in answer.stays if stay.finished]
        said = {
            "move": answer.undone,
            "at": clock.format_local(answer.last.finished, zone),
            "time": clock.duration_in_words(sum(there, timedelta())),
        }
        return _("%(move)s %(at)s, setelah %(time)s di kantor itu") % said
    if answer.needs_none:
        return _("tidak perlu diterima")
    if answer.accepted_at:
        return _("diterima %(at)s") % {"at": clock.format_local(answer.accepted_at, zone)}
    return _("menunggu diterima") if answer.waits else _("tidak diterima")


@login_required
def record(request: HttpRequest, uid: uuid.UUID, seq: int) -> HttpResponse:
    """The hand-over record (berita acara serah terima) of the step with this number, for paper.

    Whoever sees only where the case is gets offices, stage, times and hashes; names, summary and documents
    are for those who read the case: of a sealed one, the persons named.
    """
    seen = see(request, uid)
    steps = steps_of(seen.case)
    step = next((each for each in sendings(steps) if each.seq == seq), None)
    if step is None:
        raise Http404
    before = next((each for each in steps if each.seq == seq - 1), None)
    answer = answer_to(step, seen.case, steps, that_came_back(seen.case, steps))
    events = _events_of(seen.case, step, answer)
    zone = zone_of(request)
    context = {
        "case": seen.case,
        "stage": flow_of(seen.case.kind).stage(step.state).label,
        "by_which": act_label(f"{seen.case.kind}.{step.entered_by or 'open'}"),
        "answer": answer,
        "sender": _sender(seen, _sending_office(step, seen.case, steps), events.get("sent")),
        "receiver": _receiver(seen, answer, events),
        "lines": _lines(seen, step, answer, events, zone),
        "in_full": seen.in_full,
        "summary": _summary(before) if seen.in_full else "",
        "documents": _documents(seen, step, zone) if seen.in_full else [],
        "printed_at": clock.format_local(seen.now, zone),
    }
    return render(request, "screens/handover/record.html", context)


def _events_of(case: Case, step: Step, answer: Answer) -> dict[str, Event]:
    """The events by which a hand-over was sent, accepted, and sent back or recalled, as far as they happened.

    What accepts without `accept_handover`: a move to the receiving office that one of its own officers makes, and in
    severity E the receiver's first move. Arguments: `step`, which it began.
    """
    found: dict[str, Event] = {}
    answered = answer.last
    moments = [moment for moment in (step.created, answer.accepted_at, answered.finished) if moment]
    for event in Event.objects.filter(case_uid=case.uid, at__in=moments).order_by("seq"):
        verb, begun = event.act.partition(".")[2], event.content["x"].get("step")
        is_sending = _began_with(step, event)
        if is_sending:
            found.setdefault("sent", event)
        if begun == answered.seq and not answer.by_own_moves:
            if verb == "accept_handover" or (event.at == answered.created and event.content["x"].get("accepted")):
                found["accepted"] = event
        elif not is_sending and event.at == answered.finished and verb == answered.outcome:
            if answer.undone:
                found["back"] = event
            elif answer.accepted_at == answered.finished:
                found.setdefault("accepted", event)
    return found


def _sender(seen: Seen, office: Organisation | None, sent: Event | None) -> dict[str, Any]:
    """The office that handed it over, and who did so for it: nobody where another office made the move."""
    name = ""
    if sent is not None and sent.actor is None:
        name = _("sistem")
    elif sent is not None and office is not None and sent.office == office.uid:
        name = str(_user(sent) or "")
    return {"office": office, "person": name if seen.in_full else ""}


def _receiver(seen: Seen, answer: Answer, events: dict[str, Event]) -> dict[str, Any]:
    person: User | None = None
    if answer.accepted_at:
        person = _user(events.get("accepted")) or answer.last.owner
    return {"office": answer.last.holder, "person": str(person) if person and seen.in_full else ""}


def _user(event: Event | None) -> User | None:
    return User.objects.filter(uid=event.actor).first() if event is not None and event.actor else None


def _lines(seen: Seen, step: Step, answer: Answer, events: dict[str, Event], zone: str) -> list[dict[str, Any]]:
    """Times with their zone, and the head hash of the case at each event; of what came to nothing, who ended it."""

    def line(label: str, at: datetime | None, name: str) -> dict[str, Any]:
        event = events.get(name)
        return {
            "label": label,
            "at": clock.format_local(at, zone) if at else "",
            "who": str(_user(event) or "") if name == "back" and seen.in_full else "",
            "hash": bytes(event.hash).hex() if event else "",
            "seq": event.seq if event else None,
        }

    lines = [line(_("Diserahkan"), step.created, "sent")]
    if answer.undone and not answer.accepted_at:
        lines.append(line(str(answer.undone).capitalize(), answer.last.finished, "back"))
    elif answer.accepted_at or answer.waits:
        lines.append(line(_("Diterima"), answer.accepted_at, "accepted"))
    return lines


def _summary(before: Step | None) -> str:
    said = before.facts if before else {}
    return str(said.get("summary") or said.get(MESSAGE_TO_RECEIVER) or "")


def _documents(seen: Seen, step: Step, zone: str) -> Iterable[dict[str, Any]]:
    """The papers in the file when it was handed over, oldest first, without those refused by then; one query."""
    there = seen.case.documents.filter(at__lte=step.created).exclude(refused_at__lte=step.created)
    for one in there.order_by("at", "pk"):
        kind = "" if one.kind == "OTHER" else rulebook.label("documents", one.kind)
        day = one.issued_on or clock.local(one.at, zone).date()
        is_verified = one.verified_at is not None and one.verified_at <= step.created
        yield {
            "name": " · ".join(part for part in (kind, one.number, one.title) if part),
            "day": clock.format_local_date(day),
            "state": _("terverifikasi") if is_verified else _("belum diperiksa"),
            "hash": f"SHA-256 {one.sha256}" if one.sha256 else "",
        }
