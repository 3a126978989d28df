"""The ladder of a deadline: reminding the holder's own people, then asking the offices above until one answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from casework import clock, ladder, outbox
from casework.deadlines import stood
from casework.ladder import Rung
from casework.models import Audience, Case, Deadline, Escalation, Organisation
from casework.organisations import NoOffice, level_above
from casework.outbox import Message, to_office

if TYPE_CHECKING:
    from casework.engine.findings import Around, Findings


NOBODY_ABOVE = "nobody_above"
"""What a case says of a deadline for which no further office can be asked."""


@dataclass(frozen=True)
class Raised:
    """A missed deadline that is put to offices of one step."""

    deadline: Deadline
    step: int
    offices: Sequence[Organisation]


def unanswered_of(cases: Iterable[int], now: datetime) -> list[Escalation]:
    """The open escalations of some cases whose time to answer is over; one query."""
    overdue = Escalation.objects.filter(
        case__in=list(cases), acknowledged_at__isnull=True, ended_at__isnull=True, due_at__lte=now
    )
    return list(overdue.select_related("deadline__rule", "deadline__duty_of", "organisation").order_by("case", "pk"))


def asked_before(deadlines: Collection[int]) -> dict[int, list[Escalation]]:
    """Whom each deadline was put to since it is missed; one query."""
    asked: dict[int, list[Escalation]] = {}
    for one in Escalation.objects.filter(deadline__in=deadlines, ended_at__isnull=True):
        asked.setdefault(one.deadline_id, []).append(one)
    return asked


def climb(
    findings: Findings,
    case: Case,
    mine: Sequence[Deadline],
    around: Around,
    *,
    may_close: Collection[Deadline],
    missed: Collection[Deadline],
) -> None:
    """Say the highest rung that each deadline has reached since it was last spoken of.

    However many rungs passed meanwhile, people hear of a deadline once: after days in which nothing ran they get
    one notice, not several. `may_close` are periods after which the case is proposed to be closed: nobody above is
    asked about those. `missed` are those of which this sweep has said so already: where nobody is left above to be
    asked about another one, that is said too. One of `may_close` that a former row was said to be missed says no more.
    """
    raised: list[Raised] = []
    for one in mine:
        rungs = ladder.rungs_of(one.rule)
        reached = ladder.reached(one, findings.now, stood(one))
        if one in may_close:
            reached = min(reached, ladder.rungs_until_due(one.rule))
        if reached <= one.alert_level:
            continue
        if one in may_close and one not in missed and rungs[reached - 1].percent >= ladder.DUE:
            continue
        newly, one.alert_level = rungs[one.alert_level : reached], reached
        if newly[-1].percent < ladder.DUE:
            _remind(findings, case, one, newly[-1], around)
        elif one not in may_close:
            asking, nobody_left = _above(findings, case, one, newly, around)
            raised += asking
            if nobody_left and one not in missed:
                findings.say(case, NOBODY_ABOVE, [one], {"passed": [one.rule.code]})
    _raise(findings, case, raised)


def climb_unanswered(findings: Findings, around: Around) -> None:
    """Put what an office left unanswered to the next one; at the top of the ladder, say it again."""
    for one in around.unanswered:
        case, deadline = findings.cases[one.case_id], one.deadline
        highest = max((other.step for other in around.asked.get(deadline.pk, ())), default=one.step)
        above = _offices(case, deadline, one.step + 1, findings, around) if highest == one.step else []
        if above or highest > one.step:
            one.due_at = None
        else:
            one.repeats += 1
            one.due_at = _until(case, one.organisation, ladder.AGAIN_AT_THE_TOP, findings)
        findings.climbed.append(one)
        if above:
            around.asked.setdefault(deadline.pk, []).append(Escalation(step=one.step + 1))
            _raise(findings, case, [Raised(deadline, one.step + 1, above)])
        elif highest == one.step:
            findings.say(
                case,
                "escalation_repeated",
                [deadline],
                {"passed": [deadline.rule.code], "told": [str(one.organisation.uid)], "ladder": one.step},
                [to_office(outbox.ESCALATED, one.organisation, Audience.HEADS)],
            )


def _remind(findings: Findings, case: Case, deadline: Deadline, rung: Rung, around: Around) -> None:
    office = deadline.duty_of or around.steps[case.pk].holder
    said = {"passed": [deadline.rule.code], "percent": rung.percent}
    findings.say(case, "deadline_reminded", [deadline], said, _reminders(case, office, rung))


def _reminders(case: Case, office: Organisation, rung: Rung) -> list[Message]:
    """Half: who handles it; later his supervisors too. In an emergency who is on duty, later the head too."""
    if rung.who == ladder.HANDLER:
        if case.is_emergency:
            return [to_office(outbox.EMERGENCY, office, Audience.DUTY)]
        return [to_office(outbox.REMINDER_HALF, office, Audience.OFFICER)]
    audiences = (Audience.DUTY, Audience.HEADS) if case.is_emergency else (Audience.OFFICER, Audience.SUPERVISORS)
    return [to_office(outbox.REMINDER_DUE_SOON, office, audience) for audience in audiences]


def _above(
    findings: Findings, case: Case, deadline: Deadline, newly: Sequence[Rung], around: Around
) -> tuple[list[Raised], bool]:
    """Whom to ask at the rungs reached, each step that was never asked; and whether there is nobody to be asked."""
    raised, wanted = [], False
    for rung in newly:
        step = ladder.STEP_OF.get(rung.who)
        asked = around.asked.setdefault(deadline.pk, [])
        if step is None or any(one.step >= step for one in asked):
            continue
        wanted = True
        if offices := _offices(case, deadline, step, findings, around):
            raised.append(Raised(deadline, step, offices))
            asked += [Escalation(step=step, organisation=office) for office in offices]
    return raised, wanted and not raised


def _raise(findings: Findings, case: Case, raised: Sequence[Raised]) -> None:
    """Put a case's deadlines to offices, in one event: each joins with part `status`, and has to answer in time."""
    if not raised:
        return
    answer = ladder.ANSWER_IN_EMERGENCY if case.is_emergency else ladder.ANSWER
    offices = {office.pk: office for one in raised for office in one.offices}
    for one in raised:
        for office in one.offices:
            findings.escalations.append(
                {
                    "case_id": case.pk,
                    "deadline_id": one.deadline.pk,
                    "step": one.step,
                    "organisation_id": office.pk,
                    "due_at": _until(case, office, answer, findings),
                }
            )
    findings.parts += [{"case_id": case.pk, "organisation_id": pk} for pk in sorted(offices)]
    about = list({one.deadline.pk: one.deadline for one in raised}.values())
    findings.say(
        case,
        "deadline_escalated",
        about,
        {
            "passed": [one.rule.code for one in about],
            "told": [str(office.uid) for office in offices.values()],
            "ladder": max(one.step for one in raised),
        },
        [to_office(outbox.ESCALATED, office, Audience.HEADS) for office in offices.values()],
    )


