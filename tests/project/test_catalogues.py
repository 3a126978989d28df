"""Translations are compiled into the data folder, without gettext's tools."""

from __future__ import annotations

import gettext

from config.catalogues import compile_catalogues

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Telaah awal"
msgstr "Initial review"

#, fuzzy
msgid "Laporan"
msgstr "Perhaps"
"""


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path):
    source, target = tmp_path / "locale", tmp_path / "compiled"
    catalogue = source / "en" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(WORDS)

    [compiled] = compile_catalogues(source, target)

    with compiled.open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("Telaah awal") == "Initial review"
    assert english.gettext("Laporan") == "Laporan"
    assert compile_catalogues(source, target) == []
