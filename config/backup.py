"""One file with a whole installation: the database, the documents, and what both must add up to.

The file is a tar of `database.dump` (pg_dump's custom format), `documents/` and, last, `manifest.json` with a hash of
every file, the number of rows of every table and a hash over the heads of all audit chains. Keys are not in it: whoever
finds a backup must not be able to read personal values. A fingerprint says which key belongs to it.

Messages of the queue (schema `pgmq`) are left out: the outbox is the truth.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db.migrations.loader import MigrationLoader
from psycopg import sql
from psycopg.conninfo import make_conninfo

from .embedded.binaries import programs
from .errors import StartError

FORMAT = 1
DUMP = "database.dump"
DOCUMENTS = "documents"
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024

TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'pgmq') ORDER BY 1, 2
"""
HEADS = "SELECT case_uid, seq, hash FROM audit.head ORDER BY case_uid"
STORED_FILES = "SELECT file_name, sha256 FROM casework_document WHERE file_name <> ''"
MIGRATIONS = "SELECT app || '.' || name FROM django_migrations"
BROKEN_CHAINS = """
    SELECT count(*) FROM audit.event e
    LEFT JOIN audit.event before ON before.case_uid = e.case_uid AND before.seq = e.seq - 1
    WHERE e.prev <> coalesce(before.hash, audit.genesis(e.case_uid))
       OR e.hash <> sha256(convert_to('pmi-audit/v1/event' || E'\\n', 'UTF8') || e.prev || int8send(e.seq) || e.body)
"""


@dataclass(frozen=True)
class Installation:
    """What is saved or filled: the schema owner's connection (Django's settings), the documents, the key."""

    database: Mapping[str, Any]
    documents: Path
    key: bytes

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.conninfo(), password=self.database["PASSWORD"] or None)

    def conninfo(self) -> str:
        """How PostgreSQL's programs reach the database; the password goes by `environment()`."""
        known = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile", "target_session_attrs")
        return make_conninfo(
            dbname=self.database["NAME"],
            user=self.database["USER"],
            host=self.database["HOST"],
            port=self.database["PORT"] or None,
            **{name: value for name, value in self.database.get("OPTIONS", {}).items() if name in known},
        )

    def environment(self) -> dict[str, str]:
        password = self.database["PASSWORD"]
        return {**os.environ, **({"PGPASSWORD": password} if password else {})}

    def fingerprint(self) -> str:
        return hashlib.sha256(b"kawal/backup/key\n" + self.key).hexdigest()


def back_up(here: Installation, target: Path) -> dict[str, Any]:
    """Write a backup while everything goes on working; return its manifest.

    1. Open a snapshot; count in it, and let pg_dump read the very same one.
    2. Only then take the documents: a file is stored before the row that names it, so none is missing.
    3. Write the manifest and give the whole file its name.

    Raises StartError, and leaves nothing behind, when the target exists or anything fails.
    """
    if target.exists():
        raise StartError(f"{target} exists: a backup never overwrites; choose another name")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".kawal-backup-") as folder:
            draft, dump = Path(folder) / "backup.tar", Path(folder) / DUMP
            manifest = _dump(here, dump)
            with tarfile.open(draft, "w") as tar:
                manifest["files"] = _pack(tar, here.documents, dump)
                _add_manifest(tar, manifest)
            draft.chmod(0o600)
            _make_lasting(draft)
            os.link(draft, target)
    except OSError as error:
        raise StartError(f"the backup {target} cannot be written: {error.strerror or error}") from error
    return manifest


def restore(here: Installation, source: Path) -> dict[str, Any]:
    """Fill an empty installation from a backup; return its manifest.

    1. Check the whole file against its manifest, the key and the version.
    2. Refuse a database that has tables, and a folder that has documents: nothing is overwritten.
    3. Unpack, fill the database in one transaction, and count again: rows, audit heads, chains, documents.

    Raises StartError; the database is left empty unless the counting itself fails, which the message says.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            manifest = _checked(tar)
            _refuse_other_key(here, manifest)
            _refuse_newer(manifest)
            _refuse_filled(here)
            here.documents.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=here.documents.parent, prefix=".kawal-restore-") as folder:
                tar.extractall(folder, filter="data")
                _fill(here, Path(folder) / DUMP)
                _compare(here, manifest, Path(folder) / DOCUMENTS)
                if here.documents.exists():
                    here.documents.rmdir()
                (Path(folder) / DOCUMENTS).rename(here.documents)
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise StartError(f"{source} is not a whole backup of Kawal: {error}") from error
    except OSError as error:
        raise StartError(f"{source} cannot be restored: {error.strerror or error}") from error
    return manifest


# The database --------------------------------------------------------------------------------------


def _dump(here: Installation, target: Path) -> dict[str, Any]:
    with here.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot(), kawal_now()").fetchone()
        assert row is not None
        arguments = ["--format=custom", "--no-comments", "--exclude-schema=pgmq", f"--snapshot={row[0]}"]
        _run(here, "pg_dump", *arguments, f"--file={target}", f"--dbname={here.conninfo()}")
        return {
            "format": FORMAT,
            "made_at": row[1].isoformat(),
            "postgresql": connection.info.server_version,
            "key": here.fingerprint(),
            "migrations": sorted(name for (name,) in connection.execute(MIGRATIONS)),
            **_census(connection),
        }


def _fill(here: Installation, dump: Path) -> None:
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", f"--dbname={here.conninfo()}"]
    _run(here, "pg_restore", *arguments, str(dump))


def _run(here: Installation, name: str, *arguments: str) -> None:
    result = subprocess.run(
        [_program(here, name), *arguments],
        env=here.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        said = [line for line in result.stderr.splitlines() if "error" in line.lower()]
        raise StartError(f"{name} failed: {' '.join(said[:3]) or result.stderr[-300:]}")


def _program(here: Installation, name: str) -> str:
    """The program of the bin folder that fits the server: KAWAL_PG_BIN, the embedded server's own, else the path's."""
    outside = os.environ.get("DATABASE_URL") and not os.environ.get("KAWAL_PG_BIN")
    found = shutil.which(name) if outside else shutil.which(name, path=programs(os.environ))
    if found is None:
        raise StartError(f"the program {name} is missing: set KAWAL_PG_BIN to the bin folder of the server's version")
    return found


def _census(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """What a copy must have too: the log's identity, rows per table, the heads of all chains."""
    tables = connection.execute(TABLES).fetchall()
    counts = {}
    for schema, table in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
        counts[f"{schema}.{table}"] = row[0] if row else 0
    digest = hashlib.sha256()
    with connection.cursor(name="heads") as heads:
        for chain, seq, value in heads.execute(HEADS):
            digest.update(f"{chain} {seq} {value.hex()}\n".encode())
    origin = connection.execute("SELECT name FROM audit.origin").fetchone()
    return {"origin": origin[0] if origin else "", "tables": counts, "heads": digest.hexdigest()}


