"""Deadlines explain themselves, in Indonesian first."""

from __future__ import annotations

from django.utils import translation

from casework.clock import Unit, Words, due, explain, format_local, in_words, mark_in_words

from .dates import JAKARTA, MAKASSAR, utc, wib


def told(start, amount, unit, calendar=JAKARTA, pauses=(), extra=0, **source):
    """The explanation of a deadline as the screens show it."""
    end = due(start, amount, unit, calendar, pauses, extra)
    return explain(start, end, amount, unit, calendar, pauses, extra, **source)


def test_it_names_the_period_the_holidays_and_the_pause():
    pause = [(wib(2026, 12, 1, 9), wib(2026, 12, 4, 9))]
    assert told(wib(2026, 12, 10, 9), 15, Unit.WORKING_DAYS) == (
        "Tenggat 1 Januari 2027: 15 hari kerja dari 10 Desember 2026, 1 hari libur (Natal)."
    )
    assert told(wib(2026, 11, 20, 9), 10, Unit.WORKING_DAYS, pauses=pause) == (
        "Tenggat 9 Desember 2026: 10 hari kerja dari 20 November 2026, jeda 3 hari kerja."
    )


def test_it_says_why_day_zero_is_another_day():
    assert told(wib(2026, 7, 6, 16, 0, 1), 1, Unit.WORKING_DAYS) == (
        "Tenggat 8 Juli 2026: 1 hari kerja dari 6 Juli 2026, masuk setelah pukul 16.00, dihitung dari 7 Juli 2026."
    )
    assert "masuk pada hari libur, dihitung dari 25 Maret 2026" in told(wib(2026, 3, 19, 9), 1, Unit.WORKING_DAYS)


def test_it_names_each_holiday_once():
    assert "5 hari libur (Cuti bersama Nyepi, Nyepi, Cuti bersama Idulfitri)" in told(
        wib(2026, 3, 13, 9), 5, Unit.WORKING_DAYS
    )


def test_it_tells_hours_with_the_offices_clock():
    assert told(utc(2026, 7, 6, 2), 2, Unit.HOURS, MAKASSAR) == (
        "Tenggat 6 Juli 2026, 12.00 WITA: 2 jam dari 6 Juli 2026, 10.00 WITA."
    )


def test_it_tells_extensions_and_an_open_pause():
    assert told(wib(2026, 7, 6, 9), 7, Unit.CALENDAR_DAYS, extra=3) == (
        "Tenggat 16 Juli 2026: 7 hari kalender dari 6 Juli 2026, diperpanjang 3 hari kalender."
    )
    assert told(wib(2026, 7, 6, 9), 7, Unit.CALENDAR_DAYS, pauses=[(wib(2026, 7, 8, 9), None)]) == (
        "Tenggat belum dapat ditentukan: 7 hari kalender dari 6 Juli 2026, dijeda sejak 8 Juli 2026."
    )


def test_it_names_the_rule_and_how_sure_it_is():
    text = told(wib(2026, 7, 6, 9), 1, Unit.WORKING_DAYS, code="D24", basis="PP 42/2013", mark="C:21b")
    assert text.endswith("Dasar: D24, PP 42/2013 (terkonfirmasi dalam naskah).")
    assert "kebijakan, bukan ketentuan hukum" in told(wib(2026, 7, 6, 9), 7, Unit.WORKING_DAYS, code="D07", mark="P")


def test_a_mark_of_two_parts_tells_both():
    assert mark_in_words("C:34b / P for E") == (
        "terkonfirmasi dalam naskah; kebijakan, bukan ketentuan hukum untuk keadaan darurat"
    )
    assert mark_in_words("M/P") == "belum diperiksa ahli hukum; kebijakan, bukan ketentuan hukum"


def test_a_fixed_date_is_told_as_such():
    assert told(wib(2026, 7, 6, 9), 3, Unit.DATE) == "Tenggat 9 Juli 2026: tanggal yang ditetapkan."


END = wib(2026, 7, 10, 23, 59, 59)


def test_what_is_left_is_told_in_the_deadlines_unit():
    assert in_words(END, wib(2026, 7, 7, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Sisa 3 hari kerja", "ok")
    assert in_words(END, wib(2026, 7, 4, 9), Unit.CALENDAR_DAYS, JAKARTA) == Words("Sisa 6 hari", "ok")
    assert in_words(END, wib(2026, 7, 9, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Sisa 1 hari kerja", "soon")
    assert in_words(wib(2026, 7, 6, 12, 40), wib(2026, 7, 6, 11), Unit.HOURS, JAKARTA) == Words(
        "Sisa 1 jam 40 menit", "soon"
    )


def test_the_last_day_is_called_today_with_its_hour():
    assert in_words(END, wib(2026, 7, 10, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Hari ini, 23.59 WIB", "soon")


def test_what_is_late_says_by_how_much():
    assert in_words(END, wib(2026, 7, 13, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Terlambat 1 hari kerja", "late")
    assert in_words(END, wib(2026, 7, 12, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Terlambat 2 hari", "late")
    assert in_words(END, wib(2026, 7, 12, 9), Unit.CALENDAR_DAYS, JAKARTA) == Words("Terlambat 2 hari", "late")
    assert in_words(wib(2026, 7, 6, 9), wib(2026, 7, 8, 11, 30), Unit.HOURS, JAKARTA) == Words(
        "Terlambat 2 hari 2 jam", "late"
    )


def test_what_stands_still_is_called_paused():
    assert in_words(None, wib(2026, 7, 7, 9), Unit.WORKING_DAYS, JAKARTA) == Words("Dijeda", "")


def test_a_moment_carries_the_name_of_its_zone():
    moment = utc(2026, 11, 21, 9, 40)
    assert format_local(moment, "Asia/Jakarta") == "21 November 2026, 16.40 WIB"
    assert format_local(moment, "Asia/Makassar") == "21 November 2026, 17.40 WITA"
    assert format_local(moment, "Asia/Jayapura") == "21 November 2026, 18.40 WIT"


def test_months_follow_the_readers_language():
    with translation.override("en"):
        assert format_local(utc(2026, 8, 17, 3), "Asia/Jakarta").startswith("17 August 2026")
