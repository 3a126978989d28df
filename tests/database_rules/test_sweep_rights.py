"""The function that writes for the sweep can silence no deadline, and lets no office join that the case is about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework import clock as kawal_clock
from casework import engine
from casework.audit.body import EventBody
from casework.engine.writing import _DEADLINE_COLUMNS, as_json
from casework.models import Case, Deadline, DeadlineRule, Party
from tests.conftest import Clock
from tests.factories.cases import fresh
from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World


@pytest.fixture
def parcel(world: World) -> Parcel:
    return a_parcel(world)


@pytest.fixture
def missed(parcel: Parcel, clock: Clock) -> Deadline:
    """The stage's deadline, missed and said."""
    clock.advance(timedelta(days=60))
    engine.sweep()
    return parcel.deadlines.exclude(breached_at=None)[0]


def swept(*about: Deadline, acting: Case | None = None, **more: Any) -> None:
    """Call the function with deadlines as they stand in memory; with a sound event of a case that it acts on."""
    now = kawal_clock.now()
    rows: dict[str, Any] = {"now": now, "deadlines": [looked_at(one) for one in about], "acted": [], "events": []}
    if acting is not None:
        body, event_id, _openings = EventBody(
            chain=acting.uid,
            act="toy.deadline_missed",
            at=now,
            role="system",
            channel="job",
            state_from=acting.state,
            state_to=acting.state,
        ).build()
        event = {"place": 0, "chain": acting.uid, "body": body.hex(), "id": event_id}
        rows |= {"acted": [{"id": acting.pk, "at": now}], "events": [event]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kawal_write_sweep(%s::jsonb)", [as_json(rows | more)])


def looked_at(one: Deadline) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("breached_at", "alert_level", "next_alert_at")} | {"id": one.pk}


def refused(match: str, *about: Deadline, **more: Any) -> None:
    with pytest.raises(DatabaseError, match=match):
        swept(*about, **more)


def running(case: Case) -> Deadline:
    return case.deadlines.filter(met_at=None, ended_at=None).exclude(due_at=None).order_by("due_at", "pk")[0]


def part(case: Case, office: Any) -> list[dict[str, int]]:
    return [{"case_id": case.pk, "organisation_id": office.pk}]


def test_a_deadline_looked_at_without_news_passes(parcel: Parcel) -> None:
    """The attacks below fail for what they do, not because nothing can be written."""
    swept(running(parcel))


def test_a_deadline_that_is_not_looked_at_again(parcel: Parcel) -> None:
    one = running(parcel)
    one.next_alert_at = None
    refused("silences", one)
    refused("silences", one, acting=parcel)


def test_a_deadline_that_is_looked_at_much_later(parcel: Parcel) -> None:
    one = running(parcel)
    one.next_alert_at = one.due_at + timedelta(days=999)
    refused("silences", one, acting=parcel)


def test_a_missed_deadline_that_is_missed_no_more(parcel: Parcel, missed: Deadline) -> None:
    missed.breached_at = None
    missed.next_alert_at = missed.due_at
    refused("silences", missed, acting=fresh(parcel))


def test_a_deadline_missed_before_it_is_due(parcel: Parcel) -> None:
    one = running(parcel)
    one.breached_at = one.due_at
    refused("silences", one, acting=parcel)


def test_a_deadline_missed_at_another_time_than_it_was_due(parcel: Parcel, clock: Clock) -> None:
    one = running(parcel)
    clock.advance(timedelta(days=60))
    one.breached_at = one.due_at + timedelta(days=1)
    refused("silences", one, acting=parcel)


def test_a_missed_deadline_that_nobody_is_told_of(parcel: Parcel, clock: Clock) -> None:
    one = running(parcel)
    clock.advance(timedelta(days=60))
    one.breached_at, one.next_alert_at, one.alert_level = one.due_at, None, 4
    refused("no event or no right", one)
    swept(one, acting=parcel)
    assert parcel.deadlines.get(pk=one.pk).breached_at == one.due_at


