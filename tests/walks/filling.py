"""Filling in any form rightly: from what other tests know of a move, the rest by looking at its fields."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from tests.complaint import given as complaints
from tests.journey.scenarios import REACHED, SCENARIOS, Day
from tests.legal_aid import cases as legal_aid
from tests.walks.choosing import Choices

TEXT = "Dicatat panjang lebar agar cukup untuk kode alasan apa pun."
AHEAD = {
    "agreed_date", "appeal_until", "contract_end", "expires_on", "held_on", "leave_end", "next_date", "next_due_date",
    "planned_on", "proposed_end", "review_date", "session_on",
}  # fmt: skip
"""Days that lie ahead by their meaning; every other one is today."""
_VARIED = ("reason", "channel", "category", "severity")
"""Filled in otherwise than the hint says once in four times."""
_PAST_HELD = {"record_clarification", "record_commitment"}

_OF_THE_BODY = {
    "accept_application": legal_aid.acceptance(),
    "close": legal_aid.closing(),
    "refuse_application": legal_aid.refusal(),
    "sign_mandate": legal_aid.mandate(heirs="Istri"),
    "sign_new_mandate": legal_aid.mandate(heirs="Istri"),
    "withdraw": legal_aid.withdrawal(pressure="no"),
    "begin_non_litigation": {"services": ["counselling"]},
    "record_outcome": {"execution": "none"},
    "end_mandate": {"reason": "revoked"},
}
_OF_REFERRALS = {
    "answer_referral": {"reason": "case_opened", "reason_text": TEXT, "result_text": TEXT},
    "decline_referral": {"reason": "no_capacity", "reason_text": TEXT, "ask_instead": "LBH Palembang"},
    "recall_referral": {"reason": "no_longer_needed", "reason_text": TEXT},
}
_OF_EVERY_CASE: dict[str, dict[str, Any]] = {
    "accept_handover": {},
    "return_handover": {"reason": "wrong_region", "reason_text": TEXT},
    "recall_handover": {"reason": "wrong_region", "reason_text": TEXT},
    "transfer": {},
    "undo": {"reason": "wrong_move", "reason_text": TEXT},
}
_ACTS: dict[str, dict[str, Any]] = {
    "add_document": {"title": "Surat", "kind": "DOC_ID"},
    "correct_data": {"field": "address", "value": "Jalan Merdeka 5"},
    "record_payment": {"amount": "1500000", "currency": "IDR"},
    "add_party": {"role": "respondent", "sort": "p3mi", "name": "PT Contoh", "paper": "SK-1"},
    "record_service": {"kind": "consultation", "minutes": "60", "mediation_step": "session"},
    "record_police_progress": {"status": "report_filed", "number": "LP/B/1/2026", "reported_on": Day(0)},
    "log_contact": {"reached": "yes"},
    "record_family_told": {"how": "told", "whom": "Istri"},
    "record_kin_told": {"how": "told", "whom": "Istri"},
    "update_placement": {"employer": "Sime", "destination": "MY"},
    "set_category": {"category": "unpaid_wages"},
    "set_severity": {"severity": "H"},
}


def known(kind: str, name: str) -> dict[str, Any]:
    """What other tests fill in for a move or act; days in it are relative or theirs."""
    if name in _OF_EVERY_CASE:
        return _OF_EVERY_CASE[name]
    if kind == "journey" and name in SCENARIOS:
        return dict(SCENARIOS[name].data)
    if kind == "complaint" and name in complaints.FILLED:
        return dict(complaints.FILLED[name])
    if kind == "legal_aid" and name in _OF_THE_BODY:
        return dict(_OF_THE_BODY[name])
    if kind == "referral" and name in _OF_REFERRALS:
        return dict(_OF_REFERRALS[name])
    return dict(_ACTS.get(name, {}))


def ready(kind: str, name: str, today: date) -> dict[str, Any] | None:
    """A form that other tests fill in whole, with real days; None where they know none."""
    if name != "accept_handover" and not known(kind, name):
        return None
    return {key: _dated(value, today) for key, value in known(kind, name).items()}


def fill(
    form: forms.Form, name: str, choices: Choices, today: date, hints: dict[str, Any], said: dict[str, Any]
) -> dict[str, Any]:
    """Data for a form: what is `said` holds, then hints where they fit, then something the field takes.

    Optional fields without a hint stay empty, but for one form in six.
    """
    generous = choices.once_in(6)
    data: dict[str, Any] = {}
    for field_name, field in form.fields.items():
        if field_name in said:
            data[field_name] = said[field_name]
            continue
        value = _fits(field, _dated(hints[field_name], today)) if field_name in hints else None
        wanted = field.required or (generous and isinstance(field, forms.ChoiceField))
        varied = field_name in _VARIED and choices.once_in(4)
        if varied if value is not None else wanted:
            value = _something(field, field_name, name, choices, today)
        if value is not None:
            data[field_name] = value
    return data


def _dated(value: Any, today: date) -> Any:
    """Relative days from today; fixed ones as far from today as they were from the day of their tests."""
    if isinstance(value, Day):
        return (today + timedelta(days=value.ahead)).isoformat()
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return (today + (date.fromisoformat(value) - complaints.TODAY)).isoformat()
    return value


def _fits(field: forms.Field, value: Any) -> Any:
    """The value, or None where the field does not offer it."""
    if isinstance(field, forms.ModelChoiceField):
        return None
    if isinstance(field, forms.MultipleChoiceField):
        offered = {str(code) for code, _label in field.choices}
        return value if set(map(str, value)) <= offered else None
    if isinstance(field, forms.ChoiceField):
        return value if str(value) in _codes(field) else None
    return value


def _something(field: forms.Field, field_name: str, name: str, choices: Choices, today: date) -> Any:
    """A value that the field takes; None where it offers nothing."""
    match field:
        case forms.ModelMultipleChoiceField():
            return None
        case forms.ModelChoiceField():
            rows = list(field.queryset.order_by("pk"))
            return field.prepare_value(choices.pick(rows)) if rows else None
        case forms.MultipleChoiceField():
            return [choices.pick(_codes(field))]
        case forms.ChoiceField():
            codes = _codes(field)
            return choices.pick(codes) if codes else None
        case forms.BooleanField():
            return "on"
        case forms.DateTimeField() | forms.TimeField() | forms.FileField():
            return None
        case forms.DateField():
            return _day(field, field_name, name, choices, today).isoformat()
        case forms.IntegerField() | forms.DecimalField():
            return "5"
    return TEXT[: getattr(field, "max_length", None) or len(TEXT)]


def _day(field: forms.DateField, field_name: str, name: str, choices: Choices, today: date) -> date:
    ahead = field_name in AHEAD and name not in _PAST_HELD
    if getattr(field, "when", "") == "future" or (ahead and getattr(field, "when", "") != "past"):
        return today + timedelta(days=choices.pick((14, 1, 30, 50)))
    return today


def _codes(field: forms.ChoiceField) -> list[str]:
    return [str(code) for code, _label in field.choices if code not in ("", None)]


__all__ = ["REACHED", "TEXT", "fill", "known"]
