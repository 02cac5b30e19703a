"""Annotating in a real browser: by keyboard, by finger, in Turkish."""

import pytest
from playwright.sync_api import expect

from annotations.models import Ballot, Dimension, Item, Project, Response, User
from tests.annotations.world import open_round
from tests.journeys.screen import NEXT, START, answers, letters, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add_every_kind_of_dimension(project: Project) -> None:
    for place, fields in enumerate(
        [
            {"name": "true", "kind": "binary", "minimum": 0, "maximum": 1},
            {"name": "clarity", "kind": "percent", "minimum": 0, "maximum": 100},
            {
                "name": "fault",
                "kind": "category",
                "levels": [{"code": "a", "text": "Long"}, {"code": "b", "text": "No"}],
            },
        ]
    ):
        Dimension.objects.create(rubric=project.rubric, position=5 + place, **fields)


def test_from_sign_in_to_a_rating_of_every_kind_by_keyboard_alone(
    open_page, sign_in, no_barriers, project: Project, annotator: User
) -> None:
    add_every_kind_of_dimension(project)
    open_round(project, items=2)
    page = sign_in(open_page(), annotator)
    page.get_by_role("link", name="Start annotating").press("Enter")
    page.wait_for_selector(NEXT)
    no_barriers(page)
    slider = page.locator("[data-slider]")
    expect(slider).to_have_attribute("aria-valuetext", "not set")
    for key in ("4", "0", "2", "7"):
        page.keyboard.press(key)
    expect(slider).to_have_attribute("aria-valuetext", "70")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("f")
    page.keyboard.press("4")
    page.keyboard.press("c")
    page.keyboard.type("g and s and 5 are words here")
    page.keyboard.press("Escape")
    submit(page)
    (answer,) = answers()
    said = {
        score.dimension.name: score.value if score.value is not None else score.code for score in answer.scores.all()
    }
    assert said == {"helpfulness": 4, "correctness": "", "true": 0, "clarity": 70, "fault": "a"}
    assert (answer.comment, answer.flags) == ("g and s and 5 are words here", ["broken_text"])
    assert answer.seconds > 0
    expect(page.locator("[role=progressbar]")).to_have_attribute("aria-valuenow", "1")


