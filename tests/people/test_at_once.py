"""Two offices type one person in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from casework.models import Organisation, User
from casework.models.person import Person
from casework.people import PersonData, Registered, register
from tests.people.conftest import Cast

NIK = "1606035205900001"


@pytest.mark.django_db(transaction=True)
def test_one_becomes_the_record_and_the_other_is_linked_to_it(cast: Cast) -> None:
    together = Barrier(2)

    def type_in(by: User, office: Organisation) -> Registered:
        try:
            together.wait(timeout=10)
            return register(PersonData(full_name="Sumiati", nik=NIK), by, office)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        typing = [
            pool.submit(type_in, cast.siti_of_village, cast.village),
            pool.submit(type_in, cast.outsider, cast.elsewhere),
        ]
        one, other = [each.result() for each in typing]

    record, hidden = sorted([one, other], key=lambda each: each.hidden_link)
    assert (record.hidden_link, hidden.hidden_link) == (False, True)
    assert hidden.person.same_as == record.person
    assert Person.objects.filter(nik=NIK, same_as__isnull=True).count() == 1
