"""What makes hours at the screen pleasant: nothing to wait for, practice that teaches, keys that can be turned off."""

import pytest
from playwright.sync_api import expect

from annotations.models import Dimension, Item, Project, Response
from tests.annotations.services.test_checks import checked_round, make_gold
from tests.annotations.world import open_round
from tests.journeys.screen import NEXT, answers, submit

IN_SIGHT = """() => {
    const { x, y, width, height } = document.activeElement.getBoundingClientRect();
    return document.activeElement.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_answer_and_the_next_task_are_one_request(at_work, project: Project) -> None:
    open_round(project, items=4)
    page = at_work()
    asked: list[str] = []
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.rsplit('/', 2)[-2]}"))
    for _task in range(3):
        page.keyboard.press("4")
        page.keyboard.press("5")
        submit(page)
        expect(page.locator("#task-title")).to_be_focused()
    assert asked == ["POST submit"] * 3


def test_practice_is_read_before_the_next_task_and_stays_at_hand(at_work, no_barriers, project: Project) -> None:
    for number in range(2):
        make_gold(project, purpose="training", position=number, explanation="It **solves** it.")
    checked_round(project, items=1, training=True)
    page = at_work()
    page.keyboard.press("g")
    expect(page.get_by_role("heading", name="Examples")).to_have_count(0)  # what is still to come is not given away
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.keyboard.press("4")
    page.keyboard.press("Control+Enter")
    lesson = page.locator("[data-lesson]")
    expect(lesson.get_by_role("heading", name="Not quite")).to_be_focused()
    expect(lesson.locator("article.response")).to_contain_text("A known answer")
    expect(lesson.locator(".lesson-line").first).to_contain_text("helpfulness level 4")
    no_barriers(page)
    page.emulate_media(color_scheme="dark")
    no_barriers(page)
    page.keyboard.press("5")  # answers nothing that is not in sight
    page.keyboard.press("g")
    expect(page.get_by_role("dialog").get_by_text("It solves it.")).to_have_count(1)
    no_barriers(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Practice 2 of 2")).to_be_visible()
    assert page.locator("[data-question] input:checked").count() == 0


def test_a_lesson_fits_a_phone(at_work, no_barriers, project: Project) -> None:
    make_gold(project, purpose="training", explanation="Why it is so")
    checked_round(project, items=1, training=True)
    page = at_work(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    for level in page.locator(".options .option:nth-child(1)").all():
        level.tap()
    page.locator(".submit").tap()
    expect(page.locator(".lesson-line dd").nth(1)).to_be_in_viewport(ratio=1)
    no_barriers(page)
    page.get_by_role("link", name="Got it, go on").tap()
    expect(page.locator(NEXT)).to_be_visible()


def test_digits_write_a_number_on_a_slider_and_answer_no_other_question(at_work, project: Project) -> None:
    Dimension.objects.filter(name="helpfulness").update(kind="percent", minimum=0, maximum=100, levels=[])
    open_round(project, items=1)
    page = at_work()
    page.clock.install()
    page.reload()
    number = page.locator("[data-number]")
    for keys, value in (("85", "85"), ("100", "100"), ("7", "70")):
        page.clock.fast_forward(1600)  # digits that lie apart are numbers of their own
        for key in keys:
            page.keyboard.press(key)
        expect(number).to_have_value(value)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")
    submit(page)
    assert [score.value for score in answers()[0].scores.order_by("dimension__position")] == [71, 2]


def test_single_keys_can_be_turned_off(at_work, project: Project) -> None:
    open_round(project, items=2)
    page = at_work()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Single keys answer").uncheck()
    page.keyboard.press("Escape")
    for key in "4?gsf":
        page.keyboard.press(key)
    assert page.locator("input:checked").count() == 0
    assert page.locator("dialog[open], details[open]").count() == 0
    page.reload()
    page.keyboard.press("4")
    assert page.locator("input:checked").count() == 0
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("checkbox", name="Single keys answer").check()
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    page.keyboard.press("5")
    submit(page)
    assert len(answers()) == 1


def test_what_is_focused_is_never_under_what_stays_in_place(at_work, project: Project) -> None:
    round = open_round(project, items=1, each=3, kinds=("RANKING",))
    Response.objects.filter(round=round).update(text="A long line of an answer.\n\n" * 12)
    page = at_work(viewport={"width": 720, "height": 450})  # 1440 by 900 at 200 %
    for _step in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.task-questions *:not(input)')"):
            assert page.evaluate(IN_SIGHT), page.evaluate("document.activeElement.outerHTML")


def test_texts_in_another_language_say_so(at_work, project: Project) -> None:
    open_round(project, items=1, each=2, kinds=("COMPARISON",))
    Item.objects.update(language="tr")
    page = at_work()
    assert page.locator("article.response .prose").first.get_attribute("lang") == "tr"


def test_a_key_held_down_confirms_nothing_and_takes_back_one_answer(at_work, project: Project) -> None:
    open_round(project, items=3, each=3, kinds=("RANKING",))
    page = at_work()
    page.keyboard.down("Control")
    for _repeat in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    expect(page.get_by_text("You have not changed the order.")).to_be_visible()
    assert answers() == []
    page.keyboard.up("Control")
    submit(page)
    page.keyboard.press("Control+Enter")
    submit(page)
    first = answers()[0].pk
    page.keyboard.down("Control")
    for _repeat in range(3):
        page.keyboard.down("z")
    page.keyboard.up("Control")
    expect(page.get_by_text("Your last answer is open again")).to_be_visible()
    assert [answer.pk for answer in answers()] == [first]


def test_a_page_without_work_looks_again_by_itself_while_somebody_is_there(at_work, project: Project) -> None:
    page = at_work()
    page.clock.install()
    page.reload()
    expect(page.get_by_text("Nothing to annotate right now")).to_be_visible()
    open_round(project, items=1)
    page.clock.fast_forward(61_000)
    expect(page.locator(NEXT)).to_be_visible()
    expect(page.locator("#task-title")).to_be_focused()


def test_whoever_has_left_lets_go_of_the_task(at_work, project: Project) -> None:
    open_round(project, items=1)
    page = at_work()
    page.clock.install()
    page.reload()
    beats: list[str] = []
    page.on("request", lambda request: beats.append(request.url) if "heartbeat" in request.url else None)
    page.clock.run_for(5 * 60_000)
    page.clock.run_for(30 * 60_000)
    assert 5 <= len(beats) <= 10
    page.mouse.move(200, 200)
    page.clock.run_for(61_000)
    assert len(beats) > 10


def test_long_texts_are_read_by_keys_while_the_form_stays_where_it_is(at_work, project: Project) -> None:
    for position in range(4):
        Dimension.objects.create(rubric=project.rubric, name=f"more {position}", position=5 + position)
    round = open_round(project, items=1)
    Response.objects.filter(round=round).update(text="A long line of an answer.\n\n" * 200)
    page = at_work(reduced_motion="reduce")
    page.keyboard.press("4")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert page.evaluate("scrollY") > 900
    assert page.locator(".task-questions").evaluate("pane => pane.scrollTop") == 0
    page.keyboard.press("PageUp")
    assert page.evaluate("scrollY") < 900


@pytest.mark.parametrize(
    ("width", "each", "columns"), [(390, 2, 1), (1440, 2, 2), (1920, 2, 2), (1920, 3, 3), (1920, 4, 2), (1920, 5, 3)]
)
def test_responses_stand_in_as_many_columns_as_can_be_read(
    at_work, project: Project, width: int, each: int, columns: int
) -> None:
    round = open_round(project, items=1, each=each, kinds=("COMPARISON" if each == 2 else "RANKING",))
    Response.objects.filter(round=round).update(text="One.\n\nTwo.\n\nThree.\n\nFour.")
    page = at_work(viewport={"width": width, "height": 900})
    lefts = page.locator("article.response").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
    assert len({int(left) for left in lefts}) == columns
