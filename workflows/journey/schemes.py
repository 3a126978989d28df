"""Which path a placement scheme takes: what the rulebook says of it, in the words of the guards and forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casework import rulebook

if TYPE_CHECKING:
    from casework.acting import Act

ORIENTATION_PROOF = "DOC_OPP"


def choices(act: Act, *, taking: str = "") -> list[tuple[str, str]]:
    """The schemes of the law, as choices; only those that take the stage `taking`, if it is named."""
    entries = rulebook.entries("schemes", "", act.today, act.reference_version)
    return [
        (entry.code, entry.name)
        for entry in entries
        if not entry.attributes.get("is_no_scheme") and taking not in entry.attributes.get("skips", ())
    ]


def takes(act: Act, scheme: str, stage: str) -> bool:
    """Whether the path of a scheme leads through a stage."""
    return scheme in dict(choices(act, taking=stage))


def label(scheme: str) -> str:
    return rulebook.label("schemes", scheme) if scheme else ""


def required(act: Act, scheme: str) -> list[str]:
    """The codes of the documents that a scheme asks for, in the order of the law's list."""
    found = rulebook.required_documents(scheme, act.today, act.reference_version)
    return [requirement.code for requirement in found if requirement.is_required]


def allows_orientation(act: Act, scheme: str) -> bool:
    """Whether the pre-departure orientation belongs to the scheme, as duty or by choice."""
    found = rulebook.required_documents(scheme, act.today, act.reference_version)
    return ORIENTATION_PROOF in [requirement.code for requirement in found]


def needs_orientation(act: Act, scheme: str) -> bool:
    return ORIENTATION_PROOF in required(act, scheme)


def closed_countries(act: Act) -> dict[str, Any]:
    """The countries to which nobody may be placed today, by ISO code: the rulebook's list, empty while all are open."""
    entries = rulebook.entries("closed_countries", "", act.today, act.reference_version)
    return {entry.code: entry.name for entry in entries}
