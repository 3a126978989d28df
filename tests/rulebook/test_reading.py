"""Asking the rulebook what holds on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from casework.clock import reference_version
from casework.models import DeadlineRule
from casework.rulebook import RuleMissing, entries, entry, label, load, periods, required_documents, rule, rule_by_id

from .test_content import FOLDER

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def loaded():
    load(FOLDER)


def test_a_rule_is_found_by_its_code():
    assert rule("D24", TODAY).basis == "PP 42/2013"


def test_a_missing_rule_names_code_and_date():
    with pytest.raises(RuleMissing, match="no rule D99 on 2026-11-21"):
        rule("D99", TODAY)


def test_nothing_holds_before_its_first_day():
    with pytest.raises(RuleMissing, match="no rule D24 on 2023-12-31"):
        rule("D24", date(2023, 12, 31))


def test_an_unchanged_rulebook_is_read_once(django_assert_num_queries):
    version = reference_version()
    rule("D24", TODAY, version)
    entries("reasons.VOID", "journey", TODAY, version)
    with django_assert_num_queries(0):
        rule("D25", TODAY, version)
        entries("reasons.UNDO", "journey", TODAY, version)
        label("reasons.UNDO", "wrong_case")


def test_a_rule_loaded_after_the_version_was_read_is_found_too(django_assert_num_queries):
    """A page reads the version, then deadlines; a rulebook may be loaded and used in between."""
    version = reference_version()
    known = rule_by_id(rule("D24", TODAY, version).pk, version)
    later = DeadlineRule.objects.get(pk=known.pk)
    later.pk, later.valid_from = None, date(2026, 11, 28)
    DeadlineRule.objects.bulk_create([later])
    assert rule_by_id(later.pk, version).valid_from == date(2026, 11, 28)
    with django_assert_num_queries(0):
        assert rule_by_id(known.pk, version) == known


def test_severity_e_and_variants_choose_their_periods():
    assert periods(rule("D02", TODAY), emergency=True) == [{"amount": 2, "unit": "H"}]
    assert periods(rule("D07", TODAY), emergency=True) == [{"amount": 7, "unit": "WD"}]
    assert periods(rule("D21", TODAY), variant="light")[0] == {"amount": 10, "unit": "CD", "until_day": 30}
    assert periods(rule("D21", TODAY), variant="unheard of") == rule("D21", TODAY).periods


def test_a_list_gives_the_codes_of_its_scope_and_other_last():
    codes = [row.code for row in entries("reasons.SUSPEND", "complaint", TODAY)]
    assert codes == ["court_or_police", "force_majeure", "complainant_asks", "other"]


def test_labels_follow_the_readers_language():
    assert label("schemes", "re_entry") == "Re-entry/cuti"
    with translation.override("en"):
        assert label("schemes", "re_entry") == "Re-entry after leave"
    assert label("schemes", "unheard_of") == "unheard_of"


def test_one_entry_carries_its_attributes():
    assert entry("complaint_categories", "trafficking", TODAY).attributes["severity"] == "E"
    with pytest.raises(RuleMissing, match="complaint_categories/teasing"):
        entry("complaint_categories", "teasing", TODAY)


def test_schemes_ask_for_their_documents():
    re_entry = {asked.code for asked in required_documents("re_entry", TODAY) if asked.is_required}
    assert re_entry == {
        "DOC_HEALTH",
        "DOC_PASSPORT",
        "DOC_VISA",
        "DOC_CONTRACT",
        "DOC_BPJS_TK",
        "DOC_LEAVE",
        "DOC_EPMI",
    }
    individual = {asked.code: asked.is_required for asked in required_documents("individual", TODAY)}
    assert individual["DOC_OPP"] is False
    assert "DOC_PLACEMENT" not in individual
    assert required_documents("nonprocedural", TODAY) == []


def test_what_no_list_names_is_marked_as_policy():
    assert {asked.mark for asked in required_documents("g2p", TODAY)} == {"P"}
    assert {asked.mark for asked in required_documents("p3mi", TODAY)} == {"C:1 / M"}