def test_the_arrows_walk_between_the_questions_and_change_nothing(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("5")
    submit(page)
    said = {score.dimension.name: score.value for score in answers()[0].scores.all()}
    assert said == {"helpfulness": 5, "correctness": 2}


def test_it_says_which_question_is_still_open(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("3")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-missing]")).to_have_text("Still open: Correctness")
    page.keyboard.press("Enter")
    assert answers() == []


@pytest.mark.parametrize(("key", "ranking"), [("a", "AB"), ("b", "BA"), ("e", "A=B"), ("n", "")])
def test_a_comparison_is_one_key(at_work, no_barriers, project: Project, key: str, ranking: str) -> None:
    open_round(project, items=1, each=2, kinds=("COMPARISON",))
    page = at_work()
    shown = letters(page)
    no_barriers(page)
    page.keyboard.press(key)
    submit(page)
    ballot = Ballot.objects.get()
    orders = {"AB": [[shown["A"]], [shown["B"]]], "BA": [[shown["B"]], [shown["A"]]], "A=B": [[shown["A"], shown["B"]]]}
    assert ballot.ranking == orders.get(ranking, [])
    assert ballot.none_acceptable is (key == "n")


def test_best_and_worst_are_two_keys(at_work, no_barriers, project: Project) -> None:
    open_round(project, items=1, each=4, kinds=("BEST_WORST",))
    page = at_work()
    shown = letters(page)
    no_barriers(page)
    page.keyboard.press("2")
    page.keyboard.press("3")
    submit(page)
    best, others, worst = Ballot.objects.get().ranking
    assert (best, sorted(others), worst) == ([shown["B"]], sorted([shown["A"], shown["D"]]), [shown["C"]])


def test_a_ranking_with_a_tie_by_keyboard(at_work, no_barriers, project: Project) -> None:
    open_round(project, items=1, each=4, kinds=("RANKING",))
    page = at_work()
    shown = letters(page)
    no_barriers(page)
    page.keyboard.press("ArrowDown")  # onto A
    page.keyboard.press("Shift+ArrowDown")  # B A C D
    page.keyboard.press("ArrowDown")  # onto C
    page.keyboard.press("=")  # B, A = C, D
    expect(page.locator("[data-announce]")).to_have_text("C shares place 2")
    page.keyboard.press("ArrowDown")  # onto D
    page.keyboard.press("1")  # D first
    submit(page)
    assert Ballot.objects.get().ranking == [
        [shown["D"]],
        [shown["B"]],
        sorted([shown["A"], shown["C"]], key=list(shown.values()).index),
    ]


def test_a_ranking_by_buttons_keeps_the_focus_where_it_was(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work()
    shown = letters(page)
    page.get_by_role("button", name="Move C up").click()
    expect(page.get_by_role("button", name="Move C up")).to_be_focused()
    page.keyboard.press("Enter")
    submit(page)
    assert Ballot.objects.get().ranking == [[shown["C"]], [shown["A"]], [shown["B"]]]


def test_an_unchanged_order_is_asked_about_once(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work()
    shown = letters(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You have not changed the order.")).to_be_visible()
    assert answers() == []
    submit(page)
    assert Ballot.objects.get().ranking == [[shown["A"]], [shown["B"]], [shown["C"]]]


def test_none_of_a_ranking_may_be_acceptable(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work()
    page.keyboard.press("n")
    submit(page)
    assert Ballot.objects.get().none_acceptable


def test_each_dimension_has_its_own_order_where_the_round_asks_so(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",), per_dimension=True)
    page = at_work()
    shown = letters(page)
    page.locator("[data-ranking]").nth(1).get_by_role("button", name="Move B up").click()
    page.keyboard.press("Control+Enter")
    submit(page)
    orders = {ballot.dimension.name: ballot.ranking for ballot in Ballot.objects.all()}
    assert orders["helpfulness"][0] == [shown["A"]]
    assert orders["correctness"][0] == [shown["B"]]


def test_on_a_phone_the_handle_drags_and_a_finger_on_the_text_scrolls(at_work, no_barriers, project: Project) -> None:
    round = open_round(project, items=1, each=3, kinds=("RANKING",))
    Response.objects.filter(round=round).update(text="A long line of an answer.\n\n" * 12)
    page = at_work(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    no_barriers(page)
    shown = letters(page)
    rows = page.locator(".rank-row")
    rows.nth(0).scroll_into_view_if_needed()
    assert rows.nth(0).evaluate("row => getComputedStyle(row).touchAction") == "auto"
    assert rows.nth(0).locator("[data-handle]").evaluate("handle => getComputedStyle(handle).touchAction") == "none"
    start = rows.nth(2).locator("[data-handle]").bounding_box()
    goal = rows.nth(0).bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, goal["y"] + 4, steps=12)
    page.mouse.up()
    page.get_by_role("button", name="Submit and next").click()
    page.wait_for_selector("[data-nothing]")
    assert Ballot.objects.get().ranking == [[shown["C"]], [shown["A"]], [shown["B"]]]


def test_guidelines_and_keys_are_one_key_away(at_work, no_barriers, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.keyboard.press("g")
    expect(page.get_by_role("dialog", name="Guidelines")).to_be_visible()
    no_barriers(page)
    page.keyboard.press("g")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    no_barriers(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_is_free_of_barriers_in_turkish(
    open_page, sign_in, no_barriers, project: Project, annotator: User, scheme: str, width: int
) -> None:
    annotator.language = "tr"
    annotator.save(update_fields=["language"])
    open_round(project, items=1)
    Item.objects.update(prompt="Çayım **kırık** geldi. Ne yapmalıyım?", reference="İade edin.")
    page = open_page(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="tr-TR")
    page.goto("/accounts/login/")
    no_barriers(page)
    sign_in(page, annotator)
    expect(page.get_by_role("link", name="Değerlendirmeye başla")).to_be_visible()
    for address in ("/", START, "/projects/tea/answers/", "/projects/tea/guidelines/", "/account/", "/no-such-page/"):
        page.goto(address)
        no_barriers(page)


def test_a_ranking_works_without_any_script(at_work, project: Project) -> None:
    open_round(project, items=1, each=3, kinds=("RANKING",))
    page = at_work(java_script_enabled=False)
    shown = letters(page)
    for letter, place in [("A", "2"), ("B", "1"), ("C", "2")]:
        page.get_by_role("combobox", name=f"Place of {letter}").select_option(place)
    page.get_by_role("button", name="Submit and next").click()
    expect(page.get_by_text("That was everything. Thank you!")).to_be_visible()
    assert Ballot.objects.get().ranking == [[shown["B"]], [shown["A"], shown["C"]]]
