"""The function that writes acts is the only way to change a case, and refuses what no act does, whoever calls it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from casework.engine.loading import Loaded, load
from casework.engine.telling import told
from casework.engine.writing import Plan, write
from casework.errors import GuardFailed
from casework.models import Case, Part, User
from casework.stages import flows
from tests.factories.cases import fresh, move
from tests.factories.parcels import a_parcel
from tests.toy.models import Parcel
from tests.world import World

TABLES = (
    "casework_case",
    "casework_step",
    "casework_deadline",
    "casework_participation",
    "casework_pause",
    "casework_window",
    "casework_handledrequest",
    "casework_caseuserobjectpermission",
)


@pytest.fixture
def parcel(world: World) -> Parcel:
    """An open, accepted case at the district, in its second step."""
    return move(move(a_parcel(world), "send", world.siti), "accept_handover", world.budi)


Forge = Callable[[Plan, Loaded], None]


def forged(parcel: Parcel, forge: Forge) -> None:
    """Call the function with a sound event of an act that changes nothing, and rows that a caller made up."""
    with transaction.atomic():
        loaded = load(parcel.pk, looks_at=frozenset(), person_id=None, request_id=None)
        plan = told(loaded.act("forged", relation="system", role="system"))
        forge(plan, loaded)
        write([plan], main=plan, request_id=None)


@pytest.fixture
def refused(parcel: Parcel) -> Callable[[Forge, str], None]:
    def attempt(forge: Forge, match: str) -> None:
        before = Case.objects.values().get(pk=parcel.pk)
        with pytest.raises(DatabaseError, match=match):
            forged(parcel, forge)
        assert Case.objects.values().get(pk=parcel.pk) == before

    return attempt


def columns(**values: Any) -> Forge:
    """A forger who writes other columns of the case than the event says."""

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.case.__dict__.update(values)

    return forge


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("right", ["INSERT", "UPDATE", "DELETE"])
def test_the_runtime_role_may_only_read_what_makes_a_case(world: World, table: str, right: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
        assert cursor.fetchone() == (False,)


def test_the_runtime_role_may_only_read_the_columns_of_each_kind(world: World) -> None:
    with connection.cursor() as cursor:
        for flow in flows().values():
            for right in ("INSERT", "UPDATE", "DELETE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [flow.process_class._meta.db_table, right])
                assert cursor.fetchone() == (False,)


def test_the_parts_of_the_function_cannot_be_called_by_themselves(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid,"
            " 'EXECUTE') AND proname IN ('kawal_write_plan', 'kawal_write_own', 'kawal_write_birth')"
        )
        assert cursor.fetchall() == []


def test_an_honest_call_passes(parcel: Parcel) -> None:
    """The attacks below fail for what they forge, not because nothing can be written."""
    forged(parcel, lambda plan, loaded: None)
    assert fresh(parcel).last_act_at > parcel.last_act_at


def test_a_state_that_the_event_does_not_say(refused: Callable[[Forge, str], None]) -> None:
    refused(columns(state="reported", version=4), "while its event says")


def test_an_event_from_a_state_the_case_is_not_in(refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.event.state_from = "reported"

    refused(forge, "while its event says")


def test_a_holder_that_the_event_does_not_name(world: World, refused: Callable[[Forge, str], None]) -> None:
    refused(columns(holder_id=world.police.pk, version=4), "its event does not name")


@pytest.mark.parametrize("version", [1, 2, 5, 99])
def test_a_version_that_falls_or_jumps(refused: Callable[[Forge, str], None], version: int) -> None:
    refused(columns(version=version), "version .+ follows")


def test_an_officer_changed_without_raising_the_version(world: World, refused: Callable[[Forge, str], None]) -> None:
    refused(columns(officer_id=world.budi2.pk), "version .+ follows")


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=1)])
def test_an_act_before_the_last_one_or_in_the_future(refused: Callable[[Forge, str], None], shift: timedelta) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.act.now += shift
        plan.event.at = plan.case.last_act_at = plan.act.now

    refused(forge, "the clock or the act before it denies")


def test_another_time_than_the_event_says(refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.event.at -= timedelta(microseconds=1)

    refused(forge, "its event, the clock")


def test_a_seal_lifted(world: World, parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    move(parcel, "alarm", world.budi)
    refused(columns(sealed=False, severity="N"), "by two persons")


def test_a_seal_lifted_by_another_act_of_two_persons(
    world: World, parcel: Parcel, refused: Callable[[Forge, str], None]
) -> None:
    move(parcel, "alarm", world.budi)

    def forge(plan: Plan, loaded: Loaded) -> None:
        lift(plan, "toy.add_note", world.budi, world.budi2)

    refused(forge, "by two persons")


def test_a_seal_lifted_by_one_person_twice(world: World, parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    move(parcel, "alarm", world.budi)

    def forge(plan: Plan, loaded: Loaded) -> None:
        lift(plan, "toy.lower_seal", world.budi, world.budi)

    refused(forge, "by two persons")


def test_a_seal_lifted_with_somebody_whose_account_has_ended(
    world: World, parcel: Parcel, refused: Callable[[Forge, str], None]
) -> None:
    move(parcel, "alarm", world.budi)
    User.objects.filter(pk=world.outsider.pk).update(is_active=False)

    def forge(plan: Plan, loaded: Loaded) -> None:
        lift(plan, "toy.lower_seal", world.budi, world.outsider)

    refused(forge, "by two persons")


def test_a_seal_lifted_by_its_act_and_two_persons_passes(world: World, parcel: Parcel) -> None:
    """The three above fail for what is wrong with each."""
    move(parcel, "alarm", world.budi)
    forged(parcel, lambda plan, loaded: lift(plan, "toy.lower_seal", world.budi, world.budi2))
    assert not fresh(parcel).sealed


def lift(plan: Plan, act: str, actor: User, second: User) -> None:
    """Write the seal away, and say so in the event as this act of these two."""
    plan.case.__dict__.update(sealed=False, severity="N")
    plan.event.act, plan.event.actor, plan.event.confirmed_by = act, actor, second


def test_an_officer_of_another_office(world: World, parcel: Parcel) -> None:
    def forge(plan: Plan, loaded: Loaded) -> None:
        plan.step, plan.step_changed = loaded.step, True
        plan.case.officer_id = loaded.step.owner_id = world.agus.pk
        plan.case.version += 1

    with pytest.raises(GuardFailed, match="berhenti bertugas"):
        forged(parcel, forge)
    assert fresh(parcel).officer_id != world.agus.pk


def test_a_holder_who_takes_no_part_as_such(world: World, refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.parts[world.district.pk] = Part.MONITOR

    refused(forge, "takes part as holder")


def test_a_second_office_that_takes_part_as_holder(world: World, refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.parts[world.police.pk] = Part.HOLDER

    refused(forge, "takes part as holder")


def test_a_due_date_that_no_deadline_has(parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    refused(columns(due_at=parcel.due_at + timedelta(days=30)), "names another")


def test_a_step_ended_and_none_begun(refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, loaded: Loaded) -> None:
        plan.end_step = loaded.step

    refused(forge, "without an open step")


def test_a_clock_stopped_and_none_started(parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, loaded: Loaded) -> None:
        for one in loaded.deadlines or ():
            one.ended_at = loaded.now
            plan.deadlines.changed.append(one)

    refused(forge, "without a running deadline")


def test_a_reopening_that_does_not_say_so(parcel: Parcel, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a reopening may begin later than the step before it ended; asked of each step as it is written."""
    told = Plan.payload
    dropped = move(parcel, "drop", world.budi, reason="duplicate_entry", reason_text="ganda")

    def forge(plan: Plan) -> dict[str, Any]:
        rows = told(plan)
        rows["new_step"]["reopens"] = False
        return rows

    monkeypatch.setattr(Plan, "payload", forge)
    with pytest.raises(DatabaseError, match="does not begin when its predecessor ended"), transaction.atomic():
        move(dropped, "find_again", world.budi, reason="new_evidence", reason_text="ketemu lagi")