def _compare(here: Installation, manifest: Mapping[str, Any], documents: Path) -> None:
    with here.connect() as connection:
        found = _census(connection)
        wrong = [name for name in ("origin", "tables", "heads") if found[name] != manifest[name]]
        broken = connection.execute(BROKEN_CHAINS).fetchone()
        if broken and broken[0]:
            wrong.append(f"the audit chain ({broken[0]} events)")
        missing = [
            name
            for name, expected in connection.execute(STORED_FILES)
            if manifest["files"].get(f"{DOCUMENTS}/{name[:2]}/{name}") != expected
        ]
    documents.mkdir(exist_ok=True, mode=0o700)
    if missing:
        wrong.append(f"{len(missing)} documents, {missing[0]} among them")
    if wrong:
        raise StartError(f"the restored database differs from the backup in: {', '.join(wrong)}; do not work with it")


# The file ------------------------------------------------------------------------------------------


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.digest.update(data)
        return data


def _pack(tar: tarfile.TarFile, documents: Path, dump: Path) -> dict[str, str]:
    """Add the dump and every document; return the hash of each."""
    hashes = {}
    stored = sorted(path for path in documents.rglob("*") if path.is_file()) if documents.exists() else []
    for path, name in [(dump, DUMP), *((path, f"{DOCUMENTS}/{path.relative_to(documents)}") for path in stored)]:
        member = tarfile.TarInfo(name)
        member.mode = 0o600
        with path.open("rb") as file:
            member.size = os.fstat(file.fileno()).st_size
            reader = _Hashing(file)
            tar.addfile(member, reader)
        hashes[name] = reader.digest.hexdigest()
    return hashes


def _add_manifest(tar: tarfile.TarFile, manifest: Mapping[str, Any]) -> None:
    member = tarfile.TarInfo(MANIFEST)
    member.mode = 0o600
    with tempfile.TemporaryFile() as file:
        member.size = file.write(json.dumps(manifest, indent=1, sort_keys=True).encode())
        file.seek(0)
        tar.addfile(member, file)


def _checked(tar: tarfile.TarFile) -> dict[str, Any]:
    """The manifest, once every file is there with its hash and no other."""
    with _opened(tar, tar.getmember(MANIFEST)) as file:
        manifest: dict[str, Any] = json.load(file)
    if manifest["format"] != FORMAT:
        raise StartError(f"the backup has format {manifest['format']}, this version of Kawal reads {FORMAT}")
    waiting = dict(manifest["files"])
    for member in tar:
        if member.name == MANIFEST:
            continue
        with _opened(tar, member) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != waiting.pop(member.name, None):
                raise ValueError(f"{member.name} is not what was saved")
    if waiting:
        raise ValueError(f"{min(waiting)} is missing")
    return manifest


@contextmanager
def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Any]:
    file = tar.extractfile(member)
    if file is None:
        raise ValueError(f"{member.name} is no file")
    with file:
        yield file


def _make_lasting(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


# What is refused -----------------------------------------------------------------------------------


def _refuse_other_key(here: Installation, manifest: Mapping[str, Any]) -> None:
    if manifest["key"] != here.fingerprint():
        raise StartError(
            "the backup belongs to another key: put the installation's encryption_key into KAWAL_DATA, or set "
            "KAWAL_ENCRYPTION_KEY, before you restore"
        )


def _refuse_newer(manifest: Mapping[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = sorted(set(manifest["migrations"]) - known)
    if unknown:
        raise StartError(f"the backup was made by another version of Kawal ({unknown[-1]}): install that one first")


def _refuse_filled(here: Installation) -> None:
    with here.connect() as connection:
        table = connection.execute(TABLES).fetchone()
    if table:
        raise StartError(
            f"the database {here.database['NAME']} is not empty (it has the table {table[1]}): restore into a new one"
        )
    if here.documents.exists() and any(here.documents.iterdir()):
        raise StartError(f"the folder {here.documents} is not empty: restore into a new one")
