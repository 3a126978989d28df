"""Events that move nothing: something about a case is told to its chain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casework import outbox
from casework.acting import Act, Tell
from casework.deadlines import DeadlinePlan
from casework.engine.following import follow_parent
from casework.engine.loading import load
from casework.engine.planning import body_of, said
from casework.engine.writing import Plan, write
from casework.locks import in_order, lock_cases
from casework.models import Audience, Organisation
from casework.outbox import to_office


def told(act: Act, *, fields: Any = None, plain: Any = None) -> Plan:
    """An event of an act that changes nothing on its case but when it was last acted on."""
    act.case.last_act_at = act.now
    event = body_of(act, act.case.state)
    event.fields, event.plain = fields or {}, plain or {}
    return Plan(act, event, DeadlinePlan([]))


def tell(act: Act, news: Tell) -> Plan:
    """An event by `system` on another case, in the same act."""
    now = max(act.now, news.case.last_act_at)
    theirs = Act(news.case, None, now, news.what, relation="system", role="system", channel=act.channel)
    plan = told(theirs, fields=said(news.said))
    hears = news.case.holder
    if hears is None and news.notice:
        hears = Organisation.objects.filter(pk=act.case.relation_office_id("sender")).first()
    if hears is not None:
        plan.messages.append(to_office(news.notice or outbox.CASE_NEWS, hears, Audience.OFFICER))
    return plan


@in_order
def tell_one(case_id: int, what: str) -> None:
    """Append an event by `system` to one case, in a transaction of its own."""
    tell_cases([case_id], what)


def tell_cases(ids: Iterable[int], what: str) -> None:
    """Append an event by `system` to each of these cases; call within `in_order()`, before any other chain."""
    lock_cases(ids := set(ids))
    plans = []
    for case_id in sorted(ids):
        loaded = load(case_id, looks_at=frozenset(), person_id=None, request_id=None)
        act = loaded.act(what, relation="system", role="system", beside=frozenset(ids))
        plan = told(act)
        plans += [plan, *follow_parent(act, plan)]
    if plans:
        write(plans, main=plans[0], request_id=None)
