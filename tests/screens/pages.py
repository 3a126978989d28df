"""What a page says, for tests that read it as a person would."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from casework.models import User


def signed_in(user: User) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    client.force_login(user, backend="config.logins.Accounts")
    return client


def text_of(response: Any) -> str:
    """The words of a page, without tags, spaces joined."""
    page = response.content.decode()
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def hidden(response: Any) -> dict[str, str]:
    """The version and request id that a page's form carries."""
    page = response.content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("version", "request_id")
        if f'name="{name}"' in page
    }


def carried(response: Any) -> dict[str, str]:
    """Everything that a page's forms carry hidden: version, request id and the values they showed."""
    page = re.sub(r"<form[^>]*bahasa.*?</form>", "", response.content.decode(), flags=re.S)
    inputs = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return {name: unescape(value) for name, value in inputs if name != "csrfmiddlewaretoken"}


def rows_of(response: Any) -> list[str]:
    """The numbers of the cases in a page's work list, in order, without those that others hold."""
    return [row["number"] for group in response.context["groups"] for row in group["rows"]]
