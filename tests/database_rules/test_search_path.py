"""No temporary table stands before the product's own: not in a function that runs with the owner's rights."""

from __future__ import annotations

import json
import re
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from config.database import RUNTIME
from tests import database
from tests.factories.parcels import a_parcel
from tests.world import World

FILES = sorted((Path(settings.BASE_DIR) / "casework" / "sql").glob("*.sql"))
READ = "SELECT kawal_read_act(%s, NULL, '{}', NULL, false, false, NULL, false, '{}', 0)"


@pytest.mark.parametrize("right", ["TEMP", "CREATE"])
def test_the_runtime_role_makes_no_tables_of_its_own(as_owner: psycopg.Connection, right: str) -> None:
    allowed = as_owner.execute("SELECT has_database_privilege(%s, current_database(), %s)", [RUNTIME, right]).fetchone()
    assert allowed == (False,)


def test_a_temporary_table_is_not_read_in_the_place_of_the_products(
    world: World, as_owner: psycopg.Connection, committed_db: str
) -> None:
    """Even where somebody gave the runtime role the right: the view would be asked with the owner's rights."""
    parcel = a_parcel(world)
    as_owner.execute(f"GRANT TEMPORARY ON DATABASE {committed_db} TO {RUNTIME}")
    with database.connect_as(RUNTIME, committed_db) as product:
        product.execute("CREATE TEMP VIEW casework_referenceversion AS SELECT current_user::text AS version")
        (found,) = product.execute(READ, [parcel.pk]).fetchone() or (None,)
    assert isinstance(found["version"], int)


def test_every_function_looks_into_the_temporary_schema_last(as_owner: psycopg.Connection) -> None:
    found = as_owner.execute(
        "SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc p"
        " WHERE p.pronamespace IN ('public'::regnamespace, 'audit'::regnamespace)"
        " AND p.proowner = 'kawal_owner'::regrole AND NOT EXISTS"
        " (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search_path=pg\\_catalog%%pg\\_temp')"
    ).fetchall()
    assert found == [], json.dumps(found)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_file_says_so_too(file: Path) -> None:
    text = file.read_text()
    written = re.findall(r"^CREATE(?: OR REPLACE)? FUNCTION", text, re.MULTILINE)
    closed = re.findall(r"^SET search_path = pg_catalog(?:, public)?, pg_temp$", text, re.MULTILINE)
    assert len(written) == len(closed)
