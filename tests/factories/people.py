"""People and cases about them, for tests that ask who may see whom."""

from __future__ import annotations

import uuid
from datetime import timedelta

from viewflow.workflow.token import Token

from casework import clock, numbers
from casework.acting import Act
from casework.deadlines import DeadlinePlan
from casework.engine.planning import body_of
from casework.engine.writing import Plan, write
from casework.models import Case, Deadline, DeadlineRule, Organisation, Part, Person, Step, User
from casework.people import PersonData, register
from tests.toy.flow import ToyFlow
from tests.toy.models import Parcel


def a_person(by: User, office: Organisation, name: str = "Sumiati", **more: object) -> Person:
    """Somebody newly entered at an office."""
    return register(PersonData(full_name=name, **more), by, office).person


def a_case_about(
    person: Person, holder: Organisation, officer: User, *, sealed_for: User | None = None, also: dict | None = None
) -> Case:
    """An open case that an office holds; `also` names further offices and their part.

    Made of the rows alone, since it is about who sees people, not about any kind of case.
    """
    now = clock.now()
    due = now + timedelta(days=3)
    case = Parcel(
        kind="toy",
        definition=ToyFlow.definition(),
        flow_class=ToyFlow,
        content="Rice",
        person=person,
        opener=holder,
        opened_by=officer,
        holder=holder,
        officer=officer,
        sealed=sealed_for is not None,
        due_at=due,
        created=now,
        last_act_at=now,
        version=1,
    )
    case.enter("reported")
    case.id, case.number = numbers.next_case()
    case.pk = case.id
    case.as_read = {}
    act = Act(case, None, now, "open", actor=officer, office=holder)
    step = Step(
        owner=officer,
        seq=1,
        state=case.state,
        flow_task=case.stage,
        flow_task_type=case.stage.task_type,
        token=Token("start"),
        holder=holder,
        accepted_at=now,
        due_at=due,
        created=now,
    )
    deadline = Deadline(
        kind=Deadline.Kind.STAGE,
        rule=DeadlineRule.objects.order_by("pk")[0],
        duty_of=holder,
        amount=3,
        unit="CD",
        started_at=now,
        due_at=due,
        calendar={},
    )
    plan = Plan(act, body_of(act, ""), DeadlinePlan([deadline], new=[deadline]), new_step=step, is_birth=True)
    plan.parts = {office.pk: str(part) for office, part in {holder: Part.HOLDER, **(also or {})}.items()}
    plan.named = {sealed_for.pk} if sealed_for is not None else set()
    write([plan], main=plan, request_id=None)
    return Case.objects.get(pk=case.pk)


def a_request() -> uuid.UUID:
    """The id a form would bring along."""
    return uuid.uuid4()
