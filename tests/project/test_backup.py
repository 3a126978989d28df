"""A backup is one file from which the whole installation comes back, and nothing is ever overwritten."""

from __future__ import annotations

import base64
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from casework import engine
from casework.models import Document, Event
from config.backup import Installation, back_up, restore
from config.database import BASE_DIR, OWNER, RUNTIME
from config.errors import StartError
from tests import database
from tests.factories.cases import do, opened
from tests.installation import environment
from tests.project.clients import postgres_processes, wait_until
from tests.toy.models import Parcel
from tests.world import World, request_id

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def installation(name: str, documents: Path) -> Installation:
    """A database of the tests' server as its owner, with a documents folder."""
    described = {**connections["default"].settings_dict, "NAME": name, "USER": OWNER}
    return Installation(described, documents, settings.KAWAL_OPENING_KEY)


@pytest.fixture
def here(committed_db: str, world: World) -> Installation:
    """An installation with a case and a document."""
    outcome = engine.open_case(
        Parcel, actor=world.siti, office=world.village, request_id=request_id(), data={"content": "Beras"}
    )
    paper = SimpleUploadedFile("surat.pdf", PDF, content_type="application/pdf")
    do(opened(outcome), "add_document", world.siti, files={"file": paper}, kind="OTHER", title="Surat jalan")
    return installation(committed_db, settings.KAWAL_MEDIA)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kawal.tar"


@pytest.fixture
def elsewhere(here: Installation, tmp_path: Path) -> Any:
    """An empty database beside, with an empty documents folder."""
    name = database.clone_name()
    database.cluster.create_database(database.data_folder(), name)
    yield installation(name, tmp_path / "elsewhere" / "documents")
    database.drop(name)


def test_a_fresh_machine_gets_everything_back(here, file, tmp_path):
    back_up(here, file)
    stored = Document.objects.get()
    data = tmp_path / "fresh"
    key = base64.b64encode(settings.KAWAL_OPENING_KEY).decode()
    told = environment(data) | {"KAWAL_ENCRYPTION_KEY": key, "KAWAL_WORKFLOWS": database.TOY}

    result = _run("restore", str(file), told=told)

    assert result.returncode == 0, result.stderr
    assert "Restored and checked" in result.stdout
    assert (data / "documents" / stored.file_name[:2] / stored.file_name).read_bytes() == PDF
    again = _run("restore", str(file), told=told)
    assert again.returncode == 1
    assert "is not empty" in again.stderr
    wait_until(lambda: not postgres_processes(data), seconds=60)

    saved = _run("backup", str(tmp_path / "second.tar"), told=told)

    assert saved.returncode == 0, saved.stderr
    assert "1 documents" in saved.stdout
    wait_until(lambda: not postgres_processes(data), seconds=60)


def test_cases_events_and_heads_are_the_same(here, elsewhere, file):
    manifest = back_up(here, file)

    assert restore(elsewhere, file) == manifest

    assert manifest["tables"]["public.casework_case"] == 1
    assert manifest["tables"]["audit.event"] == Event.objects.count() > 2
    with database.connect_as(RUNTIME, elsewhere.database["NAME"]) as product:
        events = product.execute("SELECT case_uid, seq, hash, body FROM audit.event ORDER BY 1, 2").fetchall()
    mine = Event.objects.order_by("case_uid", "seq").values_list("case_uid", "seq", "hash", "body")
    assert events == [(chain, seq, bytes(digest), bytes(body)) for chain, seq, digest, body in mine]


def test_the_guards_are_back_and_cannot_be_switched_off_quietly(here, elsewhere, file):
    back_up(here, file)
    restore(elsewhere, file)

    with database.connect_as(OWNER, elsewhere.database["NAME"]) as owner:
        for forbidden in ("DELETE FROM audit.event", "DELETE FROM casework_case", "TRUNCATE audit.head"):
            with pytest.raises(psycopg.Error, match=r"refused|never deleted"):
                owner.execute(forbidden)
        always = "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'A'"
        with database.connect_as(OWNER, here.database["NAME"]) as before:
            assert owner.execute(always).fetchone() == before.execute(always).fetchone()


def test_work_goes_on_in_the_restored_database(here, elsewhere, file):
    back_up(here, file)
    restore(elsewhere, file)

    with database.connect_as(RUNTIME, elsewhere.database["NAME"]) as product:
        product.execute("UPDATE casework_user SET last_login = now()")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            product.execute("INSERT INTO audit.origin (name) VALUES ('other')")


def test_a_database_with_tables_is_refused(here, file, tmp_path):
    back_up(here, file)

    with pytest.raises(StartError, match="is not empty"):
        restore(installation(here.database["NAME"], tmp_path / "new"), file)


def test_a_folder_with_documents_is_refused_and_left_alone(here, elsewhere, file):
    back_up(here, file)
    elsewhere.documents.mkdir(parents=True)
    (elsewhere.documents / "mine.pdf").write_bytes(PDF)

    with pytest.raises(StartError, match="is not empty"):
        restore(elsewhere, file)

    assert (elsewhere.documents / "mine.pdf").read_bytes() == PDF


def test_an_existing_file_is_never_overwritten(here, file):
    file.write_text("yesterday's")

    with pytest.raises(StartError, match="never overwrites"):
        back_up(here, file)

    assert file.read_text() == "yesterday's"


def test_another_key_is_refused_before_anything_is_written(here, elsewhere, file):
    back_up(here, file)
    other = Installation(elsewhere.database, elsewhere.documents, bytes(32))

    with pytest.raises(StartError, match="belongs to another key"):
        restore(other, file)

    restore(elsewhere, file)


def test_a_damaged_file_is_refused_before_anything_is_written(here, elsewhere, file):
    back_up(here, file)
    content = file.read_bytes()
    file.write_bytes(content.replace(PDF, PDF.replace(b"endobj", b"change")))

    with pytest.raises(StartError, match="not a whole backup"):
        restore(elsewhere, file)

    file.write_bytes(content)
    restore(elsewhere, file)


def test_a_file_that_breaks_off_is_refused(here, elsewhere, file):
    back_up(here, file)
    file.write_bytes(file.read_bytes()[:-20_000])

    with pytest.raises(StartError, match="not a whole backup"):
        restore(elsewhere, file)


def test_no_key_stands_in_the_file_and_only_the_owner_reads_it(here, file):
    back_up(here, file)

    assert file.stat().st_mode & 0o777 == 0o600
    assert settings.KAWAL_OPENING_KEY not in file.read_bytes()
    with tarfile.open(file) as tar:
        assert {name.split("/")[0] for name in tar.getnames()} == {"database.dump", "documents", "manifest.json"}


def _run(*command: str, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "manage.py", *command]
    return subprocess.run(line, cwd=BASE_DIR, env=told, capture_output=True, text=True, timeout=180, check=False)
