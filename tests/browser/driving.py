"""Working in Kawal as people do: one browser each, pages, links, forms and buttons, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from casework.models import User

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
"""When everything happens: a Monday, without a holiday in the week."""

PASSWORD = "rahasia-desa-2026"

PATIENCE = 15_000
"""Milliseconds that a page may take before the test gives up."""

_READ = """() => ({
  pairs: Object.fromEntries([...document.querySelectorAll('.kw-idbar__pair')].map(
    pair => [pair.querySelector('dt').textContent, (pair.querySelector('.kw-idbar__long') ||
      pair.querySelector('dd')).textContent])),
  deadlines: [...document.querySelectorAll('.kw-deadline')].length,
  titles: [...document.querySelectorAll('#riwayat ~ .kw-timeline .kw-timeline__title')].map(
    title => title.textContent.trim()),
})"""


Place = tuple[str, str, str]
"""Where a case is: stage, holder, due day; the last two are empty once it ended."""

ENDED = ("", "")
"""Holder and due day of a case that ended."""


@dataclass(frozen=True)
class Shown:
    """What the page of a case says: stage, holder, due day, how many deadlines run, the timeline newest first."""

    stage: str
    holder: str
    due: str
    deadlines: int
    titles: list[str]

    @property
    def place(self) -> Place:
        return self.stage, self.holder, self.due


class Desk:
    """One person's browser. Cases are named by their address, as `open_case` gives it."""

    def __init__(self, office: Office, context: BrowserContext) -> None:
        self.office = office
        self.url = office.url
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)

    def go(self, address: str) -> int:
        """Open an address of Kawal, as it is now; returns the answer's HTTP status."""
        response = self.page.goto(self.url + address)
        assert response is not None
        return response.status

    def turn_to(self, case: str) -> None:
        """Open a case's page, unless it is on the screen and nobody did anything since."""
        if self.office.latest is not self or self.page.url != self.url + case:
            self.go(case)

    def log_in(self, username: str, password: str) -> None:
        """By the form, as people do."""
        self.go("/masuk/")
        self.send({"username": username, "password": password})

    def follow(self, link: str) -> None:
        """Click a link by its words."""
        self._click(self.page.get_by_role("link", name=link, exact=True))

    def send(self, answers: dict[str, Any]) -> str:
        """Fill in the page's form and press its button; returns the button's words."""
        form = self.page.locator("main form.kw-form")
        for name, answer in answers.items():
            fill(form, name, answer)
        button = form.locator(".kw-acts button.govuk-button").first
        label = button.inner_text()
        self._click(button)
        self.office.latest = self
        return label

    def open_case(self, kind: str, person: str, /, **answers: Any) -> str:
        """Open a case from the page of kinds, about somebody found by name; returns its address."""
        self.go("/baru/")
        self.follow(kind)
        self.send({"query": person})
        self.follow(person)
        return self.opened(answers)

    def open_case_of_new_person(self, kind: str, person: dict[str, Any], /, **answers: Any) -> str:
        """Open a case about somebody whom nobody knows yet, and who is entered on the way."""
        self.go("/baru/")
        self.follow(kind)
        self.send({"query": person["full_name"]})
        self.follow("Daftarkan orang baru")
        self.send(person)
        return self.opened(answers)

    def opened(self, answers: dict[str, Any]) -> str:
        """Send the opening form on the screen; returns the new case's address."""
        self.send(answers)
        assert "/kasus/" in self.page.url, f"No case was opened. {self.complaint()}"
        return self.page.url.removeprefix(self.url)

    def move(self, case: str, verb: str, **answers: Any) -> str:
        """Make a move from the case's page; returns its label."""
        return self._act(case, f"{case}langkah/{verb}/", answers)

    def act(self, case: str, name: str, **answers: Any) -> str:
        """Do an act that changes no state, from the case's page; returns its label."""
        return self._act(case, f"{case}tindakan/{name}/", answers)

    def step(self, case: str, verb: str, place: Place, /, **answers: Any) -> None:
        """Make a move, and read on the case's page that it is in the timeline and that the case is where it says."""
        label = self.move(case, verb, **answers)
        shown = self.shown()
        assert (shown.titles[0], shown.place) == (label, place)
        assert bool(shown.deadlines) == bool(shown.holder), "A held case has a running deadline, an ended one has none."

    def record(self, case: str, name: str, /, **answers: Any) -> None:
        """Do an act without a move, and read it in the timeline, with holder and deadline still there."""
        label = self.act(case, name, **answers)
        shown = self.shown()
        assert shown.titles[0] == label
        assert shown.holder
        assert shown.due
        assert shown.deadlines

    def refer(self, case: str, **answers: Any) -> str:
        """Ask another office for help, from the case's page; returns the referral's address."""
        self.turn_to(case)
        self.follow("Buat rujukan")
        return self.opened(answers)

    def verify(self, case: str, *documents: str) -> None:
        """Check documents off, each by the link beside it."""
        for name in documents:
            self.turn_to(case)
            row = self.page.locator("tr", has_text=name)
            self._click(row.get_by_role("link", name="Periksa"))
            self.send({})
            assert self.page.url == self.url + case, f"{name} was not verified. {self.complaint()}"

    def confirm(self, case: str, proposal: str) -> None:
        """Confirm what another person proposed, from the case's page."""
        self.go(case)
        self.follow(proposal)
        self._click(self.page.get_by_role("button", name="Konfirmasi"))
        assert self.page.url == self.url + case, f"Not confirmed. {self.complaint()}"

    def read(self, case: str) -> Shown:
        """What the page of a case says, read anew."""
        self.go(case)
        return self.shown()

    def shown(self) -> Shown:
        """What the page of the case on the screen says."""
        seen = self.page.evaluate(_READ)
        pairs = {name: " ".join(words.split()) for name, words in seen["pairs"].items()}
        return Shown(
            stage=pairs.get("Tahap", ""),
            holder=pairs.get("Dipegang", "").partition(" · ")[0],
            due=pairs.get("Tenggat", "").partition(",")[0],
            deadlines=seen["deadlines"],
            titles=seen["titles"],
        )

    def complaint(self) -> str:
        """What a page says is wrong."""
        words = self.page.locator(".govuk-error-summary, .kw-missing, .kw-alert--error").all_inner_texts()
        return " ".join(words) or f"The page is {self.page.url}: {self.page.locator('h1').all_inner_texts()}"

    def _act(self, case: str, address: str, answers: dict[str, Any]) -> str:
        self.turn_to(case)
        link = self.page.locator(f'main a[href="{address}"]').first
        assert link.count(), f"The case's page offers no {address.removeprefix(case)}. {self.complaint()}"
        if not link.is_visible():
            self.page.locator(f'details:has(a[href="{address}"]) > summary').click()
        self._click(link)
        label = self.send(answers)
        assert self.page.url == self.url + case, f"Not done: {label}. {self.complaint()}"
        return label

    def _click(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()


class Office:
    """Everybody's browsers, each with its own cookies; `latest` is where something was sent last."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.latest: Desk | None = None
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._desks: dict[int, Desk] = {}

    def desk(self, user: User) -> Desk:
        """The browser in which a person is logged in, by the cookie that the login form would have set."""
        if user.pk not in self._desks:
            client = Client()
            client.force_login(user, backend="config.logins.Accounts")
            context = self.context()
            context.add_cookies(
                [{"name": name, "value": cookie.value, "url": self.url} for name, cookie in client.cookies.items()]
            )
            self._desks[user.pk] = Desk(self, context)
        return self._desks[user.pk]

    def empty_desk(self, **settings: Any) -> Desk:
        """A browser in which nobody is logged in."""
        return Desk(self, self.context(**settings))

    def password_of(self, user: User) -> tuple[str, str]:
        """Give a person a password; returns login and password."""
        user.set_password(PASSWORD)
        user.save()
        return user.username, PASSWORD

    def context(self, **settings: Any) -> BrowserContext:
        self._contexts.append(self._browser.new_context(locale="id-ID", **settings))
        return self._contexts[-1]

    def close(self) -> None:
        for context in self._contexts:
            context.close()


def day(ahead: int = 0) -> str:
    """The day so many days from today, as a date field takes it."""
    return (NOW.date() + timedelta(days=ahead)).isoformat()


def on_behalf_of(whom: str) -> dict[str, str]:
    """An act of somebody without an account, entered by an officer."""
    return {"behalf": whom, "behalf_how": "in_person", "behalf_paper": "Pernyataan tertulis, map kasus"}


def fill(form: Locator, name: str, answer: Any) -> None:
    """Answer one question of a form, whatever sort it is; several choices are given as a list."""
    field = form.locator(f'[name="{name}"]:not([type="hidden"])')
    assert field.count(), f"The form does not ask {name}."
    sort = field.first.evaluate("field => field.type")
    if sort in ("radio", "checkbox"):
        for value in answer if isinstance(answer, list) else [answer]:
            choice = field if value is True else form.locator(f'[name="{name}"][value="{value}"]')
            choice.check()
    elif sort.startswith("select"):
        field.select_option(answer)
    elif sort == "file":
        field.set_input_files(Path(answer))
    else:
        field.fill(str(answer))
