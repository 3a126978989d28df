"""What runs across the steps of a case, and what went before where it starts in the past."""

from __future__ import annotations

from datetime import datetime

from casework import deadlines
from casework.deadlines import Setting
from casework.engine.writing import Plan
from casework.models import Deadline


def settle_overall(plan: Plan, setting: Setting) -> None:
    """Start and end what runs across the case as it stands now; call when its pause is settled."""
    case = plan.case
    paused = case.stage.pauses and not case.is_emergency
    deadlines.reconcile_overall(plan.deadlines, setting, case.overall_deadlines(), _Past(plan), paused=paused)


class _Past:
    """`deadlines.Past` of the case of a plan; of a case that begins nothing went before."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._case = plan, plan.case

    def deadline(self, code: str, since: datetime) -> Deadline | None:
        if self._plan.is_birth:
            return None
        rows = Deadline.objects.filter(case_id=self._case.pk, kind=Deadline.Kind.OVERALL, rule__code=code)
        return rows.filter(started_at__gte=since).order_by("-pk").first()

    def pauses(self, since: datetime) -> list[tuple[datetime, datetime | None]]:
        if self._plan.is_birth:
            return []
        now = self._plan.act.now
        spans = list(self._case.pauses.order_by("started_at").values_list("started_at", "ended_at"))
        if self._plan.pause == "end":
            spans = [(begin, end or now) for begin, end in spans]
        elif self._plan.pause == "start":
            spans.append((now, None))
        return [(begin, end) for begin, end in spans if end is None or end > since]
