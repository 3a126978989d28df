"""Whatever an event says of a case has a label and a name: no reader meets an English field name or a code."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db.models import CharField, Model

from casework.acts import acts_of
from casework.facts import fact_in_words, facts_in_words
from casework.forms import Coded
from casework.models import Person
from casework.rulebook import reading
from casework.stages import flow_of
from workflows.referral.models import PoliceReport

KINDS = ("journey", "complaint", "legal_aid", "referral")
BARE = ("case_ptr", "id")


def forms_of(kind: str) -> dict[str, Any]:
    """The forms of a kind's opening, moves and acts, by name."""
    model = flow_of(kind).process_class
    found = {"open": model.opening_form, **{verb: move.form for verb, move in model.all_moves().items()}}
    found |= {act.name: act.form for act in acts_of(kind)}
    return {name: form for name, form in found.items() if form is not None}


def fields_of(kind: str) -> list[tuple[str, str, Any]]:
    return [(act, name, field) for act, form in forms_of(kind).items() for name, field in form.base_fields.items()]


def named_by_lists(kind: str) -> list[tuple[str, Coded]]:
    return [(name, field) for _act, name, field in fields_of(kind) if isinstance(field, Coded) and field.names]


def is_chosen(field: Any) -> bool:
    return isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)


def is_raw(column: Any) -> bool:
    return str(column.verbose_name) == column.name.replace("_", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_filled_in_has_a_label(kind: str) -> None:
    assert [(act, name) for act, name, field in fields_of(kind) if not field.label] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_form_offers_only_then_says_what_names_it_afterwards(kind: str) -> None:
    model = flow_of(kind).process_class
    named = {
        column.name for column in (*model._meta.fields, *Person._meta.fields) if column.choices or column.is_relation
    }
    named |= {column.name for column in PoliceReport._meta.fields if column.choices}
    unnamed = [
        (act, name)
        for act, name, field in fields_of(kind)
        if is_chosen(field) and not list(field.choices) and name not in named
        and not (isinstance(field, Coded) and (field.names or field.column in named))
    ]  # fmt: skip
    assert unnamed == []


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_code_that_can_be_chosen_is_said_by_its_name(kind: str) -> None:
    coded = [(act, field) for act, _name, field in fields_of(kind) if isinstance(field, Coded) and field.names]
    codes = [(act, field, row.code) for act, field in coded for row in reading._lists(None)[field.names]]
    assert codes
    assert [(act, code) for act, field, code in codes if fact_in_words(code, field) == code] == []


@pytest.mark.parametrize("model", [*(flow_of(kind).process_class for kind in KINDS), PoliceReport])
def test_every_column_has_a_label(model: type[Model]) -> None:
    own = [column for column in model._meta.concrete_fields if column.model is model and not column.is_relation]
    assert [column.name for column in own if is_raw(column) and column.name not in BARE] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_that_keeps_a_code_names_it_as_the_form_does(kind: str) -> None:
    model = flow_of(kind).process_class
    own = [column for column in model._meta.concrete_fields if column.model is model]
    kept = {column.name for column in own if isinstance(column, CharField) and not column.choices}
    by_form = {name: field.names for name, field in named_by_lists(kind) if name in kept}
    assert by_form.items() <= model.names.items()


def test_the_police_status_is_named_by_its_list() -> None:
    assert PoliceReport.names["status"] == dict(named_by_lists("referral"))["status"].names


def test_so_is_a_paper_that_no_list_knows() -> None:
    kind = forms_of("complaint")["add_document"].base_fields["kind"]
    assert fact_in_words("OTHER", kind) == "Dokumen lain"


@pytest.mark.parametrize(
    ("path", "said", "line"),
    [
        ("form.died_on", "2026-11-20", "Died on: 20 November 2026"),
        ("form.died_on", "minggu lalu", "Died on: minggu lalu"),
        ("case.died_on", "minggu lalu", "Tanggal meninggal: minggu lalu"),
        ("form.recovery_on", "minggu lalu", "Recovery on: minggu lalu"),
    ],
)
def test_what_a_field_that_is_gone_held_is_said_even_where_it_is_no_date(path: str, said: str, line: str) -> None:
    assert facts_in_words("complaint", "resolve", {"f": {path: {"n": "x"}}}, {f"{path}.n": said}) == [line]


def test_so_is_what_was_typed_before_a_field_asked_for_a_date() -> None:
    assert fact_in_words("minggu lalu", forms.DateField()) == "minggu lalu"
