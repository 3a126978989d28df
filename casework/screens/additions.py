"""What a kind of case adds to the screens that all kinds share: entries of the menu, links on its cases' pages.

A workflow adds them when it starts (`AppConfig.ready`); no screen here knows a kind by name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from casework.levels import Level
from casework.models import Case


@dataclass(frozen=True)
class MenuEntry:
    """A page for people who work on cases in an office of a level."""

    url_name: str
    label: Any
    level: Level


@dataclass(frozen=True)
class CaseLink:
    """A page about one case, for whoever sees the case in full; its address takes the case's uid."""

    url_name: str
    label: Any
    kind: str


_entries: list[MenuEntry] = []
_links: list[CaseLink] = []


def add_to_menu(entry: MenuEntry) -> None:
    """Show an entry behind those that every kind shares."""
    if entry not in _entries:
        _entries.append(entry)


def add_to_case(link: CaseLink) -> None:
    """Show a link on the page of every case of a kind."""
    if link not in _links:
        _links.append(link)


def menu_entries(levels: Collection[str]) -> list[MenuEntry]:
    """The entries for somebody who works on cases in offices of these levels."""
    return [entry for entry in _entries if entry.level in levels]


def case_links(case: Case) -> list[dict[str, Any]]:
    """The links of a case, as label and url."""
    return [
        {"label": link.label, "url": reverse(link.url_name, args=[case.uid])}
        for link in _links
        if link.kind == case.kind
    ]