def test_a_level_of_alarm_that_falls(parcel: Parcel, missed: Deadline) -> None:
    swept(missed, acting=fresh(parcel))
    missed.alert_level -= 1
    missed.next_alert_at = kawal_clock.now()
    refused("silences", missed, acting=fresh(parcel))


def test_a_missed_deadline_that_is_spoken_of_no_more_before_the_top_of_its_ladder(parcel: Parcel, clock: Clock) -> None:
    one = running(parcel)
    clock.set(one.due_at + timedelta(minutes=1))
    engine.sweep()
    one.refresh_from_db()
    assert one.alert_level == 3
    one.next_alert_at = None
    refused("silences", one, acting=fresh(parcel))


def test_a_missed_deadline_whose_next_look_is_put_off(parcel: Parcel, missed: Deadline) -> None:
    missed.next_alert_at = missed.due_at + timedelta(days=400)
    refused("silences", missed, acting=fresh(parcel))


def test_an_escalation_that_is_silenced(parcel: Parcel, missed: Deadline) -> None:
    top = parcel.escalations.order_by("-step")[0]
    silenced = [{"id": top.pk, "due_at": None, "repeats": top.repeats}]
    refused("silences an escalation", acting=fresh(parcel), escalations_changed=silenced)


def test_an_office_that_is_asked_about_a_case_about_itself(world: World, parcel: Parcel, missed: Deadline) -> None:
    Party.objects.create(
        case_id=parcel.pk, role="respondent", sort="office", organisation=world.police, since=kawal_clock.now()
    )
    new = {"case_id": parcel.pk, "deadline_id": missed.pk, "step": 3, "organisation_id": world.police.pk}
    refused("about itself", acting=fresh(parcel), escalations_new=[new | {"due_at": kawal_clock.now()}])


@pytest.mark.parametrize(
    "statement", ["DELETE FROM casework_escalation", "UPDATE casework_escalation SET answer = 'x'"]
)
def test_the_runtime_role_changes_no_escalation_by_itself(parcel: Parcel, missed: Deadline, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_deadline_that_has_ended(parcel: Parcel) -> None:
    one = running(parcel)
    one.pk = 10**9
    refused("silences", one, acting=parcel)


def test_an_office_that_joins_a_case_without_an_event(world: World, parcel: Parcel) -> None:
    refused("no event or no right", parts=part(parcel, world.police))


def test_an_office_that_joins_a_case_about_itself(world: World, parcel: Parcel) -> None:
    Party.objects.create(
        case=parcel,
        role="respondent",
        organisation=world.police,
        since=parcel.created,
    )
    refused("about itself", acting=parcel, parts=part(parcel, world.police))
    swept(acting=parcel, parts=part(parcel, world.legal_aid))
    assert parcel.participations.filter(organisation=world.legal_aid, part="status").exists()


def test_a_decision_due_before_its_case_even_where_an_act_is_feigned(world: World, parcel: Parcel) -> None:
    first = running(parcel)
    asked = {column: getattr(first, column) for column in _DEADLINE_COLUMNS} | {
        "case_id": parcel.pk,
        "kind": "proposal",
        "rule_id": DeadlineRule.objects.get(code="proposal").pk,
        "due_at": first.due_at - timedelta(hours=1),
    }
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL kawal.acting = 'on'")
            cursor.execute("SET CONSTRAINTS deadline_agrees IMMEDIATE")
        refused("earliest deadline", acting=parcel, deadlines_new=[asked])


def test_a_decision_asked_for_without_an_event(world: World, parcel: Parcel) -> None:
    asked = {
        "case_id": parcel.pk,
        "act": "finish",
        "data": {},
        "case_version": parcel.version,
        "office_id": world.village.pk,
        "proposed_at": kawal_clock.now(),
        "deadline_id": running(parcel).pk,
        "letter": "",
    }
    refused("no event or no right", proposals=[asked])
