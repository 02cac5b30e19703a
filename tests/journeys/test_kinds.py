"""Every kind of task in a real browser: by keyboard alone and by finger, whatever the texts are made of."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from annotations.models import Assignment, Ballot, Dimension, Item, Project, Response, Round, Task, TaskResponse, User
from tests.annotations.world import make_items, make_responses, make_round, open_round
from tests.journeys.screen import NEXT, START, letters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
HOSTILE = (
    "يتحول الشاي إلى اللون البني.\n\n- تذبل الأوراق `enzyme()`\n- Green tea\n\n"
    "<script>document.title='owned'</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"
    f"\n\n\u202eesrever {'x' * 500}\n\n```\n{'y' * 300}\n```\n\n|{'|'.join('z' * 40 for _n in range(6))}|\n"
    + "|-" * 6
    + "|"
)


def add_dimensions(project: Project) -> None:
    """One of each kind that the project has not."""
    codes = [{"code": "warm", "text": "Warm"}, {"code": "cold", "text": "Cold"}]
    for position, fields in enumerate(
        [
            {"name": "true", "kind": "binary", "minimum": 0, "maximum": 1},
            {"name": "quality", "kind": "percent", "minimum": 0, "maximum": 100},
            {"name": "tone", "kind": "category", "levels": codes},
        ]
    ):
        Dimension.objects.create(rubric=project.rubric, label=fields["name"].title(), position=5 + position, **fields)


def open_ranking(project: Project, count: int, **fields: Any) -> Round:
    """A round with one ranking of so many responses, more than a launch puts into one."""
    round = make_round(project, kinds=["RANKING"], **fields)
    (item,) = make_items(project, 1)
    task = Task.objects.create(round=round, item=item, kind="RANKING", seq=1)
    for position, response in enumerate(make_responses(round, [item], count)):
        TaskResponse.objects.create(task=task, response=response, position=position)
    return round


def begin(page: Page) -> dict[str, int]:
    """Opens the next task; the response behind each letter."""
    page.goto(START)
    page.wait_for_selector(NEXT)
    return letters(page)


def sent(page: Page, *, touch: bool = False) -> Assignment:
    """Submits what is filled in; the answer that stands in the database."""
    if touch:
        page.locator(".submit").tap()
    else:
        page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-nothing]")
    return Assignment.objects.filter(state="DONE").latest("submitted_at")


def scores(answer: Assignment) -> dict[str, Any]:
    said = answer.scores.select_related("dimension")
    return {one.dimension.name: one.code or one.value for one in said}


def orders(answer: Assignment, letters: dict[str, int]) -> dict[str, str]:
    """The ballots as letters: `A=B>C`."""
    names = {pk: letter for letter, pk in letters.items()}
    return {
        ballot.dimension.name if ballot.dimension else "": ">".join(
            "=".join(sorted(names[pk] for pk in tie)) for tie in ballot.ranking
        )
        for ballot in Ballot.objects.filter(assignment=answer).select_related("dimension")
    }


def test_every_kind_is_answered_by_keyboard_alone(at_work, no_barriers, project: Project) -> None:
    page = at_work()

    open_round(project, items=1, each=2, kinds=("COMPARISON",), per_dimension=True)
    letters = begin(page)
    page.keyboard.press("b")
    page.keyboard.press("e")
    assert orders(sent(page), letters) == {"helpfulness": "B>A", "correctness": "A=B"}

    open_round(project, items=1, each=4, kinds=("BEST_WORST",), per_dimension=True)
    letters = begin(page)
    for key in "1423":
        page.keyboard.press(key)
    assert orders(sent(page), letters) == {"helpfulness": "A>B=C>D", "correctness": "B>A=D>C"}

    open_ranking(project, 10, per_dimension=True)
    letters = begin(page)
    no_barriers(page)
    page.keyboard.press("ArrowDown")  # onto A
    page.keyboard.press("0")  # A is tenth
    page.keyboard.press("Shift+ArrowUp")  # and ninth
    page.keyboard.press("=")  # beside I, the eighth
    _first, second = page.locator("[data-ranking]").all()
    second.locator("[data-same]").press("Enter")
    second.get_by_role("button", name="Move J up").press("Enter")
    assert orders(sent(page), letters) == {
        "helpfulness": "B>C>D>E>F>G>H>A=I>J",
        "correctness": "B>C>D>E>F>G>H>J>A=I",
    }

    add_dimensions(project)
    earlier = [{"role": "user", "content": "Tea?"}, {"role": "assistant", "content": "**Oolong**."}]
    open_round(project, items=1)
    Item.objects.update(messages=earlier, reference="Tannins.")
    begin(page)
    expect(page.locator(".turn .speaker")).to_have_text(["User", "Assistant", "User"])
    no_barriers(page)
    for key in ("4", "0", "2", "7", "5", "ArrowDown", "2", "r"):
        page.keyboard.press(key)
    expect(page.locator("#rewrite")).to_be_focused()
    page.get_by_role("button", name="Start from this response").press("Enter")
    expect(page.locator("#rewrite")).to_be_focused()
    page.keyboard.type("Rather: ")
    answer = sent(page)
    assert scores(answer) == {"helpfulness": 4, "correctness": None, "true": 0, "quality": 75, "tone": "cold"}
    assert answer.rewrite == "Rather: " + Response.objects.latest("pk").text


class Finger:
    """A finger on the glass, as the browser itself feels it."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)

    def draw(self, x: float, start: float, end: float, steps: int = 12) -> None:
        """Puts it down, draws it up or down, and lifts it."""
        self._send("touchStart", x, start)
        for step in range(1, steps + 1):
            self._send("touchMove", x, start + (end - start) * step / steps)
        self.session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, x: float, y: float) -> None:
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def test_every_kind_is_answered_by_finger_in_turkish(at_work, no_barriers, project: Project, annotator: User) -> None:
    annotator.language = "tr"
    annotator.save(update_fields=["language"])
    page = at_work(**PHONE, locale="tr-TR")

    open_round(project, items=1, each=2, kinds=("COMPARISON",))
    Response.objects.filter(round__number=1).update(text=HOSTILE)
    letters = begin(page)
    no_barriers(page)
    first = page.locator("article.response").first
    assert first.locator("ul").evaluate("list => getComputedStyle(list).direction") == "rtl"
    assert page.title() != "owned"
    assert page.locator("article img, article script, [href^='javascript']").count() == 0
    page.locator(".option").nth(1).tap()
    assert orders(sent(page, touch=True), letters) == {"": "B>A"}

    open_round(project, items=1, each=3, kinds=("BEST_WORST",))
    letters = begin(page)
    page.locator("[data-question=best] .option").nth(2).tap()
    page.locator("[data-question=worst] .option").nth(0).tap()
    assert orders(sent(page, touch=True), letters) == {"": "C>B>A"}

    open_ranking(project, 10)
    letters = begin(page)
    rows = page.locator(".rank-row")
    rows.nth(4).scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, -40)")
    finger, before = Finger(page), page.evaluate("scrollY")
    place = rows.nth(4).locator(".rank-name").bounding_box()
    finger.draw(place["x"] + 40, place["y"] + 10, place["y"] - 160)
    page.wait_for_function("before => scrollY > before + 60", arg=before)
    assert (
        page.locator(".rank-row").evaluate_all("rows => rows.map(row => row.dataset.letter).join('')") == "ABCDEFGHIJ"
    )
    handle, goal = rows.nth(4).locator("[data-handle]").bounding_box(), rows.nth(2).bounding_box()
    finger.draw(handle["x"] + 18, handle["y"] + 22, goal["y"] + 6)
    # A finger that has just been lifted is not put down again at once.
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "draft")
    rows.nth(1).locator("[data-tie]").tap()
    expect(rows.nth(1).locator("[data-tie]")).to_have_attribute("aria-pressed", "true")
    assert orders(sent(page, touch=True), letters) == {"": "A=B>E>C>D>F>G>H>I>J"}

    add_dimensions(project)
    open_round(project, items=1)
    begin(page)
    questions = page.locator("[data-question]").all()
    for question, place in zip([questions[0], questions[2], questions[4]], (4, 0, 1), strict=True):
        question.locator(".options .option").nth(place).tap()
    questions[1].locator(".not-applicable").tap()
    questions[3].locator("[data-number]").fill("35")
    said = scores(sent(page, touch=True))
    assert said == {"helpfulness": 5, "correctness": None, "true": 1, "quality": 35, "tone": "cold"}
