"""Every page of the site in a real browser: WCAG 2.2 AA by axe, in both themes, and no page wider than its screen."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from annotations.models import Project, Rater, User
from annotations.services.invitations import invitation_create
from tests.addresses import ADMIN, ALSO, ANNOTATOR, EXPECTED, OWNER, PUBLIC, SIGNED_IN
from tests.filled import Filled, fill
from tests.test_roles import address, given

__all__ = ["given"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What answers a script, or a part of a page that stands in one of those below.
NO_PAGES = {"healthz", "readyz", "schema", "docs", "data-export", "data-shaped", "report-file"}
PARTS = {"trial-state", "version-preview", "round-progress", "people-live", "people-remarks"}
# Off unless asked for: the smallest size of what is pressed, which is of WCAG 2.2.
STRICT = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# A telephone; and 1440 pixels at a zoom of 200 %.
NARROW = (390, 720)


@pytest.fixture
def filled(given: dict[str, Any], project: Project, lead: User) -> Filled:
    return fill(project, lead)


def page_names() -> list[tuple[str, str]]:
    """(name, role) of every address that shows a page."""
    rows = [(name, who) for name, (method, who) in EXPECTED.items() if method == "GET"]
    rows += [(name, who) for (name, method), who in ALSO.items() if method == "GET"]
    return [(name, who) for name, who in rows if name not in NO_PAGES | PARTS and not name.startswith("api-")]


def visits(given: dict[str, Any], filled: Filled, secret: str) -> Iterator[tuple[str, str]]:
    """(role, path): every page, and those that look otherwise when they are full."""
    for name, who in page_names():
        role = {PUBLIC: "", SIGNED_IN: "annotator", ANNOTATOR: "annotator", OWNER: "annotator", ADMIN: "admin"}.get(
            who, "lead"
        )
        yield role, address(name, given)
    for path in (
        f"rounds/{filled.round.number}/", f"report/?round={filled.round.number}", f"improve/{filled.proposal.pk}/",
        f"judges/{Rater.objects.get(name='big judge').pk}/", f"judges/{Rater.objects.get(name='first picker').pk}/",
        "responses/?state=FAILED", f"responses/{filled.failed.pk}/", "prompts/answer/2/",
    ):  # fmt: skip
        yield "lead", f"/projects/tea/{path}"
    yield "lead", "/projects/there-is-none/"
    yield "annotator", "/projects/tea/members/"
    yield "", f"/invitations/{secret}/"


def faults(page: Page, path: str) -> Iterator[str]:
    page.goto(path)
    page.evaluate(AXE_SCRIPT)
    yield from barriers(page, path, "light", STRICT)
    page.emulate_media(color_scheme="dark")
    yield from barriers(page, path, "dark", COLOURS)
    page.emulate_media(color_scheme="light")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{path}: wider than a screen of {width} pixels, because of {page.evaluate(WIDEST)}"
    page.set_viewport_size({"width": 1440, "height": 900})


# The innermost elements that stick out, without those inside something that scrolls by itself.
WIDEST = """() => [...document.querySelectorAll("body *")].filter((one) => {
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== "visible") return false;
    return one.getBoundingClientRect().right > innerWidth + 1;
}).slice(-3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`)"""


def barriers(page: Page, path: str, theme: str, options: dict[str, Any]) -> Iterator[str]:
    run = "options => axe.run(document, {...options, resultTypes: ['violations'], preload: false, iframes: false})"
    for fault in page.evaluate(run, options)["violations"]:
        for node in fault["nodes"]:
            yield f"{path} ({theme}): {fault['id']}: {node['html'][:160]}: {node['failureSummary']}"


def skip_link_fault(page: Page) -> list[str]:
    """The first press of Tab shows the way past the navigation."""
    page.goto("/projects/tea/")
    page.keyboard.press("Tab")
    seen = page.locator(".skip-link").evaluate(
        "one => one === document.activeElement && one.getBoundingClientRect().top >= 0"
    )
    return [] if seen else ["The skip link is not the first thing to be focused, or is not seen then."]


def signed_in(browser: Browser, url: str, user: User | None) -> Page:
    # A theme that fades in has the contrast of neither.
    options: Any = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", "reduced_motion": "reduce"}
    context = browser.new_context(base_url=url, **options)
    # A report that nobody has seen yet draws all its figures, beside other tests on the same two cores.
    context.set_default_navigation_timeout(180_000)
    if user:
        client = Client()
        client.force_login(user)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": url}]
        )
    return context.new_page()


def test_no_page_has_barriers(
    browser: Browser, live_server: Any, given: dict[str, Any], filled: Filled, project: Project, annotator: User,
    lead: User, site_admin: User,
) -> None:  # fmt: skip
    now = timezone.now()
    made = invitation_create(project=project, created_by=lead, expires_at=now + timedelta(days=1), now=now)
    people = {"": None, "annotator": annotator, "lead": lead, "admin": site_admin}
    pages = {role: signed_in(browser, live_server.url, user) for role, user in people.items()}
    errors: list[str] = []
    for page in pages.values():
        page.on("pageerror", lambda error: errors.append(str(error)))
    found = [fault for role, path in visits(given, filled, made.secret) for fault in faults(pages[role], path)]
    found += skip_link_fault(pages["lead"])
    for page in pages.values():
        page.context.close()
    assert not found + errors, "\n".join(found + errors)
