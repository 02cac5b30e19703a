"""A real headless Chromium against a live server."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from annotations.models import User
from tests.conftest import PASSWORD
from tests.journeys.screen import START

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A machine that runs everything at once may be slow; a page that is broken stays broken.
PATIENCE = 30_000


def chromium_path(playwright: Playwright) -> str | None:
    """The browser of this machine: named, on the path, or playwright's own (None)."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found or Path(playwright.chromium.executable_path).exists():
        return found
    pytest.fail("No Chromium: set CHROMIUM to one, or run `playwright install chromium`.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page of a fresh visitor; every error in its console fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def opened(**options: Any) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"} | options
        context = browser.new_context(base_url=live_server.url, **settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def sign_in() -> Callable[[Page, User], Page]:
    """Signs a person in through the form, as people do."""

    def signed_in(page: Page, user: User) -> Page:
        page.goto("/accounts/login/")
        page.get_by_role("textbox").first.fill(user.username)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: urlsplit(url).path == "/")
        return page

    return signed_in


@pytest.fixture
def no_barriers() -> Callable[[Page], None]:
    """Fails on what axe finds wrong with the page, and on a page wider than its screen."""

    def checked(page: Page) -> None:
        # Half way from one theme to the other a colour has the contrast of neither.
        page.evaluate(
            "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"
        )
        found = Axe().run(page).response["violations"]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    return checked


@pytest.fixture
def at_work(open_page, sign_in, annotator: User) -> Callable[..., Page]:
    """Ayşe, signed in and at her first task."""

    def opened(**options) -> Page:
        page = sign_in(open_page(**options), annotator)
        page.goto(START)
        return page

    return opened
