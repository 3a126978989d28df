"""Loading adds rows and never edits them."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casework.clock import reference_version
from casework.models import DeadlineRule, RulebookEntry
from casework.rulebook import Report, RulebookError, folders, load, rule

pytestmark = pytest.mark.django_db

FIRST = """
[defaults]
mark = "P"
valid_from = 2024-01-01
[[rule]]
code = "X01"
label = "Uji"
label_en = "Trial"
applies_to = "Complaint"
starts = "received"
periods = ["3 WD"]
[[list]]
name = "trial"
entries = [
  { code = "one", label = "Satu", label_en = "One" },
  { code = "two", label = "Dua", label_en = "Two" },
]
"""

FROM_2026 = """
[[rule]]
code = "X01"
label = "Uji"
label_en = "Trial"
applies_to = "Complaint"
starts = "received"
periods = ["5 WD"]
valid_from = 2026-01-01
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "trial.toml").write_text(FIRST, encoding="utf-8")
    return tmp_path


def rewrite(folder, text):
    (folder / "trial.toml").write_text(text, encoding="utf-8")


def test_the_delivered_rulebook_loads_twice_and_adds_nothing_the_second_time():
    load(*folders())
    before = reference_version()
    report = load(*folders())
    assert (report.added, report.ended) == (0, 0)
    assert report.unchanged == DeadlineRule.objects.count() + RulebookEntry.objects.count()
    assert reference_version() == before


def test_a_dry_run_changes_nothing(folder):
    before = reference_version()
    assert load(folder, dry_run=True) == Report(added=3, ended=0, unchanged=0)
    assert not DeadlineRule.objects.filter(code="X01").exists()
    assert reference_version() == before


def test_a_changed_rule_needs_a_new_date(folder):
    load(folder)
    rewrite(folder, FIRST.replace("3 WD", "5 WD"))
    with pytest.raises(RulebookError, match="X01: periods changed for 2024-01-01: give it a new valid_from"):
        load(folder)
    assert DeadlineRule.objects.get(code="X01").periods == [{"amount": 3, "unit": "WD"}]


def test_a_new_date_makes_a_new_row_and_the_old_one_stays(folder):
    load(folder)
    rewrite(folder, FIRST + FROM_2026)
    assert load(folder) == Report(added=1, ended=0, unchanged=3)
    assert rule("X01", date(2025, 12, 31)).periods == [{"amount": 3, "unit": "WD"}]
    assert rule("X01", date(2026, 1, 1)).periods == [{"amount": 5, "unit": "WD"}]


def test_one_bad_row_keeps_all_the_others_out(folder):
    load(folder)
    (folder / "more.toml").write_text(FROM_2026.replace("X01", "X02") + 'mark = "P"', encoding="utf-8")
    rewrite(folder, FIRST.replace('"Dua"', '"Dua!"'))
    with pytest.raises(RulebookError, match=r"trial\.toml: trial\.two: label changed"):
        load(folder)
    assert not DeadlineRule.objects.filter(code="X02").exists()


def test_an_entry_may_be_given_a_last_day_once(folder):
    load(folder)
    ended = FIRST.replace('label_en = "Two"', 'label_en = "Two", valid_to = 2026-06-30')
    rewrite(folder, ended)
    assert load(folder).ended == 1
    rewrite(folder, ended.replace("2026-06-30", "2026-07-31"))
    with pytest.raises(RulebookError, match="its last day was 2026-06-30 and cannot be changed"):
        load(folder)


def test_an_entry_may_move_within_its_list(folder):
    load(folder)
    rewrite(
        folder, FIRST.replace("entries = [\n", 'entries = [\n  { code = "nil", label = "Nol", label_en = "Nil" },\n')
    )
    assert load(folder) == Report(added=1, ended=0, unchanged=3)
    assert list(RulebookEntry.objects.filter(list="trial").values_list("code", flat=True)) == ["nil", "one", "two"]


def test_the_command_says_what_it_did(folder):
    said = StringIO()
    call_command("load_rulebook", folder=folder, stdout=said, stderr=said)
    assert "3 baris baru, 0 diakhiri, 0 tetap" in said.getvalue()


def test_the_command_names_what_is_wrong(folder):
    rewrite(folder, FIRST.replace("3 WD", "soon"))
    with pytest.raises(CommandError, match=r"trial.toml: X01: 'soon' is no period"):
        call_command("load_rulebook", folder=folder)
