"""No answer is lost, doubled or misfiled: without a network, signed out, in two tabs, over a reload."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from annotations.models import Assignment, Ballot, Project, User
from annotations.services.rounds import round_cancel
from tests.annotations.world import NOW, open_round
from tests.conftest import PASSWORD
from tests.journeys.screen import NEXT, START, answers, letters, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lost_network_keeps_the_answer_and_sends_it_once_it_is_back(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your answer is kept in this browser")).to_be_visible()
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "offline")
    assert answers() == []
    page.context.set_offline(False)
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")
    assert len(answers()) == 1


def test_an_answer_kept_over_a_closed_browser_is_sent_at_the_next_visit(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your answer is kept in this browser")).to_be_visible()
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(START)
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")
    assert [score.value for score in answers()[0].scores.order_by("dimension__position")] == [4, 5]


def test_a_draft_outlives_a_reload(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("c")
    page.keyboard.type("half a thought")
    page.keyboard.press("Control+s")
    page.reload()
    expect(page.locator("[data-save-text]")).to_have_text("Draft saved")
    expect(page.locator("#comment")).to_have_value("half a thought")
    assert page.locator("[data-question] input:checked").count() == 1


def test_undo_brings_the_last_answer_back_to_be_changed(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    first = page.locator(NEXT).get_attribute("data-assignment")
    page.keyboard.press("4")
    page.keyboard.press("5")
    submit(page)
    page.keyboard.press("Control+z")
    page.wait_for_selector(f"[data-assignment='{first}']")
    expect(page.get_by_text("Your last answer is open again")).to_be_visible()
    page.keyboard.press("1")
    submit(page)
    assert [score.value for score in answers()[0].scores.order_by("dimension__position")] == [1, 5]


def test_a_skip_asks_for_its_reason_and_waits_for_the_network(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    page.keyboard.press("s")
    page.keyboard.press("1")
    expect(page.locator("[data-notice]")).to_contain_text("Skipped.")
    page.context.set_offline(True)
    page.keyboard.press("s")
    page.get_by_label("Another reason, in your words").fill("Nothing but a, b and s")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your skip is kept in this browser")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_selector("[data-nothing]")
    reasons = Assignment.objects.order_by("pk").values_list("skip_reason", flat=True)
    assert list(reasons) == ["I cannot judge this", "Nothing but a, b and s"]


def test_an_answer_whose_receipt_is_lost_on_the_way_counts_once(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    cut: list[int] = []

    def take_it_and_cut(route: Route) -> None:
        if cut:
            return route.continue_()
        cut.append(route.fetch().status)
        return route.abort("connectionreset")

    page.route("**/submit/", take_it_and_cut)
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")
    assert cut == [201]
    assert len(answers()) == 1


def test_whoever_was_signed_out_signs_in_on_the_page_and_loses_nothing(
    at_work, no_barriers, project: Project, lead: User
) -> None:
    open_round(project, items=3)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("5")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Password").fill("not this one")
    no_barriers(page)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("do not belong together")
    assert answers() == []
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")
    # Somebody else signs in there: the first person's answer is neither sent nor shown.
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.context.clear_cookies()
    page.keyboard.press("Control+Enter")
    dialog.get_by_label("User name").fill(lead.username)
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto(START)
    assert page.locator("[data-question] input:checked").count() == 0
    assert len(answers()) == 1


def test_an_old_tab_neither_misfiles_an_answer_nor_loses_what_was_typed(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    old = page.context.new_page()
    old.goto(START)
    for key in ("1", "1", "c"):
        old.keyboard.press(key)
    old.keyboard.type("A second thought")
    page.bring_to_front()
    page.keyboard.press("4")
    page.keyboard.press("5")
    submit(page)
    old.bring_to_front()
    old.keyboard.press("Control+Enter")
    expect(old.locator("[data-notice]")).to_contain_text("You have answered this already")
    old.get_by_role("link", name="Change that answer to what you just gave").click()
    expect(old.locator("#comment")).to_have_value("A second thought")
    assert [score.value for score in answers()[0].scores.order_by("dimension__position")] == [4, 5]
    old.keyboard.press("Control+Enter")
    expect(old.get_by_text("The change is saved.")).to_be_visible()
    (answer,) = answers()
    assert answer.comment == "A second thought"
    assert [score.value for score in answer.scores.order_by("dimension__position")] == [1, 1]


def test_a_reload_in_the_middle_of_a_ranking_goes_on_where_it_was(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work()
    shown = letters(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")  # B A C
    page.reload()
    expect(page.locator("[data-save-text]")).to_have_text("Draft saved")
    page.get_by_role("button", name="Tie C with the one above").click()
    submit(page)
    assert Ballot.objects.get().ranking == [[shown["B"]], [shown["A"], shown["C"]]]


def test_no_second_counts_twice_in_two_tabs(open_page) -> None:
    page = open_page()
    page.goto("/accounts/login/")
    counted = page.evaluate("""async () => {
        const { Timer } = await import("/static/js/timer.js");
        const kept = {};
        const store = { read: (name) => kept[name] && { ...kept[name] }, write: (name, it) => { kept[name] = it; } };
        let now = 1e6;
        const [one, two] = [new Timer(store, () => now), new Timer(store, () => now)];
        one.start("7");
        two.start("7");
        for (let second = 0; second < 10; second++) { now += 1000; one.read(); two.read(); }
        const after = new Timer(store, () => now);
        after.start("7");
        now += 3_600_000; // the machine slept
        return [one.read(), two.read(), after.read()];
    }""")
    assert counted == [10, 10, 10]


def test_a_round_that_ended_meanwhile_is_explained(at_work, project: Project) -> None:
    round = open_round(project, items=1)
    page = at_work()
    page.keyboard.press("4")
    page.keyboard.press("5")
    round_cancel(round=round, now=NOW)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-notice]")).to_contain_text("does not collect answers any more")
