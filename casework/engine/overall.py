"""What runs across the steps of a case, and what went before where it starts in the past."""

from __future__ import annotations

from datetime import datetime

from casework import deadlines
from casework.deadlines import Setting, Spans
from casework.engine.rebuilding import parse, rebuild
from casework.engine.writing import Plan
from casework.models import Deadline
from casework.prepared import prepared_cursor

_BEFORE = """
    SELECT (SELECT json_agg(d ORDER BY d.id)::text
            FROM casework_deadline d JOIN casework_deadlinerule r ON r.id = d.rule_id AND r.code = %s
            WHERE d.case_id = %s AND d.kind = 'overall' AND d.started_at >= %s
              AND d.started_at IS DISTINCT FROM %s::timestamptz
              AND NOT EXISTS (SELECT FROM casework_step s
                              WHERE s.process_id = d.case_id AND s.undone AND s.created = d.started_at)),
           (SELECT json_agg(json_build_array(p.started_at, p.ended_at) ORDER BY p.started_at)::text
            FROM casework_pause p WHERE p.case_id = %s)
"""


def settle_overall(plan: Plan, setting: Setting) -> None:
    """Start and end what runs across the case as it stands now; call when its pause is settled."""
    case = plan.case
    paused = case.stage.pauses and not case.is_emergency
    deadlines.reconcile_overall(plan.deadlines, setting, case.overall_deadlines(), _Past(plan), paused=paused)


class _Past:
    """`deadlines.Past` of the case of a plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._case = plan, plan.case
        self._undone: datetime | None = plan.act.step.created if plan.undone_step_id else None
        """When the move was made that is being undone."""

    def of(self, code: str, since: datetime) -> tuple[list[Deadline], Spans]:
        case = self._case
        if self._plan.is_birth or case.as_read["last_act_at"] == case.created:  # nothing happened yet
            return [], self._with_this_act([], since)
        with prepared_cursor() as cursor:
            cursor.execute(_BEFORE, [code, case.pk, since, self._undone, case.pk])
            rows, spans = (parse(found) if found else [] for found in cursor.fetchone())
        times = [(datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None) for begin, end in spans]
        return [rebuild(Deadline, row) for row in rows], self._with_this_act(times, since)

    def _with_this_act(self, spans: list[tuple[datetime, datetime | None]], since: datetime) -> Spans:
        now = self._plan.act.now
        if self._plan.pause == "end":
            spans = [(begin, end or now) for begin, end in spans]
        elif self._plan.pause == "start":
            spans = [*spans, (now, None)]
        return [(begin, end) for begin, end in spans if end is None or end > since]

    def is_undone(self, deadline: Deadline) -> bool:
        return deadline.started_at == self._undone
