"""What is expected of the police (D19-D23): derived as a whole from what is known, never from the order it came in."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from casework import deadlines
from casework.acts import Amendment
from casework.models import Deadline, DeadlineRule
from workflows.referral.guards import DONE_AT_POLICE
from workflows.referral.models import PoliceReport

UNANSWERED = ("consultation", "report_filed")
"""Statuses in which the police have not been heard of since the report."""


def owed(report: PoliceReport, newest_notice: date | None) -> dict[str, date]:
    """What the police owe by now, as the day each rule runs from.

    Arguments: `newest_notice`, the date of the newest SP2HP received. Until the investigation is ordered the
    first SP2HP (D19) and those that follow one (D20) are waited for, from then on those of the investigation
    (D21) and the SPDP (D23). D22 is waited for until anything at all has been heard of the police. Of a matter that is
    final, stopped, no crime or passed on they owe no further letter.
    """
    if report.status in DONE_AT_POLICE:
        return {}
    filed, ordered = report.reported_on, report.investigation_ordered_on
    found = {}
    if ordered:
        found["D21"] = max(ordered, newest_notice or ordered)
        if not report.spdp_on:
            found["D23"] = ordered
    elif newest_notice:
        found["D20"] = newest_notice
    elif filed:
        found["D19"] = filed
    if filed and not has_answered(report, newest_notice):
        found["D22"] = filed
    return found


def has_answered(report: PoliceReport, newest_notice: date | None) -> bool:
    """Whether anything has been heard of the police since the report."""
    heard = (newest_notice, report.investigation_ordered_on, report.spdp_on)
    return any(heard) or report.status not in UNANSWERED


def expect(amendment: Amendment, report: PoliceReport, newest_notice: date | None, *, notice_came: bool) -> None:
    """Let run what is owed and nothing else; what runs from the right day by the right period goes on.

    Arguments: `notice_came`, whether an SP2HP is recorded by this act. What stops has been met if its letter
    came, else it has ended. Letters are owed to the sender.
    """
    wanted = owed(report, newest_notice)
    came = {"D22": has_answered(report, newest_notice), "D23": report.spdp_on is not None}
    for running in [d for d in amendment.deadlines.running if d.kind == Deadline.Kind.EXPECTED]:
        code = running.rule.code
        if code in wanted and _stands(amendment, report, running, wanted[code]):
            del wanted[code]
        else:
            amendment.deadlines.stop(running, amendment.setting.now, met=came.get(code, notice_came))
    setting = amendment.setting
    sender = amendment.case.sent_by_id
    for code, since in wanted.items():
        start = datetime.combine(since, time(0, 0), ZoneInfo(setting.office.time_zone))
        period = _period(amendment, report, setting.rule(code), since)
        letter = deadlines.start(setting, code, Deadline.Kind.EXPECTED, since=start, period=period)
        letter.owed_to_id = sender if sender != setting.office.pk else None
        amendment.deadlines.add(letter)


def _stands(amendment: Amendment, report: PoliceReport, running: Deadline, since: date) -> bool:
    """Whether a deadline runs from that day, where it was begun, by the period its own rule gives for it now."""
    if running.started_at.astimezone(ZoneInfo(running.calendar["zone"])).date() != since:
        return False
    period = deadlines.periods_of(running.rule, amendment.case)[_period(amendment, report, running.rule, since)]
    return (running.amount, running.unit) == (period["amount"], period["unit"])


def _period(amendment: Amendment, report: PoliceReport, rule: DeadlineRule, since: date) -> int:
    """Which period of a rule holds: by the day since the investigation was ordered, where the rule has several."""
    ordered = report.investigation_ordered_on
    if ordered is None:
        return 0
    until = [each.get("until_day") for each in deadlines.periods_of(rule, amendment.case)]
    passed = (since - ordered).days
    return next((index for index, last in enumerate(until) if last is None or passed < last), len(until) - 1)
