"""What is begun is not lost either: drafts on another device, answers taken back, changes of answers given."""

import pytest
from playwright.sync_api import Page, Route, expect

from annotations.models import Assignment, Ballot, Project, User
from tests.annotations.world import open_round
from tests.conftest import PASSWORD
from tests.journeys.screen import NEXT, START, answers, letters, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STATE = "[data-save-state]"
ANSWERS = "/projects/tea/answers/"


def scores() -> list[float]:
    return [score.value for score in answers()[-1].scores.order_by("dimension__position")]


def answered(page: Page, first: str = "4", second: str = "5") -> str:
    """Answers the task at hand; its assignment."""
    given = page.locator(NEXT).get_attribute("data-assignment")
    page.keyboard.press(first)
    page.keyboard.press(second)
    submit(page)
    return str(given)


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_attribute("data-save-state", "drafted")


def test_a_draft_follows_to_another_device(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work()
    shown = letters(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")  # B A C
    page.keyboard.press("c")
    page.keyboard.type("half a thought")
    saved(page)
    device = at_work(viewport={"width": 390, "height": 844})
    expect(device.locator("#comment")).to_have_value("half a thought")
    expect(device.locator(STATE)).to_have_attribute("data-save-state", "drafted")
    submit(device)  # and does not ask whether the order was meant
    assert Ballot.objects.get().ranking == [[shown["B"]], [shown["A"]], [shown["C"]]]
    assert answers()[0].comment == "half a thought"


def test_what_was_typed_in_the_last_moment_follows_too(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("c")
    page.keyboard.type("the last word")
    page.goto("about:blank")
    device = at_work()
    if not device.locator("#comment").input_value():  # sent as the page was left, it may come a moment later
        device.reload()
    expect(device.locator("#comment")).to_have_value("the last word")


def test_what_was_typed_without_a_network_wins_over_the_older_draft_of_the_server(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("4")
    saved(page)
    page.context.set_offline(True)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("2")
    page.keyboard.press("Control+s")
    expect(page.locator(STATE)).to_have_text("Draft kept here")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(START)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("5")
    submit(page)
    assert scores() == [2, 5]


def test_an_answer_that_waits_for_the_network_is_taken_back_and_changed(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your answer is kept in this browser")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Your answer is kept in this browser")).to_be_hidden()
    page.keyboard.press("1")
    page.context.set_offline(False)
    submit(page)
    assert scores() == [4, 1]
    assert len(answers()) == 1


def test_one_taken_back_that_the_server_had_all_the_same_is_offered_as_a_change(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()

    sent: list[str | None] = []

    # Cut until it is taken back, however long that takes: what is tried again by itself must not win the race.
    def take_it_and_cut(route: Route) -> None:
        if not sent:
            route.fetch()
        sent.append(route.request.post_data)
        route.abort("connectionreset")

    page.route("**/submit/", take_it_and_cut)
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Go on editing").click()
    page.unroute("**/submit/")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice]")).to_contain_text("You have answered this already")
    assert scores() == [4, 5]
    page.get_by_role("link", name="Change that answer to what you just gave").click()
    expect(page.get_by_text("Filled in with what you gave in the other tab.")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The change is saved.")).to_be_visible()
    assert scores() == [4, 1]
    assert len(answers()) == 1


def test_a_change_waits_for_the_network_and_for_signing_in_again(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    given = answered(page)
    page.goto(f"{ANSWERS}{given}/")
    page.keyboard.press("1")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your change is kept in this browser")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("The change is saved.")).to_be_visible()
    assert scores() == [1, 5]

    page.goto(f"{ANSWERS}{given}/")
    page.keyboard.press("2")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The change is saved.")).to_be_visible()
    assert scores() == [2, 5]


def test_a_change_that_was_begun_is_there_again_or_discarded(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    given = answered(page)
    page.goto(f"{ANSWERS}{given}/")
    page.keyboard.press("1")
    expect(page.locator(STATE)).to_have_text("Change not saved yet")
    page.goto(ANSWERS)
    page.goto(f"{ANSWERS}{given}/")
    expect(page.get_by_text("Filled in with the change that you began.")).to_be_visible()
    expect(page.locator("input[value='1']:checked")).to_have_count(1)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("input[value='4']:checked")).to_have_count(1)
    expect(page.get_by_text("Filled in with")).to_be_hidden()
    assert scores() == [4, 5]


def test_a_text_that_is_changed_keeps_its_line_ends(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work(java_script_enabled=False)
    for level in page.locator("input[value='4']").all():
        level.check(force=True)
    page.locator("[data-remarks] summary").click()
    page.locator("#comment").fill("one\ntwo")
    page.get_by_role("button", name="Submit and next").click()
    page.wait_for_load_state()
    assert answers()[0].comment == "one\ntwo"


def test_a_browser_that_stores_nothing_sends_all_the_same(
    open_page, sign_in, project: Project, annotator: User
) -> None:
    open_round(project, items=2)
    page = open_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    sign_in(page, annotator).goto(START)
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")
    assert Assignment.objects.filter(state="DONE").count() == 1
