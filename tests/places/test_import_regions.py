"""Bringing the places up to the public list, with a sample of our own and, where it is there, the whole."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from casework.models import Region
from casework.region_import import BRING_UP_TO, BrokenFileError, import_regions
from casework.regions import REFRESH_PATHS, record_successor, relabel, search_regions
from tests.factories.places import LONG_AGO, SAMPLE, TEBING_BULANG, ULAK_PACEH

pytestmark = pytest.mark.django_db

# never part of the project; lies beside it where the project is built
WHOLE_FILE = Path(__file__).parents[3] / "shared" / "data" / "wilayah.sql"
NEXT_YEAR = date(2025, 7, 1)


def a_file(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = SAMPLE.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "wilayah.sql"
    path.write_text(text, newline="\r\n")
    return path


def paths(**which: object) -> list[str]:
    return [region.path for region in Region.objects.filter(**which)]


def test_it_enters_every_place_with_its_path() -> None:
    report = import_regions(SAMPLE, LONG_AGO)

    assert (report.rows, report.added) == (40, 40)
    village = Region.objects.get(code=TEBING_BULANG)
    assert village.path == "Tebing Bulang, Sungai Keruh, Musi Banyuasin, Sumatera Selatan"
    assert (village.level, village.parent_id, village.valid_from) == (4, "16.06.03", LONG_AGO)
    assert Region.objects.get(code="16.06").path == "Kabupaten Musi Banyuasin, Sumatera Selatan"
    assert Region.objects.get(code="16.71.01").path == "Ilir Barat Dua, Kota Palembang, Sumatera Selatan"
    assert Region.objects.get(code="11.01.02.2018").name == "Pasi Kuala Ba'u"


def test_the_same_file_again_changes_nothing() -> None:
    import_regions(SAMPLE, LONG_AGO)
    before = list(Region.objects.values())

    report = import_regions(SAMPLE, NEXT_YEAR)

    assert not report.changed
    assert list(Region.objects.values()) == before


def test_a_newer_file_renames_and_paths_follow(tmp_path: Path) -> None:
    import_regions(SAMPLE, LONG_AGO)

    report = import_regions(a_file(tmp_path, ("'Sungai Keruh'", "'Sungai Jernih'")), NEXT_YEAR)

    assert report.renamed == [("16.06.03", "Sungai Keruh", "Sungai Jernih")]
    assert paths(code=TEBING_BULANG) == ["Tebing Bulang, Sungai Jernih, Musi Banyuasin, Sumatera Selatan"]


def test_a_newer_file_closes_what_it_no_longer_has_and_reopens_what_it_has_again(tmp_path: Path) -> None:
    import_regions(SAMPLE, LONG_AGO)

    closing = import_regions(a_file(tmp_path, ("('16.06.03.2008','Tebing Bulang'),", "")), NEXT_YEAR)

    assert closing.closed == [(TEBING_BULANG, "Tebing Bulang, Sungai Keruh, Musi Banyuasin, Sumatera Selatan")]
    assert Region.objects.get(code=TEBING_BULANG).valid_to == NEXT_YEAR
    assert not Region.objects.valid_on(NEXT_YEAR).filter(code=TEBING_BULANG).exists()
    assert Region.objects.valid_on(date(2025, 6, 30)).filter(code=TEBING_BULANG).exists()

    again = import_regions(SAMPLE, date(2026, 1, 1))

    assert [code for code, _ in again.reopened] == [TEBING_BULANG]
    assert Region.objects.get(code=TEBING_BULANG).valid_to is None


def test_a_dry_run_reports_and_changes_nothing() -> None:
    report = import_regions(SAMPLE, LONG_AGO, dry_run=True)

    assert report.added == 40
    assert not Region.objects.exists()


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("('16.06','Kabupaten Musi Banyuasin'),", "('16.06','Kabupaten Musi Banyuasin'", 16, "baris rusak"),
        ("('16.06','Kabupaten Musi Banyuasin'),", "('16.06','Kabupaten Musi Banyuasin')", 17, "koma"),
        ("('16.06.01','Sekayu'),", "('16.06.1','Sekayu'),", 17, "kode wilayah"),
        ("('16.06.01','Sekayu'),", "('16.06.03','Sekayu'),", 18, "sudah ada di baris 17"),
        ("('16.06.01','Sekayu'),", "('16.07.01','Sekayu'),", 17, "induk 16.07"),
        ("('16.06.01','Sekayu'),", "('16.06.01',''),", 17, "kosong"),
        ("('16.06.01','Sekayu'),", "DELETE FROM users;", 17, "baris rusak"),
        ("('92','Papua Barat');", "('92','Papua Barat'),", 63, "terputus"),
    ],
)
def test_a_broken_line_is_named_and_nothing_changes(
    tmp_path: Path, before: str, after: str, line: int, reason: str
) -> None:
    import_regions(SAMPLE, LONG_AGO)
    places = list(Region.objects.values())

    with pytest.raises(BrokenFileError) as broken:
        import_regions(a_file(tmp_path, ("'Aceh'", "'Nanggroe Aceh'"), (before, after)), NEXT_YEAR)

    assert broken.value.line == line
    assert reason in str(broken.value)
    assert list(Region.objects.values()) == places


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "wilayah.sql"
    path.write_bytes(SAMPLE.read_bytes().replace(b"Sekayu", b"Sek\xe9yu"))

    with pytest.raises(BrokenFileError) as broken:
        import_regions(path, LONG_AGO)

    assert broken.value.line == 17


def test_a_file_without_places_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.sql"
    path.write_text("-- nothing\n")

    with pytest.raises(BrokenFileError, match="tidak memuat"):
        import_regions(path, LONG_AGO)


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    call_command("import_regions", SAMPLE, on=LONG_AGO)
    call_command("import_regions", a_file(tmp_path, ("('16.06.03.2008','Tebing Bulang'),", "")), on=NEXT_YEAR)

    said = capsys.readouterr().out
    assert "40 wilayah dibaca: 40 baru" in said
    assert "Ditutup  16.06.03.2008  Tebing Bulang, Sungai Keruh" in said


def test_the_command_names_the_broken_line(tmp_path: Path) -> None:
    path = a_file(tmp_path, ("('16.06.01','Sekayu'),", "('16.06.1','Sekayu'),"))

    with pytest.raises(CommandError, match=r"Baris 17: .* Tidak ada yang diubah"):
        call_command("import_regions", path)


def test_a_disputed_spelling_can_be_shown_otherwise_and_survives_the_next_file() -> None:
    import_regions(SAMPLE, LONG_AGO)

    relabel(Region.objects.get(code="16.06.13"), "Lawang Wetan")
    import_regions(SAMPLE, NEXT_YEAR)

    assert paths(code=ULAK_PACEH) == ["Ulak Paceh, Lawang Wetan, Musi Banyuasin, Sumatera Selatan"]


def test_places_are_found_by_words_code_and_near_spelling() -> None:
    import_regions(SAMPLE, LONG_AGO)

    assert search_regions("ulak paceh banyuasin", NEXT_YEAR)[0].code == ULAK_PACEH
    assert [region.code for region in search_regions("mesuji", NEXT_YEAR, level=3)] == [
        "18.11.01",
        "16.02.04",
        "18.11.02",
    ]
    assert [region.code for region in search_regions("16.06.03.2008", NEXT_YEAR)] == [TEBING_BULANG]
    assert search_regions("Tebing Bulan", NEXT_YEAR)[0].code == TEBING_BULANG
    assert search_regions("Tebbing Bulang", NEXT_YEAR)[0].code == TEBING_BULANG


def test_a_closed_place_is_not_offered_any_more(tmp_path: Path) -> None:
    import_regions(SAMPLE, LONG_AGO)
    import_regions(a_file(tmp_path, ("('16.06.03.2008','Tebing Bulang'),", "")), NEXT_YEAR)

    assert search_regions("16.06.03.2008", NEXT_YEAR) == []


def test_a_successor_is_recorded_once() -> None:
    import_regions(SAMPLE, LONG_AGO)
    old, new = Region.objects.get(code="16.06.03.2008"), Region.objects.get(code=ULAK_PACEH)

    record_successor(old, new, NEXT_YEAR)
    record_successor(old, new, NEXT_YEAR)

    assert list(old.successors.all()) == [new]


if WHOLE_FILE.exists():

    def test_the_whole_public_file_is_read_in_less_than_twenty_seconds() -> None:
        began = time.monotonic()
        report = import_regions(WHOLE_FILE, LONG_AGO)
        took = time.monotonic() - began

        assert (report.rows, report.added) == (91_599, 91_599)
        assert [Region.objects.filter(level=level).count() for level in (1, 2, 3, 4)] == [38, 514, 7_285, 83_762]
        assert took < 20
        assert not import_regions(WHOLE_FILE, NEXT_YEAR).changed


def test_all_places_are_looked_at_in_one_pass_though_the_database_counted_them_too_early(
    as_owner: psycopg.Connection, tmp_path: Path
) -> None:
    plans: dict[str, list[str]] = {}

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql in (BRING_UP_TO, REFRESH_PATHS):
            as_owner.execute("ANALYZE casework_region")
            with connection.connection.cursor() as cursor:
                plans[sql] = [line for (line,) in cursor.execute(f"EXPLAIN {sql}", params)]
        return execute(sql, params, many, context)

    renamed = a_file(tmp_path, ("Tebing Bulang", "Tebing Bulang Baru"))
    with transaction.atomic(), connection.execute_wrapper(explain):
        import_regions(SAMPLE, LONG_AGO)  # from here on the places are there, but nobody else sees them
        import_regions(renamed, NEXT_YEAR)

    assert any("rows=1 " in line for line in plans[REFRESH_PATHS])
    assert not [line for plan in plans.values() for line in plan if "Nested Loop" in line]
    assert Region.objects.get(code=TEBING_BULANG).path.startswith("Tebing Bulang Baru, Sungai Keruh")
