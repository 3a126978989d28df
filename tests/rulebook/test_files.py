"""A broken file is refused with its name, the key and the reason."""

from __future__ import annotations

import pytest

from casework.rulebook import RulebookError, read_folder

RULE = """
[[rule]]
code = "X01"
label = "Uji"
label_en = "Trial"
applies_to = "Complaint"
starts = "received"
periods = ["3 WD"]
mark = "P"
valid_from = 2024-01-01
"""


def problem(folder, text):
    """What is said of a folder whose only file holds this text."""
    (folder / "trial.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        read_folder(folder)
    return str(caught.value)


def test_it_reads_a_rule(tmp_path):
    (tmp_path / "trial.toml").write_text(RULE, encoding="utf-8")
    (rule,) = read_folder(tmp_path).rules
    assert (rule.code, rule.periods, rule.kind) == ("X01", [{"amount": 3, "unit": "WD"}], "deadline")
    assert rule.ladder == [[50, "handler"], [80, "supervisor"], [100, "next_level"], [150, "level_above"]]


@pytest.mark.parametrize(
    ("written", "wrong", "said"),
    [
        ('"3 WD"', '"3 weeks"', "X01: '3 weeks' is no period"),
        ('"3 WD"', '"WD"', "X01: 'WD' is no period"),
        ('["3 WD"]', "[]", "X01: a deadline needs periods"),
        ('["3 WD"]', '["anchor+3 else 3 WD"]', "X01: anchor and periods that hang on it"),
        ('mark = "P"', 'mark = "sure"', "X01: mark is 'sure'"),
        ('mark = "P"', "", "X01: mark is missing"),
        ('label = "Uji"', 'label = ""', "X01: label is missing"),
        ('label = "Uji"', 'label = "Uji"\nkind = "promise"', "X01: kind is 'promise'"),
        ('label = "Uji"', 'label = "Uji"\ncolour = "red"', "X01: unknown key 'colour'"),
        ("2024-01-01", '"2024-01-01"', "X01: valid_from is '2024-01-01', which is no date"),
        ("2024-01-01", "2024-13-01", "(file): "),
        ("[[rule]]", "[[rules]]", "rules: unknown table"),
    ],
)
def test_it_names_file_key_and_reason(tmp_path, written, wrong, said):
    assert f"trial.toml: {said}" in problem(tmp_path, RULE.replace(written, wrong))


def test_it_names_everything_that_is_wrong_at_once(tmp_path):
    text = problem(tmp_path, RULE.replace("3 WD", "soon") + RULE.replace("X01", "X02").replace('"P"', '"?"'))
    assert "X01: 'soon' is no period" in text
    assert "X02: mark is '?'" in text


def test_it_refuses_a_row_given_twice(tmp_path):
    assert "X01: given twice for 2024-01-01" in problem(tmp_path, RULE + RULE)


def test_it_refuses_an_entry_without_a_name_in_english(tmp_path):
    text = problem(
        tmp_path,
        '[defaults]\nmark = "P"\nvalid_from = 2024-01-01\n'
        '[[list]]\nname = "reasons.TRIAL"\nentries = [{ code = "a", label = "A" }]',
    )
    assert text == "trial.toml: reasons.TRIAL.a: label_en is missing"


def test_it_refuses_a_folder_without_files(tmp_path):
    with pytest.raises(RulebookError, match="no file"):
        read_folder(tmp_path)
