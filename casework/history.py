"""What happened to a case, in words: the labels of events, and who may read what of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.acts import act_kind
from casework.stages import flows

EVENTS = {
    "open": _("Kasus dibuka"),
    "proposed": _("Langkah diusulkan, menunggu orang kedua"),
    "declined": _("Usulan dibatalkan"),
    "parent_needs_nothing": _("Pengirim tidak lagi memerlukan jawaban"),
    "known_elsewhere": _("Orang ini juga dicatat di kantor lain"),
}
"""Events that are neither a move nor a declared act; workflows add their own tellings."""


def act_label(code: str) -> Any:
    """The label of an event's act, such as `complaint.begin_triage`."""
    kind, _dot, name = code.partition(".")
    flow = flows().get(kind)
    if flow is not None and name in flow.process_class.all_moves():
        return flow.process_class.all_moves()[name].label
    if name in EVENTS:
        return EVENTS[name]
    try:
        return act_kind(name).label
    except LookupError:
        return code


def declare_event(name: str, label: Any) -> None:
    """Give a telling of a workflow its label."""
    EVENTS[name] = label
