"""The scripts in `docs/auditing.md` are run as they stand there, on sound chains and on broken ones."""

from __future__ import annotations

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from casework import engine
from tests.factories.cases import move, opened
from tests.toy.models import Parcel
from tests.world import World, request_id

CHAINS = "Checking every chain"
OPENINGS = "Checking what was said"

Script = Callable[[str], list[str]]


@pytest.fixture
def parcel(committed_db: str, world: World) -> Parcel:
    """A case with three events; one of them commits to what was filled in."""
    outcome = engine.open_case(
        Parcel, actor=world.siti, office=world.village, request_id=request_id(), data={"content": "Beras"}
    )
    sent = move(opened(outcome), "send", world.siti)
    return move(sent, "accept_handover", world.budi)


@pytest.fixture
def without_guards(as_owner: psycopg.Connection) -> psycopg.Connection:
    """Somebody who can switch off what refuses changes."""
    for table in ("event", "head", "opening"):
        as_owner.execute(f"ALTER TABLE audit.{table} DISABLE TRIGGER USER")
    return as_owner


@pytest.fixture
def printed_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Script:
    """Run the script under a heading; returns the lines it prints."""

    def run(heading: str) -> list[str]:
        page = (settings.BASE_DIR / "docs" / "auditing.md").read_text(encoding="utf-8")
        found = re.search(rf"^## {heading}\n.*?^```python\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
        assert found, f"docs/auditing.md has no script under {heading!r}"
        script = tmp_path / "script.py"
        script.write_text(found[1], encoding="utf-8")
        capsys.readouterr()
        runpy.run_path(str(script))
        return capsys.readouterr().out.splitlines()

    return run


def test_chains_as_they_were_written_have_no_faults(parcel: Parcel, printed_by: Script) -> None:
    [line] = printed_by(CHAINS)
    assert re.fullmatch(r"\d+ events in \d+ chains, faults: 0", line)
    assert not line.startswith("0 ")


def test_an_altered_body_is_found_where_it_stands(
    parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script
) -> None:
    without_guards.execute(
        "UPDATE audit.event SET body = convert_to(replace(convert_from(body, 'UTF8'), 'toy.send', 'toy.lose'), 'UTF8'),"
        " act = 'toy.lose' WHERE case_uid = %s AND seq = 2",
        [parcel.uid],
    )
    assert printed_by(CHAINS)[1:] == [f"{parcel.uid} event 2"]


@pytest.mark.parametrize(
    "change", ["act = 'toy.lose'", "at = at - interval '1 day'", "actor = NULL", "office = gen_random_uuid()"]
)
def test_an_altered_copy_beside_the_body_is_found(
    parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script, change: str
) -> None:
    without_guards.execute(f"UPDATE audit.event SET {change} WHERE case_uid = %s AND seq = 2", [parcel.uid])
    assert printed_by(CHAINS)[1:] == [f"{parcel.uid} event 2"]


def test_an_event_taken_out_of_the_middle_is_found(
    parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script
) -> None:
    without_guards.execute("DELETE FROM audit.event WHERE case_uid = %s AND seq = 2", [parcel.uid])
    assert printed_by(CHAINS)[1:] == [f"{parcel.uid} event 3"]


def test_a_last_event_taken_away_is_found_by_the_head(
    parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script
) -> None:
    without_guards.execute("DELETE FROM audit.event WHERE case_uid = %s AND seq = 3", [parcel.uid])
    assert printed_by(CHAINS)[1:] == [f"{parcel.uid} head"]


def test_a_whole_chain_taken_away_is_not_found(
    parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script
) -> None:
    """The page says so: only a copy kept elsewhere shows it."""
    without_guards.execute("DELETE FROM audit.event WHERE case_uid = %s", [parcel.uid])
    without_guards.execute("DELETE FROM audit.head WHERE case_uid = %s", [parcel.uid])
    [line] = printed_by(CHAINS)
    assert line.endswith("faults: 0")


def test_commitments_open_to_what_was_said(parcel: Parcel, printed_by: Script) -> None:
    [line] = printed_by(OPENINGS)
    assert re.fullmatch(r"[1-9]\d* values opened, 0 without opening, wrong: 0", line)


def test_a_swapped_salt_does_not_open(parcel: Parcel, without_guards: psycopg.Connection, printed_by: Script) -> None:
    without_guards.execute(
        "UPDATE audit.opening SET salt = sha256('') WHERE path = 'form.content.n' AND event_id ="
        " (SELECT (convert_from(body, 'UTF8')::jsonb ->> 'id')::uuid FROM audit.event WHERE case_uid = %s AND seq = 1)",
        [parcel.uid],
    )
    assert printed_by(OPENINGS)[1:] == [f"{parcel.uid} event 1 form.content.n"]


def test_erasing_a_value_leaves_the_chain_whole(
    parcel: Parcel, as_owner: psycopg.Connection, printed_by: Script
) -> None:
    as_owner.execute("DELETE FROM audit.opening WHERE path = 'form.content.n'")
    assert printed_by(OPENINGS)[0].endswith(", 1 without opening, wrong: 0")
    assert printed_by(CHAINS)[0].endswith("faults: 0")
