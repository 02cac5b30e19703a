"""The whole loop in a real browser, on the demo with its real worker and real small model.

Launch, generate, rate, compare, rank, fit, propose, accept, launch the next round, export.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.demo import Demo

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.slow]
MINUTES = 60_000


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture
def visitor(browser: Browser, demo: Demo) -> Iterator[Callable[[str], Page]]:
    """Opens the demo, signed in with one of the printed accounts."""
    contexts = []

    def signed_in(role: str) -> Page:
        context = browser.new_context(base_url=demo.url, viewport={"width": 1440, "height": 900}, locale="en-US")
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        username, password = demo.accounts[role][0]
        page.goto("/accounts/login/")
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url(demo.url + "/")
        return page

    yield signed_in
    for context in contexts:
        context.close()


def answer_everything(page: Page) -> dict[str, int]:
    """Answer by keyboard until nothing waits; how many of each kind."""
    done: dict[str, int] = {}
    while True:
        page.wait_for_selector("[data-task], [data-nothing]")
        page.wait_for_load_state()  # the keys work once the page's script is there
        task = page.locator("[data-task]")
        if not task.count():
            return done
        kind, before = task.get_attribute("data-kind"), task.get_attribute("data-assignment")
        press_keys(page, kind, done.get(kind, 0))
        page.keyboard.press("Control+Enter")
        page.wait_for_function(
            "before => document.querySelector('[data-nothing]')"
            " || document.querySelector('[data-task]')?.dataset.assignment !== before",
            arg=before,
        )
        done[kind] = done.get(kind, 0) + 1


def press_keys(page: Page, kind: str, number: int) -> None:
    if kind == "RATING":
        # Three of four are bad, whatever order the tasks come in.
        for key in ("1", "4", "2") if number % 4 else ("4", "5", "4"):
            page.keyboard.press(key)
        if number % 4:
            page.keyboard.press("c")
            page.keyboard.type("Says too little about what to do next.")
            page.keyboard.press("Escape")
    elif kind == "COMPARISON":
        page.keyboard.press("abe"[number % 3])
    else:
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Shift+ArrowDown")


def launch(page: Page, *, split: str, versions: list[str], kinds: list[str], items: int) -> int:
    """Fill in the one form of a round; the number of the round."""
    page.goto("/projects/demo/rounds/new/")
    for box in page.locator("[name=versions]").all():
        label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.set_checked(any(re.search(rf"\b{version}\b", label) for version in versions))
    page.locator("[name=temperatures]").fill("0.3, 0.9")
    page.locator("[name=split]").select_option(split)
    page.locator("[name=item_limit]").fill(str(items))
    for box in page.locator("[name=kinds]").all():
        box.set_checked(box.get_attribute("value") in kinds)
    page.locator("[name=overlap]").fill("1")
    # Every task once: what may be mixed in between them has tests of its own.
    page.locator("details.quality > summary h2").click()
    page.locator("[name=training]").set_checked(False)
    for share in ("gold_share", "repeat_share"):
        page.locator(f"[name={share}]").fill("0")
    page.get_by_role("button", name="Launch the round").click()
    page.wait_for_url(re.compile(r"/rounds/\d+/$"))
    return int(page.url.rstrip("/").rsplit("/", 1)[1])


def test_the_whole_loop(demo: Demo, visitor: Callable[[str], Page], tmp_path: Path) -> None:
    lead = visitor("lead")
    lead.on("dialog", lambda dialog: dialog.accept())

    # The open round of the demo would come first; it is not wanted here.
    lead.goto("/projects/demo/rounds/2/")
    lead.get_by_role("button", name="Cancel").click()
    expect(lead.locator("#round")).to_contain_text("Cancelled")

    # Launch and generate, with live progress.
    number = launch(lead, split="develop", versions=["v1", "v2"], kinds=["RATING", "COMPARISON", "RANKING"], items=2)
    expect(lead.locator("#round")).to_contain_text("Collecting", timeout=8 * MINUTES)

    # Rate, compare and rank, by keyboard; the first task is one click away.
    annotator = visitor("annotator")
    annotator.get_by_role("link", name="Start annotating").click()
    done = answer_everything(annotator)
    assert done == {"RATING": 8, "COMPARISON": 12, "RANKING": 2}

    # Close and fit (a complete round also closes by itself within seconds).
    lead.goto(f"/projects/demo/rounds/{number}/")
    close = lead.get_by_role("button", name="Close the round")
    if close.count():
        close.click()
    expect(lead.locator("#round")).to_contain_text("Review", timeout=2 * MINUTES)
    lead.goto(f"/projects/demo/report/?round={number}")
    expect(lead.locator("main")).to_contain_text("Helpfulness")
    assert lead.locator("main svg[role=img]").count() >= 1

    # Results flow back: a proposal with evidence, accepted, becomes the next version.
    lead.goto("/projects/demo/improve/")
    if lead.locator("select#round").count():
        lead.locator("select#round").select_option(str(number))
    lead.get_by_role("button", name=re.compile("Make a proposal")).click()
    lead.wait_for_url(re.compile(r"/improve/\d+/$"))
    expect(lead.locator("main")).to_contain_text("Says too little about what to do next.")
    lead.get_by_role("button", name="Accept as a new version").first.click()
    lead.wait_for_load_state()
    lead.goto("/projects/demo/prompts/help-desk/3/")
    expect(lead.locator("main")).to_contain_text("v3")

    # The next round tests new against old on items that the proposal never saw.
    second = launch(lead, split="evaluate", versions=["v2", "v3"], kinds=["COMPARISON"], items=1)
    assert second == number + 1
    expect(lead.locator("#round")).to_contain_text("Collecting", timeout=8 * MINUTES)

    # Labelled data comes out.
    lead.goto("/projects/demo/data/")
    with lead.expect_download() as download:
        lead.locator("a[href$='/export/trl-dpo/']").click()
    download.value.save_as(tmp_path / "dpo.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "dpo.jsonl").read_text().splitlines()]
    assert rows
    assert all(row["prompt"] and row["chosen"] != row["rejected"] for row in rows)


def test_the_demo_has_something_on_every_page(demo: Demo, visitor: Callable[[str], Page]) -> None:
    lead = visitor("lead")
    for page, text in [
        ("", "Round 1"),
        ("report/?round=1", "Helpfulness"),
        ("improve/", "for help-desk v"),
        ("rounds/1/", "simulated"),
        ("prompts/", "help-desk"),
        ("data/", "items.jsonl"),
        ("judges/", "local-judge"),
    ]:
        lead.goto(f"/projects/demo/{page}")
        expect(lead.locator("main")).to_contain_text(text)


def test_the_doors_of_scripts_open_on_the_demo(demo: Demo) -> None:
    status = json.loads(demo.manage("round_status", "--project", "demo", "--round", "1", "--json").stdout)
    assert status["state"] == "REVIEW"
    assert status["responses"]["done"] == status["responses"]["planned"] == 20
    assert status["worker"] is True
    report = json.loads(demo.manage("report", "--project", "demo", "--round", "1", "--json").stdout)
    assert report["counts"]["raters"] == 3
    assert set(report["judges"]["local-judge"]) == {"helpfulness", "correctness", "clarity"}
    assert demo.manage("check_integrity").returncode == 0


def test_it_stops_whole_and_starts_again_with_everything(demo: Demo) -> None:
    before = json.loads(demo.manage("report", "--project", "demo", "--round", "1", "--json").stdout)
    assert demo.stop() == 0
    accounts = dict(demo.accounts)
    demo.accounts.clear()
    demo.start()
    after = json.loads(demo.manage("report", "--project", "demo", "--round", "1", "--json").stdout)
    assert after == before
    assert demo.accounts == {}, "accounts are printed once"
    demo.accounts.update(accounts)


def test_a_running_demo_is_not_deleted_under_its_users(demo: Demo) -> None:
    refused = demo.manage("demo_reset", "--yes")
    assert refused.returncode == 1
    assert "Stop the demo" in refused.stderr
