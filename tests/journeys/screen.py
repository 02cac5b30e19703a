"""The annotation screen, as journeys use it."""

from playwright.sync_api import Page

from annotations.models import Assignment

START = "/projects/tea/annotate/"
NEXT = "[data-task]"


def submit(page: Page) -> None:
    """Submits by keyboard, and waits until the next page stands."""
    before = page.locator(NEXT).get_attribute("data-assignment")
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "before => document.querySelector('[data-nothing]')"
        " || document.querySelector('[data-task]').dataset.assignment !== before",
        arg=before,
    )


def answers() -> list[Assignment]:
    return list(Assignment.objects.filter(state=Assignment.State.DONE).order_by("submitted_at"))


def letters(page: Page) -> dict[str, int]:
    """The response behind each letter on the screen."""
    rows = page.locator("article.response").all()
    return {row.get_attribute("id")[-1]: int(row.get_attribute("data-response")) for row in rows}
