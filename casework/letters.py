"""Draft letters: declared templates, in Indonesian, with no more about a person than the letter needs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework import clock, rulebook
from casework.clock import Unit
from casework.stages import Ended

if TYPE_CHECKING:
    from casework.models import Case, Deadline, DeadlineRule, Organisation
    from casework.stages import Closing

LANGUAGE = "id"
_GAP = re.compile(r"\[isi:[^\]]*\]")
_POLICY = "P"
"""The mark of a rule that no regulation asks for."""


def closing_letter(
    case: Case, closing: Closing, passed: Deadline, office: Organisation, now: datetime, version: int
) -> str:
    """The draft by which an office tells why a case is closed, under which period, and how to come back.

    Arguments: `passed`, the period that ended; `office`, whose head signs; `version`, that of the reference data.
    It carries no date: it is dated by the act that carries it out. It states what is on record; what has to be
    said and is not on record stays as a gap (`gaps_in`) that the head fills.
    Always in Indonesian, whoever reads it first; the head may change every word before it is sent.
    """
    with override(LANGUAGE):
        text = render_to_string(
            template_of(closing),
            {
                "case": case,
                "office": office,
                "opened": _day(case.created, office),
                "asked": case.asked_to_complete(),
                "tries": lambda: _tries(case, passed, office),
                "period": _period(passed, office),
                "windows": _windows(case, closing, now, version),
            },
        )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def gaps_in(letter: str) -> list[str]:
    """The gaps of a letter that nobody has filled yet, as `[isi: tanggal pengingat]`."""
    return _GAP.findall(letter)


def template_of(closing: Closing) -> str:
    """The template of a closing's letter."""
    return f"letters/{closing.letter}.txt"


def _period(passed: Deadline, office: Organisation) -> dict[str, Any]:
    rule = passed.rule
    return {
        "name": rule.label,
        "amount": clock.amount_in_words(passed.amount + passed.extra, Unit(passed.unit)),
        "since": _day(passed.started_at, office),
        "until": _day(passed.due_at, office),
        "regulation": _regulation(rule),
    }


def _regulation(rule: DeadlineRule) -> str:
    """The regulation that a rule rests on, as a letter names it; empty for a policy of the offices themselves."""
    return "" if rule.mark.startswith(_POLICY) else rule.basis


def _tries(case: Case, passed: Deadline, office: Organisation) -> list[str]:
    """The days since a period began on which somebody was called in vain, as logged."""
    since = clock.local(passed.started_at, office.time_zone).date()
    days = case.contacts.filter(reached=False, on__gte=since).order_by("on").values_list("on", flat=True).distinct()
    return [clock.format_local_date(day) for day in days]


def _windows(case: Case, closing: Closing, now: datetime, version: int) -> list[dict[str, str]]:
    """How long an ending can be reopened or objected to, by the rulebook."""
    ended = case.workflow().stage(type(case).all_moves()[closing.move].target or "")
    codes = ended.windows if isinstance(ended, Ended) else ()
    found = []
    for code in codes:
        rule = rulebook.rule(code, now.date(), version)
        periods = rulebook.periods(rule)
        words = clock.amount_in_words(periods[0]["amount"], Unit(periods[0]["unit"])) if periods else ""
        found.append({"name": rule.label, "words": words or _("tanpa batas waktu")})
    return found


def _day(moment: datetime | None, office: Organisation) -> str:
    return clock.format_local_date(clock.local(moment, office.time_zone).date()) if moment else ""
