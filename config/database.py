"""Where the database is, and as which role this process connects.

The product knows one Django alias, ``default``. Which role stands behind it is a property of the *process*, not of the
query: ``KAWAL_ROLE=owner`` (set by manage.py for schema commands) connects as the owner, every other process as the
runtime role, which owns nothing. So no product code can pick the stronger role.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .errors import StartError

DATABASE = "kawal"
ADMIN = "kawal_admin"
OWNER = "kawal_owner"
RUNTIME = "kawal_app"
QUEUE = "kawal_queue"

PORT = 5432
PLAN_ONCE = "-c plan_cache_mode=force_generic_plan"
"""For kept statements and functions of the runtime role: they look rows up by id, and planning anew costs more."""
SOCKET_NAME = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 107
BASE_DIR = Path(__file__).resolve().parent.parent


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder for the embedded database, keys and documents: ``KAWAL_DATA``, else .kawal by manage.py."""
    return Path(environ.get("KAWAL_DATA") or BASE_DIR / ".kawal").absolute()


def is_embedded(environ: Mapping[str, str]) -> bool:
    """Say whether this process uses the embedded server."""
    return not environ.get("DATABASE_URL")


def server_folder(data: Path) -> Path:
    """Return PostgreSQL's own folder inside the data folder."""
    return data / "postgres"


def socket_folder(data: Path) -> Path:
    """Return the folder through which clients reach the embedded server's socket.

    It is PostgreSQL's own folder, or, where that path is too long for a Unix socket, a short link to it (made by
    `config.embedded`) in a private folder under the system's temporary folder.
    """
    folder = server_folder(data)
    if len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"kawal-{os.geteuid()}" / digest


def parse_url(name: str, url: str) -> dict[str, Any]:
    """Return Django's connection settings for a ``postgresql://`` URL.

    Query parameters (``sslmode``, ``host`` for a socket folder, ...) are handed to the driver.
    Raises StartError, naming the environment variable, when it is no PostgreSQL URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise StartError(f"{name} must look like postgresql://user:password@host:5432/database")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def connection_settings(environ: Mapping[str, str], data: Path) -> dict[str, Any]:
    """Return ``DATABASES["default"]`` for this process.

    ``DATABASE_URL`` names an outside server (runtime role) and ``KAWAL_OWNER_URL`` its schema owner; without them the
    embedded server in `data` is meant. ``KAWAL_DATABASE`` picks another database of the embedded server: tests do.
    ``KAWAL_POOL`` is the number of pooled connections of this process; only web processes have it.
    """
    as_owner = environ.get("KAWAL_ROLE") == "owner"
    if environ.get("DATABASE_URL"):
        name = "KAWAL_OWNER_URL" if as_owner else "DATABASE_URL"
        if not environ.get(name):
            raise StartError("KAWAL_OWNER_URL must name the schema owner's connection for this command")
        connection = parse_url(name, environ[name])
    else:
        connection = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": environ.get("KAWAL_DATABASE", DATABASE),
            "USER": OWNER if as_owner else RUNTIME,
            "PASSWORD": "",
            "HOST": str(socket_folder(data)),
            "PORT": str(PORT),
            "OPTIONS": {},
        }
    if not as_owner:
        given = connection["OPTIONS"].get("options", "")
        connection["OPTIONS"] |= {"options": f"{PLAN_ONCE} {given}".strip()}
    pool = int(environ.get("KAWAL_POOL", "0"))
    if pool and not as_owner:
        connection["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    else:
        connection["CONN_MAX_AGE"] = 60
    return connection | {"CONN_HEALTH_CHECKS": True}


def broker_settings(environ: Mapping[str, str], data: Path) -> tuple[str, dict[str, Any]]:
    """Return Celery's broker URL and transport options.

    ``BROKER_URL`` wins. Else messages go through the schema ``pgmq`` of the embedded server, under a role of its own.
    The transport needs the connection as ``key=value`` words: of a URL it would drop the socket folder.
    """
    if environ.get("BROKER_URL"):
        return environ["BROKER_URL"], {}
    if environ.get("DATABASE_URL"):
        raise StartError("BROKER_URL must be set together with DATABASE_URL (redis://, amqp:// or pgmq://)")
    database = environ.get("KAWAL_DATABASE", DATABASE)
    options = {
        "conn_string": f"host='{socket_folder(data)}' port={PORT} dbname={database} user={QUEUE}",
        "init_extension": False,
        "polling_interval": 0.1,
        "wait_time_seconds": 0,
        "pool_size": 2,
        "visibility_timeout": 600,
    }
    return "pgmq://localhost", options
