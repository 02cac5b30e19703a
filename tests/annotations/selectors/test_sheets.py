import pytest
from django.utils import translation

from annotations.models import Assignment, Dimension, Project, User
from annotations.selectors.sheets import given_of, rubric_questions, sheet_made, sheet_of
from annotations.services.handout import assignment_next
from annotations.services.members import rater_of
from tests.annotations.world import NOW, make_items, open_round

pytestmark = pytest.mark.django_db


def assigned(project: Project, user: User) -> Assignment:
    found = assignment_next(rater=rater_of(project=project, user=user), now=NOW)
    assert found is not None
    return found


def test_it_shows_responses_by_letter_in_the_order_handed_out(project: Project, annotator: User) -> None:
    open_round(project, items=1, each=4, kinds=("RANKING",))
    assignment = assigned(project, annotator)
    sheet = sheet_of(assignment)
    assert sheet.shown == assignment.shown
    assert [candidate.letter for candidate in sheet.candidates] == list("ABCD")


def test_it_holds_nothing_of_where_a_response_came_from(project: Project, annotator: User) -> None:
    open_round(project, items=1, each=2, kinds=("COMPARISON",))
    assert "secret-model" not in repr(sheet_of(assigned(project, annotator)))


def test_it_asks_each_dimension_for_an_order_where_the_round_says_so(project: Project, annotator: User) -> None:
    rubric = project.rubric
    Dimension.objects.create(rubric=rubric, name="fault", kind="category", levels=[{"code": "x", "text": "X"}])
    open_round(project, items=1, each=3, kinds=("RANKING",), per_dimension=True)
    names = [question.name for question in sheet_of(assigned(project, annotator)).orders]
    assert names == ["helpfulness", "correctness"]


def test_it_speaks_the_reader_s_language_where_the_rubric_does(project: Project) -> None:
    words = {"label": "Yararlılık", "levels": ["kötü"]}
    Dimension.objects.filter(name="helpfulness").update(translations={"tr": words})
    with translation.override("tr"):
        question = rubric_questions(project)[0]
    assert question.label == "Yararlılık"
    assert [option.text for option in question.options[:2]] == ["kötü", "helpfulness level 2"]


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"kind": "likert", "minimum": 0, "maximum": 3}, ["0", "1", "2", "3"]),
        ({"kind": "likert", "minimum": 0.5, "maximum": 2.5}, ["0.5", "1.5", "2.5"]),
        ({"kind": "binary", "minimum": 0, "maximum": 1}, ["1", "0"]),
        ({"kind": "category", "levels": [{"code": "a", "text": "A"}, {"code": "b", "text": "B"}]}, ["a", "b"]),
        ({"kind": "percent", "minimum": 0, "maximum": 100}, []),
    ],
)
def test_it_offers_what_each_kind_of_dimension_takes(project: Project, fields: dict, values: list[str]) -> None:
    Dimension.objects.create(rubric=project.rubric, name="new", position=9, **fields)
    assert [option.value for option in rubric_questions(project)[-1].options] == values


@pytest.mark.parametrize(
    ("kind", "each", "said", "fields"),
    [
        ("COMPARISON", 2, lambda s: {"ranking": [[s[1]], [s[0]]]}, lambda s: {"choice-all": "b"}),
        ("COMPARISON", 2, lambda s: {"none_acceptable": True}, lambda s: {"choice-all": "n"}),
        (
            "BEST_WORST",
            3,
            lambda s: {"ranking": [[s[2]], [s[1]], [s[0]]]},
            lambda s: {"best-all": str(s[2]), "worst-all": str(s[0])},
        ),
        (
            "RANKING",
            3,
            lambda s: {"ranking": [[s[1]], [s[0], s[2]]]},
            lambda s: {f"rank-all-{s[1]}": "1", f"rank-all-{s[2]}": "2"},
        ),
    ],
)
def test_it_gives_an_answer_back_as_the_form_that_gave_it(project, annotator, kind, each, said, fields) -> None:
    open_round(project, items=1, each=each, kinds=(kind,))
    assignment = assigned(project, annotator)
    sheet = sheet_of(assignment)
    given = given_of(sheet, assignment, said(sheet.shown))
    assert fields(sheet.shown).items() <= given.items()


def turns(count: int, length: int) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[n % 2], "content": "x" * length} for n in range(count)]


@pytest.mark.parametrize(("count", "length", "folded"), [(6, 100, 0), (6, 1000, 4), (2, 9000, 0), (0, 0, 0)])
def test_only_what_is_long_and_long_ago_is_folded(project: Project, count: int, length: int, folded: int) -> None:
    (item,) = make_items(project, 1, messages=turns(count, length))
    sheet = sheet_made(kind="RATING", item=item, responses=[(1, "Fine.")])
    assert (len(sheet.folded), len(sheet.unfolded)) == (folded, count - folded)


def test_it_names_who_speaks_in_the_reader_s_language(project: Project) -> None:
    (item,) = make_items(project, 1, messages=[{"role": "system", "content": "Be brief."}, *turns(2, 5)])
    sheet = sheet_made(kind="RATING", item=item, responses=[(1, "Fine.")])
    assert [turn.speaker for turn in sheet.turns] == ["System", "User", "Assistant"]


@pytest.mark.parametrize(("kind", "beside"), [("RATING", True), ("COMPARISON", False)])
def test_a_reference_stands_beside_the_response_that_is_rated(project: Project, kind: str, beside: bool) -> None:
    (item,) = make_items(project, 1, reference="Tannins.")
    assert sheet_made(kind=kind, item=item, responses=[(1, "a"), (2, "b")]).reference_beside is beside
