"""People and cases about them, for tests that ask who may see whom."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count

from django.contrib.auth.models import Permission

from casework import clock
from casework.models import Organisation, User
from casework.models.case import Case, CaseUserObjectPermission, StageRow
from casework.models.deadline import Deadline
from casework.models.participation import Part, Participation
from casework.models.person import Person
from casework.models.rulebook import DeadlineRule
from casework.models.step import Step
from casework.people import PersonData, register
from casework.stages import flow_of

_numbers = count(10_000_000)


def a_person(by: User, office: Organisation, name: str = "Sumiati", **more: object) -> Person:
    """Somebody newly entered at an office."""
    return register(PersonData(full_name=name, **more), by, office).person


def a_case_about(
    person: Person, holder: Organisation, officer: User, *, sealed_for: User | None = None, also: dict | None = None
) -> Case:
    """An open case that an office holds; `also` names further offices and their part.

    Written row by row, since it is about who sees people, not about any kind of case.
    """
    now = clock.now()
    due = now + timedelta(days=3)
    stage = StageRow.objects.filter(is_open=True).order_by("kind", "state").first()
    rule = DeadlineRule.objects.order_by("pk").first()
    case = Case.objects.create(
        number=f"KW-{next(_numbers)}",
        kind=stage.kind,
        definition=stage.definition,
        state=stage.state,
        flow_class=flow_of(stage.kind),
        person=person,
        opener=holder,
        opened_by=officer,
        holder=holder,
        officer=officer,
        sealed=sealed_for is not None,
        due_at=due,
        created=now,
        last_act_at=now,
    )
    step = Step.objects.create(
        process=case, owner=officer, seq=1, state=stage.state, holder=holder, accepted_at=now, due_at=due, created=now
    )
    Deadline.objects.create(
        case=case,
        step=step,
        kind=Deadline.Kind.STAGE,
        rule=rule,
        duty_of=holder,
        amount=3,
        unit="CD",
        started_at=now,
        due_at=due,
        calendar={},
    )
    for office, part in {holder: Part.HOLDER, **(also or {})}.items():
        Participation.objects.create(case=case, organisation=office, part=part, since=now)
    if sealed_for is not None:
        CaseUserObjectPermission.objects.create(content_object=case, user=sealed_for, permission=_open_sealed())
    return case


def a_request() -> uuid.UUID:
    """The id a form would bring along."""
    return uuid.uuid4()


def _open_sealed() -> Permission:
    return Permission.objects.get(codename="open_sealed", content_type__app_label="casework")