def test_an_own_column_that_the_kind_does_not_have(refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        told = plan.payload
        plan.payload = lambda: told() | {"own": {"contents": "Rice"}}  # type: ignore[method-assign]

    refused(forge, "has no columns .*contents")


def test_another_case_under_the_id(world: World, refused: Callable[[Forge, str], None]) -> None:
    refused(columns(uid=a_parcel(world).uid), "no such case")


def test_a_step_of_another_case_ended(world: World, refused: Callable[[Forge, str], None]) -> None:
    others = a_parcel(world).steps.get()

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.end_step = others

    refused(forge, "not its open one")


def test_a_step_that_ended_long_ago_rewritten(parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    first = parcel.steps.get(seq=1)

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.step, plan.step_changed = first, True

    refused(forge, "not its open one")


def test_a_deadline_that_was_met_run_again(parcel: Parcel, refused: Callable[[Forge, str], None]) -> None:
    met = parcel.deadlines.filter(met_at__isnull=False)[0]
    met.met_at = None

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.deadlines.changed.append(met)

    refused(forge, "does not run on it")


def test_a_deadline_of_another_case_put_off(world: World, refused: Callable[[Forge, str], None]) -> None:
    others = a_parcel(world).deadlines.all()[0]

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.deadlines.changed.append(others)

    refused(forge, "does not run on it")


def test_an_event_for_another_chain(world: World, refused: Callable[[Forge, str], None]) -> None:
    other = a_parcel(world)

    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.event.chain = other.uid

    refused(forge, "names another chain")


def test_a_case_that_begins_twice(refused: Callable[[Forge, str], None]) -> None:
    def forge(plan: Plan, _loaded: Loaded) -> None:
        plan.is_birth = True

    refused(forge, "begins with version 1 and from nowhere")


def test_own_columns_written_to_another_case(parcel: Parcel, world: World) -> None:
    other = a_parcel(world)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kawal_write_own('toy', %s, '{\"content\": \"x\"}', false)", [other.pk])
