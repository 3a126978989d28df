"""What a kind of case adds to the screens that all kinds share: entries of the menu, links and sections of pages.

A workflow adds them when it starts (`AppConfig.ready`); no screen here knows a kind by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from casework.levels import Level
from casework.models import Case, User

if TYPE_CHECKING:
    from casework.screens.seeing import Seen


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


@dataclass(frozen=True)
class CasePanel:
    """A section on the pages of cases: its template gets as `panel` what `contents(seen, user)` returns.

    It is left out where that is None. `in_brief`: also for whoever sees the status of a case only.
    """

    template: str
    contents: Callable[[Seen, User], dict[str, Any] | None]
    in_brief: bool = False


_entries: list[MenuEntry] = []
_links: list[CaseLink] = []
_panels: list[CasePanel] = []


def add_to_menu(entry: MenuEntry) -> None:
    """Show an entry behind those that every kind shares."""
    if entry not in _entries:
        _entries.append(entry)


def add_to_case(link: CaseLink) -> None:
    """Show a link on the page of every case of a kind."""
    if link not in _links:
        _links.append(link)


def add_panel(panel: CasePanel) -> None:
    """Show a section on the page of every case for which it has contents."""
    if panel not in _panels:
        _panels.append(panel)


def case_panels(seen: Seen, user: User) -> list[dict[str, Any]]:
    """The sections that workflows add to the page of a case, as template and contents."""
    filled = [
        {"template": panel.template, "contents": panel.contents(seen, user)}
        for panel in _panels
        if seen.in_full or panel.in_brief
    ]
    return [one for one in filled if one["contents"] is not None]


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
