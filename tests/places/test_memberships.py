"""Who works where, and what follows from it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.errors import Refused
from casework.levels import Level
from casework.models import Organisation, User
from casework.organisations import (
    appoint,
    close_organisation,
    drop_ended_permissions,
    end_membership,
    find_holder,
    officers_of,
    organisations_where,
)
from casework.roles import ROLES, Permission, Role
from notifications.tasks import forget
from tests.factories.people import a_case_about, a_person
from tests.factories.places import LONG_AGO, MUSI_BANYUASIN, TEBING_BULANG, a_user, an_office, an_officer, places
from tests.meeting import meet

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office() -> Organisation:
    places()
    return an_office(Level.DISTRICT, MUSI_BANYUASIN)


@pytest.fixture
def boss(office: Organisation) -> User:
    return an_officer(office, "Kepala", Role.HEAD)


def held(user: User, office: Organisation) -> set[str]:
    return set(office.user_permissions.filter(user=user).values_list("permission__codename", flat=True))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gives_its_permissions_as_guardian_rows(office: Organisation, boss: User, role: Role) -> None:
    budi = a_user("Budi")

    appoint(budi, office, role, LONG_AGO, None, boss)

    assert held(budi, office) == ROLES[role]
    assert {name for name in Permission.values if budi.has_perm(name, office)} == ROLES[role]
    assert {name for name in Permission.values if organisations_where(budi, name, TODAY).exists()} == ROLES[role]


def test_a_stranger_holds_nothing(office: Organisation) -> None:
    outsider = an_officer(an_office(Level.VILLAGE, TEBING_BULANG), "Luar")

    assert office not in organisations_where(outsider, Permission.WORK_CASES, TODAY)


def test_a_membership_holds_from_its_first_day_until_the_day_before_its_end(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    first = date(2090, 3, 1)
    appoint(budi, office, Role.OFFICER, first, date(2090, 3, 2), boss)

    days = {date(2090, 2, 28): False, first: True, date(2090, 3, 2): False}

    assert {day: organisations_where(budi, Permission.WORK_CASES, day).exists() for day in days} == days
    assert {day: budi in officers_of(office, Permission.WORK_CASES, day) for day in days} == days


def test_without_a_day_it_is_today_at_the_office(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    appoint(budi, office, Role.OFFICER, LONG_AGO, None, boss)

    with CaptureQueriesContext(connection) as queries:
        assert list(organisations_where(budi, Permission.WORK_CASES)) == [office]
    assert len(queries) == 1


def test_an_account_that_was_closed_holds_nothing(office: Organisation) -> None:
    budi = an_officer(office, "Budi")
    budi.is_active = False
    budi.save(update_fields=["is_active"])

    assert not organisations_where(budi, Permission.WORK_CASES, TODAY).exists()
    assert not officers_of(office, Permission.WORK_CASES, TODAY).exists()


def test_ending_a_membership_takes_away_what_no_other_gives(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    as_head = appoint(budi, office, Role.HEAD, LONG_AGO, None, boss)
    appoint(budi, office, Role.OFFICER, LONG_AGO, None, boss)

    end_membership(as_head, date(2025, 1, 1), boss)

    as_head.refresh_from_db()
    assert (as_head.until, as_head.ended_by) == (date(2025, 1, 1), boss)
    assert held(budi, office) == {Permission.WORK_CASES}


def test_a_membership_ends_once(office: Organisation, boss: User) -> None:
    membership = appoint(a_user("Budi"), office, Role.OFFICER, LONG_AGO, None, boss)
    end_membership(membership, TODAY, boss)

    with pytest.raises(Refused, match="sudah berakhir"):
        end_membership(membership, TOMORROW, boss)


def test_nobody_has_one_role_twice_at_a_time(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    appoint(budi, office, Role.OFFICER, LONG_AGO, None, boss)

    with pytest.raises(Refused, match="sudah menjadi Petugas"):
        appoint(budi, office, Role.OFFICER, TODAY, None, boss)


@pytest.mark.parametrize("until", [LONG_AGO, date(2023, 1, 1)])
def test_a_membership_must_last_a_day(office: Organisation, boss: User, until: date) -> None:
    with pytest.raises(Refused, match="sesudah awalnya"):
        appoint(a_user("Budi"), office, Role.OFFICER, LONG_AGO, until, boss)


def test_nobody_is_appointed_where_or_who_does_not_work(office: Organisation, boss: User) -> None:
    gone = a_user("Pergi")
    gone.is_active = False

    with pytest.raises(Refused, match="tidak aktif"):
        appoint(gone, office, Role.OFFICER, LONG_AGO, None, boss)
    with pytest.raises(Refused, match="tidak buka"):
        appoint(a_user("Budi"), office, Role.OFFICER, date(2020, 1, 1), None, boss)


def test_rows_of_memberships_that_ended_by_their_date_are_dropped_every_hour(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    _appointed_until(date(2025, 1, 1), budi, office, boss)

    forget()

    assert (held(budi, office), held(boss, office)) == (set(), ROLES[Role.HEAD])
    assert drop_ended_permissions() == 0


@pytest.mark.django_db(transaction=True)
def test_who_is_appointed_anew_while_ended_rows_are_dropped_keeps_them(office: Organisation, boss: User) -> None:
    budi = a_user("Budi")
    _appointed_until(date(2025, 1, 1), budi, office, boss)

    meet(lambda: appoint(budi, office, Role.OFFICER, date(2025, 1, 1), None, boss), drop_ended_permissions)

    assert held(budi, office) == ROLES[Role.OFFICER]


def _appointed_until(until: date, user: User, office: Organisation, boss: User) -> None:
    """An officer whose role has ended by its date, so that his permissions are still there."""
    membership = appoint(user, office, Role.OFFICER, LONG_AGO, None, boss)
    membership.until = until
    membership.save(update_fields=["until"])


def test_a_closed_office_serves_nobody_and_employs_nobody(office: Organisation, boss: User) -> None:
    opener = an_office(Level.VILLAGE, TEBING_BULANG)

    close_organisation(office, TODAY, boss)

    office.refresh_from_db()
    assert office.closed_on == TODAY
    assert find_holder(Level.DISTRICT, opener.region, TODAY, opener=opener).organisation == opener
    assert not organisations_where(boss, Permission.WORK_CASES, TODAY).exists()


def test_an_office_that_holds_open_cases_cannot_close(office: Organisation, boss: User) -> None:
    a_case_about(a_person(boss, office), office, boss)

    with pytest.raises(Refused, match="masih memegang 1 kasus"):
        close_organisation(office, TODAY, boss)

    office.refresh_from_db()
    assert office.closed_on is None


def test_memberships_are_events_of_the_office(office: Organisation, boss: User) -> None:
    end_membership(appoint(a_user("Budi"), office, Role.OFFICER, LONG_AGO, None, boss), TODAY, boss)

    with connection.cursor() as cursor:
        cursor.execute("SELECT act FROM audit.event WHERE case_uid = %s ORDER BY seq", [office.uid])
        acts = [act for (act,) in cursor.fetchall()]
    assert acts[-2:] == ["office.membership_begun", "office.membership_ended"]
