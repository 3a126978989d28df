"""NIK, passport and telephone numbers: what refuses them, what is only said."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import Region
from casework.people import check_passport, clean_phone, mask_nik, validate_nik
from tests.factories.places import places


@pytest.fixture
def known_places(db: None) -> None:
    places()


@pytest.mark.usefixtures("known_places")
@pytest.mark.parametrize("nik", ["1606035205900001", "16.0603.120590.0001", "1606 0312 0590 0001"])
def test_a_sound_nik_passes_however_it_is_written(nik: str) -> None:
    checked = validate_nik(nik)

    assert (checked.errors, checked.warnings) == ([], [])


@pytest.mark.parametrize(
    ("nik", "word"),
    [
        ("160603520590001", "16 angka"),
        ("16060352059000011", "16 angka"),
        ("160603520590000A", "16 angka"),
        ("1606030005900001", "tanggal"),
        ("1606033205900001", "tanggal"),
        ("1606034005900001", "tanggal"),
        ("1606037205900001", "tanggal"),
        ("1606031200900001", "bulan"),
        ("1606031213900001", "bulan"),
        ("1606031205900000", "0000"),
    ],
)
def test_what_cannot_be_a_nik_is_refused(nik: str, word: str) -> None:
    assert word in " ".join(validate_nik(nik).errors)


@pytest.mark.usefixtures("known_places")
@pytest.mark.parametrize(
    ("nik", "birth_date", "sex", "word"),
    [
        ("9999991205900001", None, "", "Kode wilayah"),
        ("1606033102900001", None, "", "kalender"),
        ("1606031205900001", date(1990, 5, 13), "", "Tanggal lahir"),
        ("1606035205900001", date(1990, 5, 12), "M", "Jenis kelamin"),
        ("1606031205900001", date(1990, 5, 12), "F", "Jenis kelamin"),
    ],
)
def test_what_is_only_odd_is_said_and_passes(nik: str, birth_date: date | None, sex: str, word: str) -> None:
    checked = validate_nik(nik, birth_date, sex)

    assert checked.errors == []
    assert len(checked.warnings) == 1
    assert word in checked.warnings[0]


@pytest.mark.usefixtures("known_places")
@pytest.mark.parametrize("year", [1990, 2090])
def test_the_century_is_not_in_a_nik(year: int) -> None:
    assert validate_nik("1606035205900001", date(year, 5, 12), "F").warnings == []


@pytest.mark.usefixtures("known_places")
def test_a_nik_of_a_closed_sub_district_is_known() -> None:
    Region.objects.filter(code="16.06.03").update(valid_to=date(2025, 1, 1))

    assert validate_nik("1606035205900001").warnings == []


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_a_masked_nik_shows_its_district_and_serial_only(nik: str) -> None:
    assert mask_nik(nik) == nik[:4] + "••••••••" + nik[12:]


@pytest.mark.parametrize("fragment", ["", "1606", "160603520590"])
def test_an_incomplete_nik_is_masked_whole(fragment: str) -> None:
    assert mask_nik(fragment) == "•" * len(fragment)


@pytest.mark.parametrize(
    ("number", "errors", "warnings"), [("C 1234567", 0, 0), ("x123456", 0, 0), ("AB99", 0, 1), ("?", 1, 0), ("", 1, 0)]
)
def test_passport_numbers_of_another_shape_are_said(number: str, errors: int, warnings: int) -> None:
    checked = check_passport(number)

    assert (len(checked.errors), len(checked.warnings)) == (errors, warnings)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0812-3456-7890", "+6281234567890"), ("+60 12-345 6789", "+60123456789"), ("62 812 3456 7890", "+6281234567890")],
)
def test_telephone_numbers_are_kept_in_one_form(typed: str, number: str) -> None:
    assert clean_phone(typed) == number


@pytest.mark.parametrize("typed", ["", "12", "tanya Pak RT"])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Nomor telepon"):
        clean_phone(typed)
