"""Collect every text a user reads from code and templates, for the catalogues under locale/.

The texts stand in the code in Indonesian; a catalogue gives them in another language. A catalogue file depends on
the texts and their translations alone: no dates, no line numbers, sorted, one line per text.
"""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: kawal\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""

CODE = ("casework", "config", "notifications", "workflows")
TEMPLATES = ("templates",)

# Functions of django.utils.translation, and what their first arguments are.
_FUNCTIONS = {
    "gettext": ("text",),
    "gettext_lazy": ("text",),
    "gettext_noop": ("text",),
    "ngettext": ("text", "plural"),
    "ngettext_lazy": ("text", "plural"),
    "pgettext": ("context", "text"),
    "pgettext_lazy": ("context", "text"),
    "npgettext": ("context", "text", "plural"),
    "npgettext_lazy": ("context", "text", "plural"),
}
_TEMPLATE_NAMES = {"_": "gettext", **{name: name for name in _FUNCTIONS}}


class TextConflict(Exception):
    """Two texts share their singular and differ in their plural: gettext can keep only one of them."""


def collect_texts(base: Path) -> Catalog:
    """Every text marked for translation in the project at `base`, without translations. Tests are left out.

    Raises TextConflict, naming the text.
    """
    catalog = Catalog()
    for file in sorted(path for folder in CODE for path in (base / folder).rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        _add_all(catalog, source, _names_in(source), file)
    for file in sorted(path for folder in TEMPLATES for path in (base / folder).rglob("*.html")):
        # Indentation of HTML means nothing, but would be an error in the Python which templatize pretends to write.
        lines = templatize(file.read_text(encoding="utf-8")).splitlines()
        _add_all(catalog, "\n".join(line.strip() for line in lines), _TEMPLATE_NAMES, file)
    return catalog


def translated(texts: Catalog, language: str, known: bytes) -> Catalog:
    """`texts` with the translations into `language` from the catalogue file `known`; what `texts` lacks is dropped."""
    old = read_po(BytesIO(known), locale=language)
    new = Catalog(locale=language)
    for text in texts:
        if text.id:  # the header has none
            before = old.get(text.id, text.context)
            if before and before.id == text.id:
                new.add(text.id, before.string, flags=before.flags, context=text.context)
            else:
                new.add(text.id, context=text.context)
    return new


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that have no translation, or only a doubtful one."""
    missing = []
    for text in catalog:
        words = text.string if isinstance(text.string, tuple) else (text.string,)
        forms = catalog.num_plurals if text.pluralizable else 1
        if text.id and (text.fuzzy or len(words) != forms or not all(words)):
            missing.append(str(text.id))
    return missing


def written(catalog: Catalog) -> bytes:
    """The catalogue as the bytes of its file."""
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    header = HEADER.format(language=catalog.locale, plural_forms=catalog.plural_forms)
    return header.encode() + body.getvalue()


def _names_in(source: str) -> dict[str, str]:
    """What the module calls django.utils.translation's functions: ``{"_": "gettext_lazy", "_now": "gettext"}``."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _FUNCTIONS
    }


def _add_all(catalog: Catalog, source: str, names: dict[str, str], file: Path) -> None:
    for _line, name, found, _comments in extract_python(BytesIO(source.encode()), dict.fromkeys(names), (), {}):
        arguments: Any = found if isinstance(found, tuple) else (found,)
        given = dict(zip(_FUNCTIONS[names[str(name)]], arguments, strict=False))
        text, plural, context = given["text"], given.get("plural"), given.get("context")
        if not text:
            continue
        before = catalog.get(text, context)
        if plural and before and before.pluralizable and before.id != (text, plural):
            raise TextConflict(f"{file}: {plural!r} and {before.id[1]!r} are plurals of one text; use one of them")
        catalog.add((text, plural) if plural else text, context=context)
