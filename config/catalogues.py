"""Translations, compiled with Babel: no gettext tools are needed, and nothing compiled stands in the tree."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(source: Path, target: Path) -> list[Path]:
    """Compile every ``<language>/LC_MESSAGES/*.po`` under `source` that is newer than its .mo under `target`.

    Returns what was written. Fuzzy entries are left out: a doubtful translation is worse than the original.
    """
    written = []
    for catalogue in sorted(source.glob("*/LC_MESSAGES/*.po")):
        compiled = (target / catalogue.relative_to(source)).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        draft = compiled.with_suffix(".new")
        with catalogue.open("rb") as words, draft.open("wb") as file:
            write_mo(file, read_po(words, locale=catalogue.parent.parent.name), use_fuzzy=False)
        draft.replace(compiled)
        written.append(compiled)
    return written
