"""What is checked before the product works with a database: the role's rights, the clock, room for connections."""

from __future__ import annotations

from importlib import import_module

import psycopg
from django.conf import settings
from django.db import connections

from .errors import StartError

STRENGTH = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
           OR EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid),
           EXISTS (SELECT FROM pg_shdepend
                   WHERE refclassid = 'pg_authid'::regclass AND refobjid = pg_roles.oid AND deptype = 'o'),
           has_database_privilege(current_user, current_database(), 'TEMP')
    FROM pg_roles WHERE rolname = current_user
"""
DEMO_USER = "SELECT username FROM casework_user WHERE is_demo ORDER BY id LIMIT 1"
TEST_CLOCK = "SELECT 1 FROM pg_tables WHERE tablename = 'kawal_test_clock'"
ROOM = "SELECT current_setting('max_connections')::int, current_setting('superuser_reserved_connections')::int"
SPARE_CONNECTIONS = 5
"""For an operator's psql, a backup and a management command."""
QUEUE_CONNECTIONS = 2
"""Per process, if messages go through the same server; `pool_size` of the broker's settings."""


def refuse_unsafe_database() -> None:
    """Raise StartError if the database would not keep the product's promises.

    1. The runtime role must be weak and own nothing: an owner can switch every guard off. It makes no temporary
       tables: they would stand before the product's in every search path.
    2. Its clock must be the real one, not that of a test database.
    3. An outside database must hold no demonstration login: its password is published.
    4. All processes together must find room below ``max_connections``.
    5. No open case may stand in a state that its workflow does not know any more.

    Opens one connection of its own and closes it, so it may run before a fork.
    """
    with psycopg.connect(**connections["default"].get_connection_params()) as connection:
        role = connection.info.user
        strong, owns, temporary = connection.execute(STRENGTH).fetchone() or (True, True, True)
        if strong or owns:
            fault = "has more rights than it needs" if strong else "owns tables or other objects"
            raise StartError(f"the runtime role {role} {fault}: connect as a role like kawal_app (docs/operating.md)")
        if temporary:
            raise StartError(
                f"the runtime role {role} may make temporary tables in {connection.info.dbname}: "
                "take TEMPORARY on it from PUBLIC and from the role, as config/embedded/database.sql does"
            )
        if connection.execute(TEST_CLOCK).fetchone():
            raise StartError(f"the database {connection.info.dbname} has the tests' clock: use another database")
        if not settings.KAWAL_EMBEDDED and (demo := connection.execute(DEMO_USER).fetchone()):
            raise StartError(
                f"the demonstration login {demo[0]} is in this database: users stay, so use a new database"
            )
        with connection.cursor() as cursor:
            if faults := import_module("casework.stranding").faults(cursor):
                raise StartError("; ".join(faults))
        room, reserved = connection.execute(ROOM).fetchone() or (0, 0)
    needed = connections_needed()
    if needed > room - reserved:
        raise StartError(
            f"the processes may open {needed} connections, the database gives {room - reserved}: "
            "raise max_connections or lower KAWAL_WEB_PROCESSES, KAWAL_WEB_THREADS, KAWAL_WORKERS"
        )


def connections_needed() -> int:
    """Return how many connections all processes of one installation open at most."""
    web, threads, workers = settings.KAWAL_WEB_PROCESSES, settings.KAWAL_WEB_THREADS, settings.KAWAL_WORKERS
    processes = web + (workers + 1) + 1
    queue = QUEUE_CONNECTIONS * processes if settings.CELERY_BROKER_URL.startswith("pgmq") else 0
    return web * threads + (workers + 1) + 1 + queue + SPARE_CONNECTIONS