def _until(case: Case, office: Organisation, period: tuple[int, clock.Unit], findings: Findings) -> datetime:
    amount, unit = period
    calendar = clock.calendar_for(office, findings.version)
    moment = clock.due(max(findings.now, case.last_act_at), amount, unit, calendar)
    assert moment is not None
    return moment


def _offices(case: Case, deadline: Deadline, step: int, findings: Findings, around: Around) -> list[Organisation]:
    """Who is asked at a step about a deadline: the overseers named for whose duty it is, else the level above.

    In an emergency the second step reaches the top, the ministry, whoever else is named. Never an office the case is
    about, nor one that was asked already.
    """
    office = deadline.duty_of or around.steps[case.pk].holder
    barred = around.barred_from(case) | {office.pk}
    barred |= {one.organisation_id for one in around.asked.get(deadline.pk, ())}
    named = [one for one in around.overseers.get((office.pk, step), []) if one.pk not in barred]
    if case.is_emergency and step == ladder.STEP_OF[ladder.LEVEL_ABOVE]:
        top = _top(case, office, findings, around)
        return named if top is None or top.pk in barred or top in named else [*named, top]
    above = None if named else _levels_above(case, office, step, findings, around)
    return named if above is None or above.pk in barred else [above]


def _top(case: Case, office: Organisation, findings: Findings, around: Around) -> Organisation | None:
    """The highest office above one for a case's region: the ministry, or who stands in for it."""
    found, step = None, 1
    while (above := _levels_above(case, office, step, findings, around)) is not None:
        found, step = above, step + 1
    return found


def _levels_above(
    case: Case, office: Organisation, step: int, findings: Findings, around: Around
) -> Organisation | None:
    """The office so many levels above one for a case's region; looked for once in a batch."""
    key = (office.pk, step, case.region_id)
    if key not in around.levels_above:
        here: Organisation | None = office if step == 1 else _levels_above(case, office, step - 1, findings, around)
        try:
            above = level_above(here, findings.now.date(), region=case.region).organisation if here else None
        except NoOffice:
            above = None
        around.levels_above[key] = above
    return around.levels_above[key]
