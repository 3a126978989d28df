"""Find words a reader would see that nobody can translate: bare in a template, or as a label in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

_READ_ALOUD = {"alt", "aria-label", "data-label", "placeholder", "title"}
_NOT_READ = {"script", "style", "code"}
_LABELS = {"label", "help_text", "empty_label", "placeholder", "legend", "heading", "title"}
_ERRORS = {"ValidationError", "Problem", "Refused", "add_error", "success", "warning", "error", "info"}
_TRANSLATES = {"gettext", "gettext_lazy", "ngettext", "pgettext"}
_WORD = re.compile(r"[^\W\d_]{2,}")


def in_template(source: str) -> list[str]:
    """Words in the HTML of a template that stand in no translation tag."""
    reader = _Reader()
    reader.feed(_without_tags(source))
    return reader.found


def in_code(source: str) -> Iterator[str]:
    """Labels and errors written as plain strings, and texts that are not one literal, as ``line: text``."""
    tree = ast.parse(source)
    names = _translating(tree)
    # A model's help_text is for developers; forms bring their own.
    labels = _LABELS - {"help_text"} if "from django.db import models\n" in source else _LABELS
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in names and isinstance(call.func, ast.Name) and not _is_text(call.args[0]):
            yield f"{call.lineno}: {ast.unparse(call)}"
        seen = [keyword.value for keyword in call.keywords if keyword.arg in labels]
        seen += call.args[:2] if name in _ERRORS else []
        for value in seen:
            if _is_text(value) and re.search(r"\w \w", ast.literal_eval(value)):
                yield f"{call.lineno}: {ast.unparse(value)}"


def _translating(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in _TRANSLATES
    }


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _without_tags(source: str) -> str:
    kept, closing = [], ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if name == closing:
                closing = ""
            elif name in {"comment", "blocktranslate", "blocktrans"}:
                closing = f"end{name}"
        elif token.token_type == TokenType.TEXT and not closing:
            kept.append(token.contents)
    return "".join(kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _NOT_READ:
            self._inside.append(tag)
        button = ("type", "submit") in attrs and tag == "input"
        read = _READ_ALOUD | {"value"} if button else _READ_ALOUD
        self.found += [value for name, value in attrs if name in read and value and _WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and _WORD.search(data):
            self.found.append(data.strip())
